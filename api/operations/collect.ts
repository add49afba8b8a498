/** The new value, handed to the subject's token once; within a minute the same Idempotency-Key gets it again. */
import type { CredentialResetContext } from '../../domain/context.js';
import { Gone, type TokenClaims } from '../../domain/ports.js';
import { unpackValue } from '../../domain/value.js';
import { collect as collectMessage } from '../../workflows/messages.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { Problem } from '../problem.js';
import { contextFrom } from './look.js';
import { randomName } from './seal.js';

export async function collect(
  work: Work,
  { resetId, epoch }: TokenClaims,
  { idempotencyKey }: Facts,
): Promise<{ newCredentialValue: string; context: CredentialResetContext }> {
  const args = { epoch, at: work.ports.clock.now() };
  const name = { epoch, key: idempotencyKey ?? randomName() };
  const { value, view } = await work.gateway.update(resetId, collectMessage, args, name);
  const opened = await work.ports.vault.open(value, { resetId, purpose: 'new-credential' }).catch((error: unknown) => {
    throw error instanceof Gone ? new Problem('already-collected') : error;
  });
  return { newCredentialValue: unpackValue(opened.value), context: await contextFrom(work, view) };
}
