/** ask: challenge → answer → verdict. Driven by its messages, so its frame only waits for the end. */
import { condition } from '@temporalio/workflow';
import type { Ms, Ref, StepOf } from '../../domain/plan.js';
import type { ProblemType } from '../../domain/problems.js';
import type { Verdict } from '../../domain/shapes.js';
import type { Live } from '../live.js';
import { failureOf, type Failed } from '../updates.js';
import type { Frame } from './frame.js';

export const ask: Frame<'ask'> = async (live, step, stop) => {
  const over = (): boolean => ['passed', 'failed'].includes(live.reset.steps[step.id]?.state ?? '');
  await condition(() => over() || stop());
};

/** Issues or replaces the challenge. Its claim on the step is made before the first await. */
export async function challenge(live: Live, step: StepOf<'ask'>, input?: Ref): Promise<Failed | null> {
  const until = Date.now() + step.timing.lasts;
  live.happen({ type: 'challenging', stepId: step.id });
  try {
    const out = await live.call(step, 'challenge', input === undefined ? {} : { input }, until);
    live.take(step, 'challenge', out, until);
    return null;
  } catch (error) {
    live.happen({ type: 'not-challenged', stepId: step.id });
    return failureOf(error);
  }
}

/** Has an answer judged. `refused`: the problem with which it would be refused now; asked again once the verdict is there. */
export async function answer(
  live: Live,
  step: StepOf<'ask'>,
  { ref, at }: { ref: Ref; at: Ms },
  refused: () => ProblemType | undefined,
): Promise<Verdict | Failed> {
  live.happen({ type: 'answering', stepId: step.id, at });
  try {
    const verdict = await live.call(
      step,
      'verify',
      { answer: ref },
      live.reset.steps[step.id]?.until ?? live.reset.expiresAt,
    );
    live.happen({ type: 'not-answered', stepId: step.id });
    const problem = refused();
    if (problem) {
      // The activity wrote what does not happen.
      live.interleaved++;
      return { outcome: 'refused', problem };
    }
    live.take(step, 'verify', verdict, 0);
    return verdict;
  } catch (error) {
    live.happen({ type: 'not-answered', stepId: step.id });
    return failureOf(error);
  }
}
