/** Proofs: one document a reset, each proof signed with a key outside MongoDB. What was written here by anybody else does not count. */
import type { mongo } from 'mongoose';
import type { Proof, Proofs } from '../../domain/ports.js';
import type { Signer } from '../keys/types.js';
import { writeGuarded } from './guarded.js';
import type { ProofsDoc } from './models.js';
import type { ExpireAt } from './retention.js';

const label = 'proof';
const keyOf = ({ stepId, epoch, round }: Proof): string => `${stepId}/${epoch}/${round}`;
/** Canonical: an array in fixed order. */
const textOf = (p: Proof): string =>
  JSON.stringify([p.resetId, p.stepId, p.subjectId, p.epoch, p.round, p.factor, p.at]);

export function proofsOf(
  proofs: mongo.Collection<ProofsDoc>,
  { signer, expireAt }: { signer: Signer; expireAt: ExpireAt },
): Proofs {
  return {
    async record(proof) {
      const key = keyOf(proof);
      const signature = signer.sign(label, textOf(proof));
      await writeGuarded(
        proofs,
        { _id: proof.resetId, 'proofs.key': { $ne: key } },
        { $push: { proofs: { key, proof, signature } }, $set: { expireAt: expireAt('proofs', proof.at) } },
      );
    },

    async of(resetId) {
      const doc = await proofs.findOne({ _id: resetId });
      const genuine = (doc?.proofs ?? []).filter(
        ({ key, proof, signature }) =>
          proof.resetId === resetId && key === keyOf(proof) && signer.verify(label, textOf(proof), signature),
      );
      // A genuine entry copied beside itself is still one proof.
      return [...new Map(genuine.map(({ key, proof }) => [key, proof])).values()];
    },
  };
}
