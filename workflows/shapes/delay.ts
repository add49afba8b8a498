/** delay: a cooling-off time; everybody concerned is told, and a veto ends the whole reset meanwhile. */
import { condition } from '@temporalio/workflow';
import type { Frame } from './frame.js';

export const delay: Frame<'delay'> = async (live, step, stop) => {
  let until = 0;
  live.happen({ type: 'inviting', stepId: step.id });
  const announced = await live.persist(
    `${step.id}: the announcement`,
    live.reset.expiresAt,
    () => {
      // Time that nobody was told of does not count.
      until = Date.now() + step.timing.lasts;
      return live.call(step, 'announce', { until }, until);
    },
    stop,
  );
  if (!announced) return;
  live.take(step, 'announce', announced, until);
  await condition(stop, Math.max(0, until - Date.now()));
  if (stop()) return;
  live.happen({ type: 'elapsed', stepId: step.id });
  await live.note(step.id);
};
