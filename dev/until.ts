// Waiting for something that comes by itself: looked for again and again, never longer than told.
import { setTimeout as sleep } from 'node:timers/promises';

/** In milliseconds. */
const pause = 100;

/** The first answer of `look` that is there. Throws, naming what did not come, after `withinMs`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false>,
  withinMs = 60_000,
): Promise<T> {
  for (const end = performance.now() + withinMs; ;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    if (performance.now() >= end) throw new Error(`${what} did not come within ${withinMs / 1000} s.`);
    await sleep(pause);
  }
}
