/**
 * A value that was typed is judged and, where there is only one target, set by the same activity. Until that has answered nobody knows which of the two
 * happened: who cancels is told that it is too late, and who can't be told waits.
 */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { keyOf, lean, type Answered } from '../domain/call.js';
import type { Ms, Ref, StepOf } from '../domain/plan.js';
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
  live.happen({ type: 'answering', stepId: source.id, at }, { type: 'applying', value: ref });
  const attempt = attempts(live, source, target, ref, until);
  const came = await live.persist(`${source.id}: judging, ${target.id}: setting`, until, attempt);
  live.undecided = false;
  live.happen({ type: 'not-answered', stepId: source.id });
  return settle(live, source, target, came);
}

function settle(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  came: Answered<Verdict> | Failed | undefined,
): Verdict | Failed {
  if (came && isFailed(came)) return came;
  if (!came) live.happen({ type: 'not-set', reason: 'target-unreachable' });
  else live.take(source, 'verify', came, 0, target);
  const { passed, reasons } = came ?? { passed: true, reasons: [] };
  return { passed, reasons };
}

/**
 * One try after the other; null: not yet. What failed by its own word has written nothing. Of what was never heard of again nobody knows: then it
 * may have been set, so it goes on until that is known.
 */
function attempts(
  live: Live,
  source: StepOf<'ask'>,
  target: StepOf<'set'>,
  ref: Ref,
  until: Ms,
): () => Promise<Answered<Verdict> | Failed | null> {
  let failures = 0;
  let again = false;
  return async () => {
    const key = keyOf(live.reset, target, 'apply');
    const sets = { key, step: lean(target), until, ...(again && { again: true as const }) };
    const { until: asked = live.reset.expiresAt } = live.reset.steps[source.id] ?? {};
    try {
      // The one Update that is being handled is this.
      return await live.call(source, 'verify', { answer: ref }, asked, { closes: live.isAlone(1), sets });
    } catch (error) {
      const failed = failureOf(error);
      const wasAgain = again;
      again ||= !isOwnWord(error);
      const isOver = wasAgain ? isGone(failed) : !again && (failed.outcome === 'refused' || ++failures === tries);
      return isOver ? failed : null;
    }
  };
}

const isOwnWord = (error: unknown): boolean =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure;
/** The value is no longer there, and was not set before: it asked the target. */
const isGone = (failed: Failed): boolean => failed.outcome === 'refused' && failed.problem === 'reset-expired';
