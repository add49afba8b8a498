/** A worker that starts before what it needs waits for it: an orchestrator starts all at once. */
import { setTimeout as pause } from 'node:timers/promises';
import { log } from './log.js';

/** Tries to connect until that succeeds; each failure is logged by its class. */
export async function untilThere<T>(what: string, connect: () => Promise<T>): Promise<T> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      return await connect();
    } catch (error) {
      log.warn({ failure: error instanceof Error ? error.name : 'unknown' }, `waiting for ${what}`);
      await pause(wait);
    }
  }
}
