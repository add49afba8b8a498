/** run: nobody is asked. */
import type { Frame } from './frame.js';

export const run: Frame<'run'> = async (live, step, stop, value) => {
  const until = Date.now() + step.timing.within;
  live.happen({ type: 'inviting', stepId: step.id });
  const verdict = await live.persist(
    step.id,
    until,
    () => live.call(step, 'run', value === undefined ? {} : { value }, until),
    stop,
  );
  if (verdict) live.take(step, 'run', verdict, until);
  else live.happen({ type: 'timed-out', stepId: step.id });
};
