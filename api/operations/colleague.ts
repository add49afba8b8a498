/** The cap of what a signed-in colleague may ask for: whoever is beyond it leaves a record, and is told when to come again. */
import { colleagueCap } from '../../domain/colleague.js';
import { normalName } from '../../domain/names.js';
import type { Ms } from '../../domain/plan.js';
import type { Requester } from '../../domain/request.js';
import type { Work } from '../deps.js';
import { Problem } from '../problem.js';

const second: Ms = 1_000;
const hour: Ms = 3_600_000;
const beyond = `You may ask for ${colleagueCap.people} different people and ${colleagueCap.resets} resets in 24 hours. Let the helpdesk ask for more, or wait as long as Retry-After says.`;

/**
 * Counts a colleague's request; other requesters' are not counted. The same for every name, whether or not it is anybody's. `resetId` names
 * the request: a repeat is counted once. Throws `too-many-requests`.
 */
export async function countColleague(
  { ports: { quotas, audit, keyed, clock } }: Work,
  { kind, personId }: Requester,
  user: string,
  resetId: string,
): Promise<void> {
  if (kind !== 'colleague' || personId === undefined) return;
  const at = clock.now();
  const colleague = keyed.mac('colleague', personId);
  const asked = await quotas.ask(colleague, {
    key: resetId,
    name: keyed.mac('colleague-asks', colleague, normalName(user)),
    at,
  });
  if (asked.allowed) return;
  // One record an hour: more would only let whoever hammers fill the audit.
  const chain = `requester-${colleague}`;
  const key = `${chain}/colleague-cap/${Math.floor(at / hour)}`;
  await audit.append(chain, [{ key, type: 'incident', at, data: { flag: 'colleague-cap' } }]);
  const retryAfter = Math.max(1, Math.ceil((asked.until - at) / second));
  throw new Problem('too-many-requests', { detail: beyond, headers: { 'Retry-After': String(retryAfter) } });
}
