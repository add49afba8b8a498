/** The vault: one document a reset, with the names of all that was sealed and, apart from them, the secrets. */
import type { mongo } from 'mongoose';
import { Conflict, Gone, type Clock, type Vault } from '../../domain/ports.js';
import type { Cipher } from '../keys/types.js';
import { writeGuarded } from './guarded.js';
import type { VaultDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** How many values one reset may seal: beyond any use, and far below what one document holds. */
export const sealsAtMost = 1_000;

export function vaultOf(
  vault: mongo.Collection<VaultDoc>,
  { cipher, clock, expireAt }: { cipher: Cipher; clock: Clock; expireAt: ExpireAt },
): Vault {
  return {
    async seal({ ref, resetId, purpose, value, expiresAt, bodyMac }) {
      const sealedAt = clock.now();
      const sealed = await cipher.seal(value, { ref, resetId, purpose });
      const name = { ref, purpose, ...(bodyMac !== undefined && { bodyMac }), sealedAt, expiresAt };
      const free = { 'names.ref': { $ne: ref }, [`names.${sealsAtMost - 1}`]: { $exists: false } };
      const written = await writeGuarded(
        vault,
        { _id: resetId, shredded: { $ne: true }, ...free },
        { $push: { names: name, secrets: { ref, sealed } }, $max: { expireAt: expireAt('vault', expiresAt) } },
      );
      if (written) return { sealedAt, repeated: false };

      const doc = await vault.findOne({ _id: resetId }, { projection: { names: 1, shredded: 1 } });
      const first = doc?.names?.find((n) => n.ref === ref);
      if (first) {
        if (first.bodyMac !== bodyMac || first.purpose !== purpose) throw new Conflict('another value under this name');
        return { sealedAt: first.sealedAt, repeated: true };
      }
      if (!doc?.shredded) throw new Error(`a reset seals ${sealsAtMost} values at most`);
      // The reset is over: the caller will be told so; a secret that nobody can use is not kept.
      return { sealedAt, repeated: false };
    },

    async open(ref, { resetId, purpose }) {
      const doc = await vault.findOne({ _id: resetId }, { projection: { names: 1, secrets: 1, keep: 1 } });
      const name = doc?.names?.find((n) => n.ref === ref && n.purpose === purpose);
      const secret = doc?.secrets?.find((s) => s.ref === ref);
      const expiresAt = doc?.keep?.ref === ref ? doc.keep.until : name?.expiresAt;
      if (!name || !secret || expiresAt === undefined || expiresAt <= clock.now())
        throw new Gone('no such sealed value any more');
      return { value: await cipher.open(secret.sealed, { ref, resetId, purpose }), sealedAt: name.sealedAt };
    },

    async shred(resetId, keep) {
      const destroy = keep
        ? { $pull: { secrets: { ref: { $ne: keep.ref } } }, $set: { shredded: true as const, keep } }
        : { $set: { shredded: true as const, secrets: [] } };
      const kept = { expireAt: expireAt('vault', clock.now()) };
      await writeGuarded(vault, { _id: resetId }, { ...destroy, $max: kept });
    },
  };
}
