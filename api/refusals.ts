/**
 * Who tried what they may not: calls about a reset that were refused leave a record in its audit chain. The answer stays as it is, and a caller without
 * a valid token leaves nothing, so that strangers neither write nor learn anything by the time an answer takes.
 */
import type { Logger } from 'pino';
import type { StoredReset } from '../domain/ports.js';
import type { ProblemType } from '../domain/problems.js';
import type { Caller } from './callers.js';
import type { Work } from './deps.js';
import { Problem } from './problem.js';

/** So many such records one reset has at most: whoever holds a token cannot make a chain grow. */
const refusalsAtMost = 50;

/** One call. `pattern`: of its path, as its guard or its page declares it, for what was called may hold anything. */
export interface Attempt {
  method: 'get' | 'post';
  pattern: string;
  /** As the path has them: not yet checked. */
  resetId: string | undefined;
  stepId: string | undefined;
  caller: Caller;
  requestId: string;
}
type Known = Exclude<Caller, { kind: 'anonymous' }>;
interface Around {
  work: Work;
  log: Logger;
}

type Told = (refused: { problem: ProblemType; attempt: Attempt; row: StoredReset; work: Work }) => Promise<boolean>;
const always: Told = async () => true;

/** Looking is what an older tab does by itself; whoever acts with an older token may be who began the reset and waits for the subject's click. */
const acts: Told = async ({ attempt }) => attempt.method !== 'get';

/** Calls come in the wrong order all the time; what takes the proof for granted, before there is one, is an attempt to do without. */
const skips: Told = async ({ attempt, row, work }) => {
  if (attempt.caller.kind !== 'holder' || (row.state !== 'requested' && row.state !== 'authenticating')) return false;
  const method = await work.methods.byHash(row.planHash);
  return !method?.authentication.steps.some((s) => s.id === attempt.stepId);
};

/** What was said as a decision and judged stands in the chain already: the step's activity has put it there. */
const unjudged: Told = async ({ problem, attempt: { caller, stepId }, row, work }) => {
  if (caller.kind !== 'person' || stepId === undefined) return true;
  const judged = await work.ports.decisions.judged(row.id, stepId);
  return !judged.some((d) => d.by === caller.person.personId && d.tally.refused === problem);
};

/**
 * The problems that speak of somebody doing what they may not. Not among them: those of no known caller (`unauthenticated`, `token-expired`), those of
 * a moment (`busy`, `already-ended`, `login-too-old`), of a call's form, of limits, and `link-used`, which names no reset.
 */
const abuses: Partial<Record<ProblemType, Told>> = {
  /** Another kind of token, no such role, or the token of another reset. */
  forbidden: always,
  'value-not-allowed': always,
  /** What was proved days ago, taken for a proof of today. */
  'proof-too-old': always,
  /** A subject's token before the subject has one. */
  'not-joined': always,
  'continued-elsewhere': acts,
  'wrong-state': skips,
  'not-a-decider': unjudged,
  'may-not-decide': unjudged,
  'decided-already': unjudged,
  'wrong-number': unjudged,
};

/** Makes a call, and has it on record where it is refused as an abuse. Throws what the call throws, whatever becomes of the record. */
export async function witnessed<T>(around: Around, attempt: Attempt, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem) await note(around, attempt, error.type);
    throw error;
  }
}

async function note({ work, log }: Around, attempt: Attempt, problem: ProblemType): Promise<void> {
  const { caller, resetId, requestId } = attempt;
  const isAbuse = abuses[problem];
  if (!isAbuse || caller.kind === 'anonymous' || resetId === undefined) return;
  try {
    const row = await work.ports.resets.get(resetId);
    if (row && (await isAbuse({ problem, attempt, row, work })))
      await append(work, row.id, dataOf(attempt, caller, row.id, problem));
  } catch (error) {
    // Its message may hold anything.
    const fault = error instanceof Error ? error.name : typeof error;
    log.error({ requestId, fault }, 'a refusal is not in the audit');
  }
}

/** `by`: the holder of which token, or the personId; `of`: the reset whose token it was, where that is another. */
type Data = Record<'problem' | 'route' | 'by', string> & { of?: string };

function dataOf({ method, pattern }: Attempt, caller: Known, resetId: string, problem: ProblemType): Data {
  const said = { problem, route: `${method.toUpperCase()} ${pattern}` };
  if (caller.kind === 'person') return { ...said, by: caller.person.personId };
  const { holder, resetId: of } = caller.claims;
  return { ...said, by: holder, ...(of !== resetId && { of }) };
}

/** Which other reset a token is of makes no record of its own: anybody can begin resets without number. */
const isSame = (a: Readonly<Record<string, unknown>>, b: Data): boolean =>
  a['problem'] === b.problem && a['route'] === b.route && a['by'] === b.by && 'of' in a === 'of' in b;

/**
 * One record for each problem, route and caller. Records are numbered, and a number is taken once, by its key: of calls at the same time each finds either its
 * like or the next number free, so that neither a double nor one too many is ever written. Each turn but the last finds one more number taken.
 */
async function append({ ports: { audit, clock } }: Work, resetId: string, data: Data): Promise<void> {
  for (let turn = 0; turn <= refusalsAtMost; turn++) {
    const known = (await audit.of(resetId)).filter((r) => r.type === 'refused');
    if (known.length >= refusalsAtMost || known.some((r) => isSame(r.data, data))) return;
    const key = `${resetId}/refused/${known.length + 1}`;
    await audit.append(resetId, [{ key, type: 'refused', at: clock.now(), data }]);
  }
}
