/** Other attempts of late on the same person or the same number, by whatever method and whoever helped: somebody who calls again and again is not let in by the one agent who gives way. */
import type { Ms } from '../domain/plan.js';
import type { Ports, Subject } from '../domain/ports.js';
import type { CallOf } from './part.js';

const within: Ms = 7 * 24 * 3_600_000;
const lookedAt = 50;

type About = Pick<CallOf<unknown>, 'resetId' | 'subject'>;

/** How many there were, besides this one. Mere requests by a name, which any stranger can make, do not count. */
export async function attemptsBeside({ resetId, subject }: About, ports: Ports): Promise<number> {
  const since = ports.clock.now() - within;
  const rows = await ports.resets.list({ subject: subject.id, weighty: true, limit: lookedAt });
  const ofPerson = rows.filter((row) => row.requestedAt >= since).map((row) => row.id);
  const number = numberOf(subject, ports);
  const ofNumber = number === null ? [] : await ports.attempts.of(number, since);
  return [...new Set([...ofPerson, ...ofNumber])].filter((id) => id !== resetId).length;
}

/** Remembers that a code of this reset went to the subject's number: others may have the same. */
export async function noteNumber({ resetId, subject }: About, ports: Ports): Promise<void> {
  const number = numberOf(subject, ports);
  if (number !== null) await ports.attempts.note(number, resetId, ports.clock.now());
}

function numberOf({ addresses }: Subject, { keyed }: Ports): string | null {
  const phone = addresses.find((a) => a.kind === 'phone' && a.verified);
  return phone ? keyed.mac('number', phone.value) : null;
}
