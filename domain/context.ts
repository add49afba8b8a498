/** What callers may see: a method's public description and the `CredentialResetContext` made of it and of a reset's view. Pure. */
import type { Holder, Json, Ms, Plan, Prompt, Prompts, RequesterKind, Shape } from './plan.js';
import { outdated } from './fresh.js';
import { lastsOf, stepsOf } from './plan.js';
import { deadlineOf, passedCount, type Reset, type State, type StepState } from './reset.js';
import type { Reason } from './shapes.js';

export interface StepDescription {
  id: string;
  shape: Shape;
  prompt: Prompt | null;
  /** What others are asked who decide it. */
  decider?: Prompt;
}
/** What anyone may know of a method: the same for every subject. */
export interface MethodDescription {
  id: string;
  title: string;
  credentialId: string;
  planHash: string;
  requestedBy: readonly RequesterKind[];
  authentication: { needed: number; steps: readonly StepDescription[] };
  source: StepDescription;
  targets: readonly string[];
  delivery: StepDescription | null;
  heldBy: Holder;
  freshFor: Ms;
  /** How long others have for a step, or time has to pass, by the step's id. */
  waits: Readonly<Record<string, Ms>>;
  expiresAfter: Ms;
  proveWithin: Ms;
}

/** The part of a reset that may leave the workflow: what the read model keeps and Updates answer with. */
export interface ResetView {
  id: string;
  version: number;
  state: State;
  epoch: number;
  methodId: string;
  planHash: string;
  credentialId: string;
  joined: boolean;
  passed: number;
  steps: Record<
    string,
    Pick<StepState, 'state' | 'attemptsLeft' | 'waitingFor' | 'until' | 'answeredAt' | 'options' | 'reasons'> & {
      /** Of a step that others decide, from the second time on that they are asked. */
      round?: number;
    }
  >;
  requestedAt: Ms;
  /** When it ends by itself as things stand. */
  deadline: Ms;
  reason?: string;
}

export interface StepContext extends Omit<StepDescription, 'decider'> {
  state: StepState['state'];
  attemptsLeft?: number;
  /** How many of how many, where others decide. */
  waitingFor?: Reason;
  /** ISO 8601: when others were asked, or the waiting time began. */
  since?: string;
  /** ISO 8601. */
  until?: string;
  /** ISO 8601: what the subject has proved counts until then. */
  freshUntil?: string;
  options?: Json;
  /** For whoever reads it out, the subject or, where all of it goes through them, the agent who asked: a number for each decider, by the letter of their request. */
  shown?: readonly { label: string; value: string }[];
}
/** The answer of `requestCredentialReset` and of every later look at a reset. */
export interface CredentialResetContext {
  id: string;
  credentialId: string;
  resetMethodId: string;
  state: State;
  authentication: { needed: number; passed: number; steps: StepContext[] };
  source?: StepContext;
  /** Once they are being set: each one's truth. */
  targets?: { id: string; state: StepState['state']; reasons?: readonly Reason[] }[];
  delivery?: StepContext;
  /** The requester executes and collects, and tells the subject a temporary value; absent where the subject does. */
  heldBy?: 'requester';
  waitingFor?: Reason;
  /** ISO 8601. */
  expiresAt: string;
  reason?: string;
}

export function describePlan(plan: Plan, planHash: string): MethodDescription {
  const describe = (s: { id: string; shape: Shape; prompts: Prompts }): StepDescription => ({
    id: s.id,
    shape: s.shape,
    prompt: s.prompts.requester ?? null,
    ...(s.prompts.decider && { decider: s.prompts.decider }),
  });
  return {
    id: plan.methodId,
    title: plan.title,
    credentialId: plan.credentialId,
    planHash,
    requestedBy: plan.request.by,
    authentication: { needed: plan.authentication.atLeast, steps: plan.authentication.of.map(describe) },
    source: describe(plan.source),
    targets: plan.targets.map((t) => t.id),
    delivery: plan.delivery && describe(plan.delivery),
    heldBy: plan.heldBy,
    freshFor: plan.freshFor,
    waits: Object.fromEntries(
      stepsOf(plan).flatMap((s) => (s.shape === 'await' || s.shape === 'delay' ? [[s.id, lastsOf(s)]] : [])),
    ),
    expiresAfter: plan.expires,
    proveWithin: plan.proveWithin,
  };
}

const stepView = ({
  shape,
  round,
  state,
  attemptsLeft,
  waitingFor,
  until,
  answeredAt,
  options,
  reasons,
}: StepState): ResetView['steps'][string] => ({
  state,
  ...(shape === 'await' && round > 1 && { round }),
  ...(attemptsLeft !== undefined && { attemptsLeft }),
  ...(waitingFor && { waitingFor }),
  ...(until !== undefined && { until }),
  ...(state === 'passed' && answeredAt !== undefined && { answeredAt }),
  ...(options !== undefined && { options }),
  ...(reasons && { reasons }),
});

/** Why a reset ended is told in general words only: never that there was no such user, or why the directory said no. */
const publicReasons = new Set([
  'deadline',
  'not-proved',
  'no-new-value',
  'subject',
  'requester',
  'staff',
  'operator',
  'not-collected',
]);

export const viewOf = (r: Reset): ResetView => ({
  id: r.id,
  version: r.version,
  state: r.state,
  epoch: r.epoch,
  methodId: r.methodId,
  planHash: r.planHash,
  credentialId: r.credentialId,
  joined: r.joined,
  passed: passedCount(r),
  steps: Object.fromEntries(Object.entries(r.steps).map(([id, s]) => [id, stepView(s)])),
  requestedAt: r.requestedAt,
  deadline: deadlineOf(r),
  ...(r.reason !== undefined && publicReasons.has(r.reason) && { reason: r.reason }),
});

/** Where enough was proved, the steps of which one has to be passed once more before a value is set: `freshFor` of the method. */
export const oldProofs = (
  { state, authentication: { steps } }: Pick<CredentialResetContext, 'state' | 'authentication'>,
  at: Ms,
): readonly StepContext[] =>
  outdated(
    state === 'authenticated' ? steps.filter((s) => s.state === 'passed') : [],
    ({ freshUntil }) => (freshUntil === undefined ? undefined : Date.parse(freshUntil)),
    at,
  );

/** The steps of a description before anything has happened. */
const untouched = { state: 'open' } as const;

export function contextOf(method: MethodDescription, view: ResetView): CredentialResetContext {
  // What others are asked is no business of the one who waits for them.
  const step = ({ decider: _, ...d }: StepDescription): StepContext => {
    const s = view.steps[d.id] ?? untouched;
    const wait = method.waits[d.id];
    // How many are asked, and whether anybody is, tells whether there is such a user: nothing of it before somebody has proved to be them.
    const isTold = d.shape === 'ask' || view.passed > 0;
    return {
      ...d,
      state: s.state,
      ...('attemptsLeft' in s && { attemptsLeft: s.attemptsLeft }),
      ...('waitingFor' in s && { waitingFor: s.waitingFor }),
      ...('until' in s && wait !== undefined && { since: new Date(s.until - wait).toISOString() }),
      ...('until' in s && { until: new Date(s.until).toISOString() }),
      ...('answeredAt' in s && { freshUntil: new Date(s.answeredAt + method.freshFor).toISOString() }),
      ...(isTold && 'options' in s && { options: s.options! }),
    };
  };
  const waitingFor = Object.values(view.steps).find((s) => s.waitingFor)?.waitingFor;
  return {
    id: view.id,
    credentialId: view.credentialId,
    resetMethodId: view.methodId,
    state: view.state,
    authentication: {
      needed: method.authentication.needed,
      passed: view.passed,
      steps: method.authentication.steps.map(step),
    },
    source: step(method.source),
    ...targetsOf(method, view),
    ...(method.delivery && { delivery: step(method.delivery) }),
    ...(method.heldBy === 'requester' && { heldBy: method.heldBy }),
    ...(waitingFor && { waitingFor }),
    expiresAt: new Date(view.deadline).toISOString(),
    ...(view.reason !== undefined && { reason: view.reason }),
  };
}

/** Nothing is said of them before the first is touched. */
function targetsOf({ targets }: MethodDescription, { steps }: ResetView): Pick<CredentialResetContext, 'targets'> {
  const touched = targets.flatMap((id) =>
    steps[id] ? [{ id, state: steps[id].state, ...(steps[id].reasons && { reasons: steps[id].reasons }) }] : [],
  );
  return touched.some((t) => t.state !== 'open') ? { targets: touched } : {};
}
