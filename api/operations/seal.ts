/** What a caller typed goes into the vault before anything else happens; elsewhere only its ref is known. */
import { randomBytes } from 'node:crypto';
import type { Ms, Ref } from '../../domain/plan.js';
import type { Purpose } from '../../domain/ports.js';
import type { Work } from '../deps.js';

/** 256 bits, as long as a mac: a name made from a key cannot be told from a random one. */
export const randomName = (): string => randomBytes(32).toString('base64url');

export interface Sealed {
  ref: Ref;
  /** When it was accepted: what counts for code life and deadlines. */
  at: Ms;
}

/**
 * Seals one message's secret as JSON. The same Idempotency-Key for the same step gives the same ref and the first moment again; with
 * another value it throws `Conflict`.
 */
export async function sealed(
  { ports: { keyed, vault } }: Work,
  item: {
    resetId: string;
    epoch: number | 'link' | 'decider';
    stepId: string;
    purpose: Purpose;
    value: Readonly<Record<string, unknown>>;
    expiresAt: Ms;
    idempotencyKey: string | undefined;
  },
): Promise<Sealed> {
  const { resetId, epoch, stepId, purpose, expiresAt, idempotencyKey } = item;
  const value = JSON.stringify(item.value);
  const ref =
    idempotencyKey === undefined
      ? randomName()
      : keyed.mac('ref', resetId, String(epoch), stepId, purpose, idempotencyKey);
  const bodyMac = keyed.mac('body', ref, value);
  const { sealedAt } = await vault.seal({ ref, resetId, purpose, value, expiresAt, bodyMac });
  return { ref, at: sealedAt };
}
