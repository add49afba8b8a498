/** Proofs in memory: nobody can tamper with them, so they need no signature. */
import type { Proof, Proofs } from '../../../domain/ports.js';

export function memoryProofs(): Proofs {
  const proofs = new Map<string, Proof>();
  return {
    async record(proof) {
      const key = JSON.stringify([proof.resetId, proof.stepId, proof.epoch, proof.round]);
      if (!proofs.has(key)) proofs.set(key, { ...proof });
    },
    async of(resetId) {
      return [...proofs.values()].filter((p) => p.resetId === resetId).map((p) => ({ ...p }));
    },
  };
}
