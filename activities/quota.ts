/** The quota of mails: whoever asks by a name alone has so many of them sent, and no more. */
import type { AllPorts, Ports } from '../domain/ports.js';
import type { Reset } from '../domain/reset.js';
import { decoySubject } from './subject.js';

export interface Quota {
  ports: AllPorts;
  heard: () => Promise<boolean>;
}
export const unbounded = (ports: AllPorts): Quota => ({ ports, heard: async () => true });

/**
 * The ports of one call that may mail once within the quota of the reset's lane. Beyond it the mail is dropped and its challenge can't be
 * passed, with the same work: a code that was mailed to nobody could only be guessed. Whoever opened a mailed link has the mails: they are
 * no stranger. `heard`: false where something was dropped.
 */
export function inQuota({ lane, proved, epoch }: Reset, key: string, ports: AllPorts): Quota {
  if (!lane || proved || epoch > 1) return unbounded(ports);
  const { notifier, challenges, quotas, keyed, clock } = ports;
  let taken: Promise<boolean> | undefined;
  const take = (): Promise<boolean> => (taken ??= quotas.take(lane, key, clock.now()));
  const bound: Pick<Ports, 'notifier' | 'challenges'> = {
    notifier: {
      flush: (resetId) => notifier.flush(resetId),
      send: async (subject, mail) => notifier.send((await take()) ? subject : decoySubject(subject.id), mail),
    },
    challenges: {
      guess: (item) => challenges.guess(item),
      void: (resetId) => challenges.void(resetId),
      async issue(item) {
        const unpassable = keyed.mac('unheard', item.key);
        await challenges.issue({ ...item, secretMac: (await take()) ? item.secretMac : unpassable });
      },
    },
  };
  return { ports: { ...ports, ...bound }, heard: () => taken ?? Promise.resolve(true) };
}
