/**
 * A value that was typed is judged and, where there is only one target, set by the same activity. Until that has answered nobody knows which of the two
 * happened: who cancels is told that it is too late, and who can't be told waits.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { keyOf, lean, type Answered } from '../domain/call.js';
import { failures } from '../domain/failures.js';
import type { Ms, Ref, StepOf } from '../domain/plan.js';
import type { Event } from '../domain/reset.js';
import type { Verdict } from '../domain/shapes.js';
import type { Live } from './live.js';
import { failureOf, isFailed, type Failed } from './updates.js';

/** How often it may fail before whoever typed the value is told to try again. */
const tries = 3;

interface Typed {
  ref: Ref;
  at: Ms;
}

export async function judgeAndSet(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  { ref, at }: Typed,
): Promise<Verdict | Failed> {
  const until = Date.now() + target.timing.within;
  live.undecided = true;
  live.happen({ type: 'answering', stepId: source.id, at }, { type: 'applying' });
  const came = await live.persist(
    `${source.id}: judging, ${target.id}: setting`,
    until,
    attempts(live, source, target, ref, until),
  );
  live.undecided = false;
  live.happen({ type: 'not-answered', stepId: source.id });
  if (came && isFailed(came)) return came;
  if (came) live.take(source, 'verify', came, 0, target);
  // It was never heard of again, and nobody could find out.
  else live.happen(unknown(target), { type: 'not-set', reason: 'target-unreachable' });
  const { passed, reasons } = came ?? { passed: true, reasons: [] };
  return { passed, reasons };
}

const unknown = ({ id }: StepOf<'set'>): Event => ({ type: 'applied', stepId: id, applied: { state: 'unknown' } });

/**
 * One try after the other; null: not yet. What failed by its own word has written nothing. What was never heard of again may have: from then on it is
 * only found out.
 */
function attempts(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  ref: Ref,
  until: Ms,
): () => Promise<Answered<Verdict> | Failed | null> {
  let failed = 0;
  let again = false;
  return async () => {
    const key = keyOf(live.reset, target, 'apply');
    const sets = { key, step: lean(target), until, ...(again && { again: true as const }) };
    const { until: asked = live.reset.expiresAt } = live.reset.steps[source.id] ?? {};
    try {
      // The one Update that is being handled is this.
      return await live.call(source, 'verify', { answer: ref }, asked, { closes: live.isAlone(1), sets });
    } catch (error) {
      const failure = failureOf(error);
      const type = ownWord(error);
      if (again && type === failures.neverSet) {
        live.happen({ type: 'barred', stepId: target.id });
        return failure;
      }
      if (!again && (type === undefined || type === failures.unheard)) again = true;
      else if (!again && (failure.outcome === 'refused' || ++failed === tries)) return failure;
      return null;
    }
  };
}

/** undefined: it was never heard of again. */
const ownWord = (error: unknown): string | undefined =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : undefined;
