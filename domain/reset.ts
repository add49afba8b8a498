/**
 * The reset as a state machine: JSON state, and one pure reducer `next`. What may be said to it when is `refusal.ts`.
 *
 *   requested ─opened─▶ authenticating ─enough proofs─▶ authenticated ─execute─▶ executing ─all set─▶ delivering ─handed over─▶ completed
 *                             │                             ▲   ▲                  │                     │
 *                             │                             │   └──policy said no──┘                     │
 *                             │                             └────────could not be handed over (twice)────┤
 *                             ▼                                                                          ▼
 *     refused · expired · cancelled · vetoed · superseded · failed (with per-target truth)          undelivered
 *
 * The workflow keeps this state; activities apply their own result to a copy of it to write the read model.
 */
import type { Holder, Json, Ms, Plan, Ref, Role, Shape, Step } from './plan.js';
import { getsOld, outdated } from './fresh.js';
import { stepsOf } from './plan.js';
import type { Lane, Requester } from './request.js';
import type { Applied, Reason, Tally, Verdict } from './shapes.js';

export const endings = [
  'completed',
  'refused',
  'expired',
  'cancelled',
  'vetoed',
  'superseded',
  'undelivered',
  'failed',
] as const;
export type Ending = (typeof endings)[number];
export type State = 'requested' | 'authenticating' | 'authenticated' | 'executing' | 'delivering' | Ending;
export const ended = (state: State): state is Ending => (endings as readonly string[]).includes(state);

/** The step id under which an invited subject joins: reserved, no method may use it. */
export const invitation = 'invitation';
/** The step id of the proof that a signed requester is, where a method has no authentication of its own: reserved, too. */
export const requesterProof = 'requester';
/** How often a delivery may fail and the reset go back to `authenticated`. */
const redeliveries = 2;

export interface StepState {
  role: Role;
  shape: Shape;
  factor: string | null;
  /** What passes it is the word of somebody who did not ask for the reset. */
  secondPerson?: true;
  /** See `StepOf`. */
  getsOld?: true;
  /** It was passed, too long ago, and is being passed once more: until it is, or another one that counts is, nothing goes on. */
  again?: true;
  state: 'open' | 'challenged' | 'passed' | 'failed' | Applied['state'];
  /** How often it was challenged, invited or applied: part of every effect's key. */
  round: number;
  /** An Update is at work on it. */
  busy?: true;
  attemptsLeft?: number;
  waitingFor?: Reason;
  /** What it waits for ends then. */
  until?: Ms;
  /** When the newest answer, or decision, was accepted: with a step that is passed, how old the proof is. Absent where proofs don't get old. */
  answeredAt?: Ms;
  /** What the last challenge added to the prompt. */
  options?: Json;
  reasons?: readonly Reason[];
}

export interface Reset {
  id: string;
  /** Rises with every event. */
  version: number;
  state: State;
  /** Only tokens of this epoch can act for the subject. */
  epoch: number;
  methodId: string;
  planHash: string;
  credentialId: string;
  /** Opaque id in the directory; empty until opened. */
  subject: string;
  decoy: boolean;
  /** The subject holds a token: at once where they asked themselves, else when they opened the invitation. */
  joined: boolean;
  /** The quota that its mails count against, as long as nothing is proved, and, where nobody signed in asked, the reset itself. */
  lane?: Lane;
  requester?: Requester;
  /** Somebody signed in asked: await and delay steps need no proof before they begin. */
  signedIn: boolean;
  needed: number;
  independent: boolean;
  /** Without a proof by a second person it is not enough, whatever `needed` says. */
  secondPerson?: true;
  /** See `Plan`. */
  freshFor: Ms;
  heldBy: Holder;
  steps: Record<string, StepState>;
  proved: boolean;
  /** The new credential, sealed. */
  value?: Ref;
  /** From here on a cancel is too late, and a veto only keeps the value from being handed over. */
  applyBegan: boolean;
  /** When the execute was accepted that is under way: as fresh as this the proofs must have been. */
  executedAt?: Ms;
  failedDeliveries: number;
  requestedAt: Ms;
  expiresAt: Ms;
  proveBy: Ms;
  /** Why it ended, a word of the field: `operator`, `terminated`, `deadline`, … */
  reason?: string;
}

export type Event =
  | {
      type: 'opened';
      plan: Plan;
      subject: string;
      decoy: boolean;
      joined: boolean;
      signedIn: boolean;
      requester?: Requester;
      lane?: Lane;
      /** The subject's credentials open so much that one person's word is not enough. */
      secondPerson?: true;
    }
  | { type: 'not-opened'; reason: string }
  | { type: 'joined' }
  | { type: 'challenging' | 'not-challenged' | 'not-answered' | 'inviting'; stepId: string }
  /** `at`: when the answer was accepted. */
  | { type: 'answering'; stepId: string; at?: Ms }
  | { type: 'challenged'; stepId: string; until: Ms; options?: Json }
  | { type: 'answered'; stepId: string; verdict: Verdict }
  | { type: 'began'; stepId: string; waitingFor?: Reason; until: Ms; options?: Json }
  | { type: 'tallied'; stepId: string; tally: Tally }
  | { type: 'elapsed' | 'timed-out'; stepId: string }
  | { type: 'executing'; at: Ms }
  | { type: 'not-executed' }
  | { type: 'applying' }
  /** It was not written, and never will be under the key that it had. */
  | { type: 'barred'; stepId: string }
  | { type: 'applied'; stepId: string; applied: Applied }
  | { type: 'superseded' }
  | { type: 'not-set'; reason: string }
  | { type: 'deadline' }
  | { type: 'cancelled'; reason: string }
  | { type: 'vetoed' };

export const initial = (
  start: Pick<Reset, 'id' | 'methodId' | 'planHash' | 'credentialId' | 'requestedAt' | 'expiresAt' | 'proveBy'>,
): Reset => ({
  ...start,
  version: 0,
  state: 'requested',
  epoch: 1,
  subject: '',
  decoy: false,
  joined: false,
  signedIn: false,
  needed: 0,
  independent: true,
  freshFor: 0,
  heldBy: 'subject',
  steps: {},
  proved: false,
  applyBegan: false,
  failedDeliveries: 0,
});

/** The moment at which the reset ends by itself, as long as it waits for people. */
export const deadlineOf = (r: Reset): Ms =>
  r.proved || r.signedIn || r.needed === 0 ? r.expiresAt : Math.min(r.proveBy, r.expiresAt);

/** Proofs counted as the method wants them: each step once, or, where they must be independent, each factor once. */
export function proofCount(steps: readonly Pick<StepState, 'factor'>[], independent: boolean): number {
  const named = steps.filter((s) => s.factor !== null);
  return independent ? new Set(named.map((s) => s.factor)).size + (steps.length - named.length) : steps.length;
}
const authenticators = (r: Reset): StepState[] => Object.values(r.steps).filter((s) => s.role === 'authenticator');
export const passedCount = (r: Reset): number =>
  proofCount(
    authenticators(r).filter((s) => s.state === 'passed'),
    r.independent,
  );
const freshUntil =
  (r: Reset) =>
  (s: StepState): Ms | undefined =>
    getsOld(s) && s.answeredAt !== undefined ? s.answeredAt + r.freshFor : undefined;
/** The proofs of which one has to be given once more before a value is set at that moment. */
export const outdatedIn = (r: Reset, at: Ms): readonly StepState[] =>
  outdated(
    authenticators(r).filter((s) => s.state === 'passed'),
    freshUntil(r),
    at,
  );
/** A step that was proved longer ago than a proof lasts. */
export const isOld = (r: Reset, s: StepState, at: Ms): boolean => (freshUntil(r)(s) ?? Infinity) < at;

const reachable = (r: Reset): number =>
  proofCount(
    authenticators(r).filter((s) => s.state !== 'failed'),
    r.independent,
  );

const fresh = (step: Step): StepState => ({
  role: step.role,
  shape: step.shape,
  factor: step.factor,
  ...(step.secondPerson && { secondPerson: true }),
  ...(step.getsOld && { getsOld: true }),
  state: 'open',
  round: 0,
  ...('attempts' in step.timing && { attemptsLeft: step.timing.attempts }),
});

/** The states in which an event means something; those that are not named here do in all but the ended ones. */
const concerns: { readonly [T in Event['type']]?: readonly State[] } = {
  opened: ['requested'],
  'not-opened': ['requested'],
  executing: ['authenticated'],
  'not-executed': ['executing'],
  applying: ['executing'],
  applied: ['executing'],
  superseded: ['executing'],
  'not-set': ['executing', 'delivering'],
  // What was accepted is finished first.
  deadline: ['requested', 'authenticating', 'authenticated', 'delivering'],
};

/** The reset after an event. Pure; never changes its argument. An event that no longer concerns it changes nothing but the version. */
export function next(reset: Reset, event: Event): Reset {
  const r = { ...reset, version: reset.version + 1 };
  if (ended(r.state) || !(concerns[event.type]?.includes(r.state) ?? true)) return r;
  const end = (state: Ending, reason?: string): Reset => endAs(r, state, reason);
  switch (event.type) {
    case 'opened':
      return settle({
        ...r,
        subject: event.subject,
        decoy: event.decoy,
        joined: event.joined,
        signedIn: event.signedIn,
        ...(event.requester && { requester: event.requester }),
        ...(event.lane && { lane: event.lane }),
        expiresAt: r.requestedAt + event.plan.expires,
        proveBy: r.requestedAt + event.plan.proveWithin,
        state: 'authenticating',
        needed: event.plan.authentication.atLeast,
        independent: event.plan.authentication.independent,
        freshFor: event.plan.freshFor,
        heldBy: event.plan.heldBy,
        ...(event.secondPerson && { secondPerson: true }),
        steps: Object.fromEntries(stepsOf(event.plan).map((s) => [s.id, fresh(s)])),
      });
    case 'not-opened':
      return end('refused', event.reason);
    case 'joined':
      return { ...r, joined: true, epoch: r.epoch + 1 };
    case 'challenging':
      return patch(again(r, event.stepId), event.stepId, (s) => ({ ...s, busy: true, round: s.round + 1 }));
    case 'not-challenged':
      // As after `not-executed`: the repeat has the same round.
      return patch(r, event.stepId, (s) => ({ ...idle(s), round: s.round - 1 }));
    case 'inviting':
      return patch(again(r, event.stepId), event.stepId, (s) => (pending(s) ? { ...s, round: s.round + 1 } : s));
    case 'answering':
      return patch(r, event.stepId, (s) => ({
        ...s,
        busy: true,
        ...(event.at !== undefined && { answeredAt: event.at }),
      }));
    case 'not-answered':
      return patch(r, event.stepId, idle);
    case 'challenged':
      return patchPending(r, event.stepId, (s) => ({
        ...idle(s),
        state: 'challenged',
        until: event.until,
        ...(event.options !== undefined && { options: event.options }),
      }));
    case 'answered':
      return settle(answered(r, event.stepId, event.verdict));
    case 'began':
      return patchPending(r, event.stepId, (s) => ({
        ...s,
        state: 'challenged',
        until: event.until,
        ...(event.waitingFor && { waitingFor: event.waitingFor }),
        ...(event.options !== undefined && { options: event.options }),
      }));
    case 'tallied':
      return settle(tallied(r, event.stepId, event.tally));
    case 'elapsed':
      return settle(closePending(r, event.stepId, 'passed'));
    case 'timed-out':
      return settle(closePending(r, event.stepId, 'failed'));
    case 'executing':
      return sourceRound({ ...r, state: 'executing', executedAt: event.at }, 1);
    case 'not-executed':
      // Nothing is known to have happened: the repeat has the same round, so the same keys.
      return sourceRound(unexecuted({ ...r, state: 'authenticated', applyBegan: false }), -1);
    case 'applying':
      return { ...r, applyBegan: true };
    case 'barred':
      return patch(r, event.stepId, (s) => ({ ...s, round: s.round + 1 }));
    case 'applied':
      return settle(
        patch(r, event.stepId, (s) =>
          s.role !== 'target'
            ? s
            : {
                ...s,
                state: event.applied.state,
                ...(event.applied.reasons && { reasons: event.applied.reasons }),
              },
        ),
      );
    case 'superseded':
      return anySet(r) ? end('failed', 'superseded') : end('superseded');
    case 'not-set':
      return end('failed', event.reason);
    case 'deadline':
      return end(r.state === 'delivering' ? 'undelivered' : 'expired', 'deadline');
    case 'cancelled':
      return r.applyBegan ? r : end('cancelled', event.reason);
    case 'vetoed':
      // Set already: then at least nobody is handed it, whom the subject does not know.
      if (r.state === 'delivering') return end('undelivered', 'vetoed');
      return r.applyBegan ? r : end('vetoed');
  }
}

/** Once a value was set that nobody collected, no ending may read as if the old one still held. */
const endAs = (r: Reset, state: Ending, reason?: string): Reset => ({
  ...r,
  state: r.failedDeliveries > 0 && asIfNothingWasSet.has(state) ? 'undelivered' : state,
  ...(reason !== undefined && { reason }),
});
const asIfNothingWasSet: ReadonlySet<Ending> = new Set(['refused', 'expired', 'cancelled', 'vetoed']);
const anySet = (r: Reset): boolean => Object.values(r.steps).some((s) => s.role === 'target' && s.state === 'set');
const idle = ({ busy: _, ...s }: StepState): StepState => s;
const sourceRound = (r: Reset, by: number): Reset => ({
  ...r,
  steps: Object.fromEntries(
    Object.entries(r.steps).map(([id, s]) => [id, s.role === 'source' ? { ...s, round: s.round + by } : s]),
  ),
});
const unexecuted = ({ executedAt: _, ...r }: Reset): Reset => r;
const without = ({ value: _, ...r }: Reset, _key: 'value'): Reset => r;
const patch = (r: Reset, id: string, f: (s: StepState) => StepState): Reset => {
  const s = r.steps[id];
  return s ? { ...r, steps: { ...r.steps, [id]: f(s) } } : r;
};
const pending = (s: StepState | undefined): boolean => s?.state === 'open' || s?.state === 'challenged';
/** Where the step has neither passed nor failed. */
const patchPending = (r: Reset, id: string, f: (s: StepState) => StepState): Reset =>
  patch(r, id, (s) => (pending(s) ? f(s) : idle(s)));
/** A step's end; what it waited for goes with it. A target has none: what stands there is its own truth (`applied`). */
const close = (r: Reset, id: string, state: 'passed' | 'failed'): Reset =>
  patch(r, id, ({ busy: _b, again: _a, waitingFor: _w, until: _u, options: _o, ...s }) =>
    s.role === 'target' ? s : { ...s, state },
  );
/** A proof that was just given: no other has to be given once more. */
const relieved = (r: Reset): Reset => ({
  ...r,
  steps: Object.fromEntries(Object.entries(r.steps).map(([id, { again: _, ...s }]) => [id, s])),
});

const closePending = (r: Reset, id: string, state: 'passed' | 'failed'): Reset =>
  pending(r.steps[id]) ? close(r, id, state) : r;

function answered(r: Reset, id: string, verdict: Verdict): Reset {
  const step = r.steps[id];
  if (!step) return r;
  // It came too late to count: a move now would make the proofs worthless on which the reset went on.
  if (step.role === 'authenticator' && (r.state !== 'authenticating' || !pending(step))) return patch(r, id, idle);
  const value = step.role === 'source' && verdict.value !== undefined ? { value: verdict.value } : {};
  if (verdict.passed) {
    const passed = { ...close(r, id, 'passed'), ...value };
    // Where the same call was to set it, and did not: the write is still to begin.
    if (step.role === 'source') return { ...passed, applyBegan: false };
    if (step.role !== 'authenticator') return passed;
    const proved = { ...(step.shape === 'ask' ? relieved(passed) : passed), proved: true };
    return verdict.moved ? moved(proved, id) : proved;
  }
  if (step.shape === 'run') return close(r, id, 'failed');
  const attemptsLeft = Math.max(0, (step.attemptsLeft ?? 1) - 1);
  const left = patch(r, id, (s) => ({ ...idle(s), attemptsLeft }));
  const back =
    r.state === 'executing' && step.role === 'source'
      ? { ...left, state: 'authenticated' as const, applyBegan: false }
      : left;
  return attemptsLeft === 0 ? close(back, id, 'failed') : back;
}

function tallied(r: Reset, id: string, tally: Tally): Reset {
  if (!pending(r.steps[id])) return patch(r, id, idle);
  if (tally.done && tally.passed) {
    const passed = { ...close(r, id, 'passed'), proved: r.proved || r.steps[id]?.role === 'authenticator' };
    const { at } = tally;
    if (at === undefined || !getsOld(passed.steps[id]!)) return passed;
    return relieved(patch(passed, id, (s) => ({ ...s, answeredAt: at })));
  }
  if (tally.done) return close(r, id, 'failed');
  return patch(r, id, (s) => ({ ...idle(s), ...(tally.waitingFor && { waitingFor: tally.waitingFor }) }));
}

/** What was proved, and too long ago, is proved once more: until then it is not proved. */
const again = (r: Reset, id: string): Reset =>
  r.steps[id]?.state !== 'passed' || (r.state !== 'authenticating' && r.state !== 'authenticated')
    ? r
    : {
        ...patch(r, id, (s) => ({ ...s, state: 'open', again: true })),
        state: r.state === 'authenticated' ? 'authenticating' : r.state,
      };

/** The reset goes on on another device, under the next epoch: what was typed on the old one proves nothing any more. */
const moved = (r: Reset, by: string): Reset => ({
  ...r,
  joined: true,
  epoch: r.epoch + 1,
  steps: Object.fromEntries(
    Object.entries(r.steps).map(([id, s]) => [
      id,
      id !== by && s.role === 'authenticator' && s.shape === 'ask' && s.state === 'passed'
        ? { ...s, state: 'open' as const }
        : s,
    ]),
  ),
});

/** Moves the whole reset on where the state of its steps now says so. */
function settle(r: Reset): Reset {
  const of = (role: Role): StepState[] => Object.values(r.steps).filter((s) => s.role === role);
  if (r.state === 'authenticating') {
    const isBegunAgain = authenticators(r).some((s) => s.again);
    if (passedCount(r) >= r.needed && vouched(r, 'passed') && !isBegunAgain) return { ...r, state: 'authenticated' };
    // Before anything is proved nobody may learn by its end that the subject is privileged.
    if (reachable(r) < r.needed || (r.proved && !vouched(r))) return endAs(r, 'refused', 'not-proved');
  }
  if (of('source').some((s) => s.state === 'failed') && !r.applyBegan) return endAs(r, 'refused', 'no-new-value');
  if (r.state === 'executing') {
    const targets = of('target');
    if (targets.some((s) => s.state === 'refused')) return { ...r, state: 'failed', reason: 'target-refused' };
    if (targets.length > 0 && targets.every((s) => s.state === 'set'))
      return { ...r, state: of('delivery').length ? 'delivering' : 'completed' };
  }
  if (r.state === 'delivering') {
    const [delivery] = of('delivery');
    if (delivery?.state === 'passed') return { ...r, state: 'completed' };
    if (delivery?.state === 'failed')
      // Where nobody had to prove anything there is nobody who could execute again.
      return r.needed > 0 && r.failedDeliveries < redeliveries
        ? redeliver(r)
        : { ...r, state: 'undelivered', reason: 'not-collected' };
  }
  return r;
}

/** A second person has said so, or, where nothing else is asked, still can. */
const vouched = (r: Reset, as?: 'passed'): boolean =>
  !r.secondPerson || authenticators(r).some((s) => s.secondPerson && (as ? s.state === as : s.state !== 'failed'));

/** Back to `authenticated` for a new value: source, targets and delivery start again, their rounds go on. */
function redeliver(r: Reset): Reset {
  const again = (s: StepState): StepState =>
    s.role === 'authenticator'
      ? s
      : {
          role: s.role,
          shape: s.shape,
          factor: s.factor,
          state: 'open',
          round: s.round + (s.role === 'target' ? 1 : 0),
          ...(s.attemptsLeft !== undefined && { attemptsLeft: s.attemptsLeft }),
        };
  const steps = Object.fromEntries(Object.entries(r.steps).map(([id, s]) => [id, again(s)]));
  return without(
    { ...r, state: 'authenticated', applyBegan: false, failedDeliveries: r.failedDeliveries + 1, steps },
    'value',
  );
}
