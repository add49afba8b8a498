/** What a page waits for, so that it shows what its form has done: the read model is a moment behind what was answered. */
import type { Ms } from '../../domain/plan.js';
import { ended } from '../../domain/reset.js';
import type { Visit } from './visit.js';

const patience: Ms = 3_000;

/** The end is written by the last activity, a moment after the Update has answered. */
export async function untilEnded({ work: { ports } }: Pick<Visit, 'work'>, resetId: string): Promise<void> {
  const end = performance.now() + patience;
  let row = await ports.resets.get(resetId);
  while (!(row && ended(row.state))) {
    const left = end - performance.now();
    if (left <= 0) return;
    row = (await ports.resets.changed(resetId, row?.version ?? -1, left)) ?? row;
  }
}

/** A reset that was begun a moment ago is written by its first activity. */
export async function untilOpened({ work: { ports } }: Pick<Visit, 'work'>, resetId: string): Promise<void> {
  await ports.resets.changed(resetId, -1, patience);
}
