/** What workers do besides: every minute, in one worker at a time. */
import type { Leases } from '../domain/ports.js';
import { log } from './log.js';

const minute = 60_000;

/** A chore that fails is tried again next time. Answers with what stops it. */
export function everyMinute(name: string, leases: Leases, identity: string, chore: () => Promise<unknown>): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void leases
      .take(name, identity, minute)
      .then((mine) => (mine ? chore() : undefined))
      .catch((error: unknown) =>
        log.warn(
          { chore: name, failure: error instanceof Error ? error.name : 'unknown' },
          'a chore failed; it is tried again',
        ),
      )
      .finally(() => (running = false));
  }, minute);
  return () => clearInterval(timer);
}
