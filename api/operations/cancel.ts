/** Ends a reset early, by its holder or by staff. */
import type { CredentialResetContext } from '../../domain/context.js';
import { cancel as cancelMessage } from '../../workflows/messages.js';
import type { Caller } from '../callers.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { contextFrom, refuseOlder } from './look.js';
import { randomName } from './seal.js';

export async function cancel(work: Work, caller: Caller, facts: Facts, id: string): Promise<CredentialResetContext> {
  const claims = caller.kind === 'holder' ? caller.claims : undefined;
  // The message carries no epoch, for staff have none: an older token is refused here.
  const row = claims && (await work.ports.resets.get(id));
  if (row) refuseOlder(claims, row);
  const args = { reason: claims?.holder ?? 'staff' };
  const name = { epoch: claims?.epoch ?? 'staff', key: facts.idempotencyKey ?? randomName() } as const;
  const { view } = await work.gateway.update(id, cancelMessage, args, name);
  return contextFrom(work, view);
}
