/**
 * Others decide: what they see of a reset, and what they say. Their word is recorded and signed before Temporal hears of it, so it can be
 * said while no worker is at work; who may and what counts is judged by the step's activity.
 */
import { z } from 'zod';
import { answerTo } from '../../domain/answer.js';
import { contextOf, oldProofs, type MethodDescription, type StepDescription } from '../../domain/context.js';
import type { Ms, Prompt, RequesterKind } from '../../domain/plan.js';
import type { ProblemType } from '../../domain/problems.js';
import { decidersOf, TooMany, type DecisionRecord, type DecisionsKept, type StoredReset } from '../../domain/ports.js';
import type { Person } from '../../domain/request.js';
import { ended } from '../../domain/reset.js';
import { roundOf, type Decider, type Decision, type Note, type Tally } from '../../domain/shapes.js';
import { seenFrom } from '../address.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { checked } from '../inputs.js';
import { Problem } from '../problem.js';
import { planKnown } from './look.js';
import { randomName, sealed } from './seal.js';

/** What a decider sees of a reset: no more than the decision needs. */
export interface Asked {
  resetId: string;
  stepId: string;
  /** The letter by which the subject finds the number for this decider. */
  label: string;
  prompt: Prompt;
  /** To those who were asked by name: agents know whom they talk about, and are told no more than that. */
  subject?: { displayName: string };
  /** What else bears on it: other attempts of late, for instance. */
  notes: readonly Note[];
  credentialId: string;
  /** To agents, the helpdesk's own number for it. */
  ticket?: string;
  requestedBy: RequesterKind;
  /** Where it was asked for, and whether the decider is in the same network. */
  from?: { address: string; sameNetwork: boolean };
  /** ISO 8601. */
  requestedAt: string;
  until?: string;
  /** Whether this step still waits for decisions. */
  open: boolean;
  /** It was passed, too long ago: having something sent begins it once more, and nothing else can be said before. */
  again?: true;
  /** Whether this person has decided: a decision stands. */
  decided: boolean;
  /** What this person said last, in this round. */
  last?: LastSaid;
}
/** `not-counted`: for this problem. */
export type LastSaid = { decision: Said['decision'] } & (
  { outcome: Decided['outcome'] } | { outcome: 'not-counted'; problem: ProblemType }
);
/** `send`: what the decider needs is sent to the subject first. */
export const decisions = ['approve', 'refuse', 'send'] as const;
export interface Said {
  decision: (typeof decisions)[number];
  answer?: Record<string, unknown> | undefined;
}
/** `recorded`: accepted, and not judged yet, because workers are busy or away; what becomes of it, `asked` tells. */
export interface Decided {
  outcome: 'counted' | 'recorded';
  /** The step is settled. */
  done?: boolean;
  passed?: boolean;
}

/** So long an answer waits for the judgement: no longer than a person takes for prompt (Nielsen, "Response times", 1993: 1 s keeps the flow of thought). */
const patience: Ms = 1_000;

/** `network`: the decider's own. Throws `unknown-reset`, `no-such-step`, `not-a-decider`. */
export async function asked(
  work: Work,
  person: Person,
  { network }: Pick<Facts, 'network'>,
  resetId: string,
  stepId: string,
): Promise<Asked> {
  const { row, method, step, decider, kept } = await standing(work, person, resetId, stepId);
  const again = isOutdated(work, method, row, stepId);
  const subject = decider.role ? null : await work.ports.directory.get(row.subject);
  const now = row.steps[stepId];
  return {
    resetId,
    stepId,
    label: decider.label,
    prompt: step.decider!,
    ...(!decider.role && { subject: { displayName: subject?.displayName ?? '' } }),
    notes: kept.told[stepId] ?? [],
    credentialId: row.credentialId,
    ...(decider.role && row.ticket !== undefined && { ticket: row.ticket }),
    requestedBy: row.requesterKind as RequesterKind,
    ...seenFrom(row.from, network),
    requestedAt: new Date(row.requestedAt).toISOString(),
    ...(now?.until !== undefined && { until: new Date(now.until).toISOString() }),
    open: !ended(row.state) && (again || now?.state === 'challenged'),
    ...(again && { again }),
    decided: !again && hasDecided(kept, person, row, stepId),
    ...lastOf(kept, person, row, stepId),
  };
}

/**
 * Of a round that is over nothing is told any more. What was not judged is told only as long as it may be: said in this round, of a step that
 * still waits.
 */
function lastOf(
  { records, judged }: DecisionsKept,
  { personId }: Person,
  row: StoredReset,
  stepId: string,
): { last?: LastSaid } {
  const now = row.steps[stepId];
  const round = roundOf(now);
  const ofRound = judged.filter((d) => d.stepId === stepId && roundOf(d.tally) === round);
  // A later round begins with one that was judged for it.
  const began = round === 1 ? 0 : Math.min(...ofRound.map(({ at }) => at));
  const waits = ({ id, at }: DecisionRecord): boolean =>
    now?.state === 'challenged' && at >= began && judged.every((d) => d.id !== id);
  const mine = records
    .filter((r) => r.stepId === stepId && r.by === personId)
    .findLast((r) => waits(r) || ofRound.some((d) => d.id === r.id));
  if (!mine) return {};
  const decision = mine.verdict as Said['decision'];
  const tally = ofRound.find((d) => d.id === mine.id)?.tally;
  if (!tally) return { last: { decision, outcome: 'recorded' } };
  return {
    last: tally.refused
      ? { decision, outcome: 'not-counted', problem: tally.refused }
      : { decision, outcome: 'counted' },
  };
}

/** What was said in an earlier round is past. */
function hasDecided({ judged }: DecisionsKept, { personId }: Person, row: StoredReset, stepId: string): boolean {
  const round = roundOf(row.steps[stepId]);
  return judged.some((d) => d.stepId === stepId && d.by === personId && stands(d) && roundOf(d.tally) === round);
}
const stands = ({ verdict, tally }: Pick<Decision, 'verdict'> & { tally: Tally }): boolean =>
  verdict !== 'send' && tally.refused === undefined;

/** Only what keeps the reset from going on is begun again. */
const isOutdated = ({ ports }: Work, method: MethodDescription, row: StoredReset, stepId: string): boolean =>
  oldProofs(contextOf(method, row), ports.clock.now()).some(({ id }) => id === stepId);

/** Records a decision and has it judged. Throws the problem for which it does not count. */
export async function decide(
  work: Work,
  person: Person,
  facts: Facts,
  { resetId, stepId, decision: verdict, answer }: Said & { resetId: string; stepId: string },
): Promise<Decided> {
  const { ports, gateway } = work;
  const { row, method, step, kept } = await standing(work, person, resetId, stepId);
  if (ended(row.state)) throw new Problem(row.state === 'expired' ? 'reset-expired' : 'already-ended');
  const schema = evidenceSchema[verdict](step.decider!);
  const evidence =
    schema && (await evidenceOf(work, person, facts, row, step, checked('body.answer', schema, answer ?? {})));
  const key = facts.idempotencyKey ?? evidence ?? randomName();
  const again = verdict === 'send' && isOutdated(work, method, row, stepId);
  const nth = roundOf(row.steps[stepId]) + (again ? 1 : 0);
  // A key names one decision of one round.
  const id = ports.keyed.mac('decision', resetId, stepId, person.personId, key, ...(nth > 1 ? [String(nth)] : []));
  // What was recorded and not judged when its step was settled never is.
  const isOpen = ({ steps }: StoredReset): boolean => again || steps[stepId]?.state === 'challenged';
  const known = kept.judged.find((d) => d.id === id);
  if (!known) {
    if (!isOpen(row)) throw new Problem('wrong-state');
    const record = {
      id,
      resetId,
      stepId,
      by: person.personId,
      verdict,
      ...(person.groups.length > 0 && { groups: person.groups }),
      ...(evidence && { evidence }),
      at: ports.clock.now(),
    };
    await ports.decisions.record(record).catch((error: unknown) => {
      throw error instanceof TooMany
        ? new Problem('too-many-requests', { detail: 'This reset takes no more decisions.' })
        : error;
    });
    await gateway.decide(resetId, { stepId, decision: { id } });
  }
  return outcomeOf(known?.tally ?? (await judged(work, row, { stepId, id, isOpen })));
}

function outcomeOf(tally: Tally | null): Decided {
  if (!tally) return { outcome: 'recorded' };
  if (tally.refused) throw new Problem(tally.refused);
  return { outcome: 'counted', done: tally.done, passed: tally.done && tally.passed };
}

interface Standing {
  row: StoredReset;
  method: MethodDescription;
  step: StepDescription;
  decider: Decider;
  /** What was asked and said by then. */
  kept: DecisionsKept;
}
/** The reset, the step, and as whom this person was asked. A stranger learns nothing, not even that there is such a reset. */
async function standing(work: Work, person: Person, resetId: string, stepId: string): Promise<Standing> {
  // In this order: what is kept is never older than what the row says of it.
  const row = await work.ports.resets.get(resetId);
  const kept = await work.ports.decisions.of(resetId);
  const decider = decidersOf(kept, stepId).find((d) =>
    d.role ? person.roles.includes(d.role) : d.personId === person.personId,
  );
  if (!row || !decider) throw new Problem('not-a-decider');
  const method = await planKnown(work, row.planHash);
  const step = method.authentication.steps.find((s) => s.id === stepId);
  if (!step?.decider) throw new Problem('no-such-step');
  return { row, method, step, decider, kept };
}

/** What has to be said with each decision: what the prompt asks, or whereto something is to be sent. */
const evidenceSchema: Record<Said['decision'], (prompt: Prompt) => z.ZodType<Record<string, unknown>> | null> = {
  approve: answerTo,
  refuse: () => null,
  send({ inputs }) {
    const sends = inputs.filter((input) => input.input === 'send');
    if (sends.length === 0) throw new Problem('wrong-state', { detail: 'This step sends nothing.' });
    return z.strictObject(Object.fromEntries(sends.map(({ name, options }) => [name, z.enum(options)])));
  },
};

async function evidenceOf(
  work: Work,
  person: Person,
  facts: Facts,
  row: StoredReset,
  step: StepDescription,
  value: Record<string, unknown>,
): Promise<string> {
  const { ref } = await sealed(work, {
    resetId: row.id,
    epoch: 'decider',
    stepId: `${step.id}/${person.personId}`,
    purpose: 'decision',
    value,
    // The reset's end shreds it.
    expiresAt: row.deadline,
    idempotencyKey: facts.idempotencyKey,
  });
  return ref;
}

/**
 * Each judgement moves the reset's version: one poll of the read model serves all who wait for one. Throws `wrong-state` where the step was settled
 * by the word of others meanwhile: what is looked up is never older than what the row says of it.
 */
async function judged(
  { ports }: Work,
  row: StoredReset,
  { stepId, id, isOpen }: { stepId: string; id: string; isOpen: (now: StoredReset) => boolean },
): Promise<Tally | null> {
  const end = performance.now() + patience;
  for (let now = row; ;) {
    const found = (await ports.decisions.judged(row.id, stepId)).find((d) => d.id === id);
    if (found) return found.tally;
    if (!isOpen(now)) throw new Problem('wrong-state');
    const left = end - performance.now();
    if (left <= 0) return null;
    now = (await ports.resets.changed(row.id, now.version, left)) ?? now;
  }
}
