/** What everything is measured against: a workflow with two Updates and no activity. */
import { condition, defineUpdate, setHandler } from '@temporalio/workflow';

export const first = defineUpdate<number>('first');
export const second = defineUpdate<number>('second');

export async function bare(): Promise<void> {
  let steps = 0;
  setHandler(first, () => ++steps);
  setHandler(second, () => ++steps);
  await condition(() => steps >= 2);
}
