/** run: nobody is asked. */
import { eventsOf } from '../../domain/call.js';
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
  live.happen(...(verdict ? eventsOf(step, 'run', verdict, until) : [{ type: 'timed-out' as const, stepId: step.id }]));
};
