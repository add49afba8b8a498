/**
 * A value that was typed is judged and, where there is only one target, set by the same activity. Until that has answered nobody knows which of the two
 * happened: who cancels is told that it is too late, and who can't be told waits.
 */
import { ActivityFailure, ApplicationFailure, sleep } from '@temporalio/workflow';
import { keyOf, lean, type Answered } from '../domain/call.js';
import { failures } from '../domain/failures.js';
import type { Ms, Ref, StepOf } from '../domain/plan.js';
import type { Event } from '../domain/reset.js';
import type { Verdict } from '../domain/shapes.js';
import type { Live } from './live.js';
import { failureOf, isFailed, type Failed } from './updates.js';

/** How often it may fail before whoever typed the value is told to try again. */
const tries = 3;
const pause: Ms = 1_000;

interface Typed {
  ref: Ref;
  at: Ms;
}

/** The caller says when it is decided (`Live.endNow`). */
export async function judgeAndSet(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  { ref, at }: Typed,
): Promise<Verdict | Failed> {
  live.undecided = true;
  live.happen({ type: 'answering', stepId: source.id, at }, { type: 'applying' });
  const call = (again: boolean) => oneCall(live, source, target, ref, again);
  const came = (await firstTries(call)) ?? (await foundOut(live, source, target, call));
  live.happen({ type: 'not-answered', stepId: source.id });
  if (came && isFailed(came)) {
    // A call that died may have told the read model what does not happen.
    live.interleaved++;
    return came;
  }
  if (came) live.take(source, 'verify', came, 0, target);
  else live.happen(unknown(target), { type: 'not-set', reason: 'target-unreachable' });
  const { passed, reasons } = came ?? { passed: true, reasons: [] };
  return { passed, reasons };
}

const unknown = ({ id }: StepOf<'set'>): Event => ({ type: 'applied', stepId: id, applied: { state: 'unknown' } });

type Came = Answered<Verdict> | Failed;
type OneCall = (again: boolean) => Promise<Answered<Verdict>>;

function oneCall(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  answer: Ref,
  again: boolean,
): Promise<Answered<Verdict>> {
  const until = Date.now() + target.timing.within;
  const key = keyOf(live.reset, target, 'apply');
  const sets = { key, step: lean(target), until, ...(again && { again: true as const }) };
  const { until: asked = live.reset.expiresAt } = live.reset.steps[source.id] ?? {};
  // The one Update that is being handled is this.
  return live.call(source, 'verify', { answer }, asked, { closes: !again && live.isAlone(1), sets });
}

/** What failed by its own word has written nothing. null: it was never heard of again, so it may have. */
async function firstTries(call: OneCall): Promise<Came | null> {
  for (let nth = 1; ; nth++) {
    try {
      return await call(false);
    } catch (error) {
      const failed = failureOf(error);
      const type = ownWord(error);
      if (type === undefined || type === failures.unheard) return null;
      if (failed.outcome === 'refused' || nth === tries) return failed;
      await sleep(pause * nth);
    }
  }
}

/** Goes on until it is known what came of it. undefined: given up. */
async function foundOut(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  call: OneCall,
): Promise<Came | undefined> {
  // Newer than whatever that call may still tell the read model.
  live.happen({ type: 'applying' });
  return live.persist(`${source.id}: finding out what was set`, Date.now() + target.timing.within, async () => {
    try {
      const came = await call(true);
      // A worker of an older version judges again, which says nothing of the first time.
      return came.applied ? came : null;
    } catch (error) {
      const failed = failureOf(error);
      if (ownWord(error) !== failures.neverSet) return null;
      live.happen({ type: 'barred', stepId: target.id });
      return failed;
    }
  });
}

/** undefined: it was never heard of again. */
const ownWord = (error: unknown): string | undefined =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : undefined;
