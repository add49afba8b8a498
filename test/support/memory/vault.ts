/** The vault in memory. */
import type { Ms, Ref } from '../../../domain/plan.js';
import { Conflict, Gone, type Clock, type Purpose, type Vault } from '../../../domain/ports.js';

interface Value {
  purpose: Purpose;
  bodyMac: string | undefined;
  sealedAt: Ms;
  expiresAt: Ms;
  /** Absent once shredded. */
  value?: string;
}
interface Safe {
  shredded: boolean;
  values: Map<Ref, Value>;
}

export interface MemoryVault extends Vault {
  /** Every value that can still be opened, expired ones too. */
  secrets(): string[];
}

export function memoryVault(clock: Clock): MemoryVault {
  const safes = new Map<string, Safe>();
  const safeOf = (resetId: string): Safe => {
    const safe = safes.get(resetId) ?? { shredded: false, values: new Map<Ref, Value>() };
    safes.set(resetId, safe);
    return safe;
  };
  return {
    async seal({ ref, resetId, purpose, value, expiresAt, bodyMac }) {
      const safe = safeOf(resetId);
      const first = safe.values.get(ref);
      if (first) {
        if (first.bodyMac !== bodyMac || first.purpose !== purpose) throw new Conflict('another value under this name');
        return { sealedAt: first.sealedAt, repeated: true };
      }
      const sealedAt = clock.now();
      if (!safe.shredded) safe.values.set(ref, { purpose, bodyMac, sealedAt, expiresAt, value });
      return { sealedAt, repeated: false };
    },
    async open(ref, { resetId, purpose }) {
      const kept = safes.get(resetId)?.values.get(ref);
      if (kept?.value === undefined || kept.purpose !== purpose || kept.expiresAt <= clock.now())
        throw new Gone('no such sealed value any more');
      return { value: kept.value, sealedAt: kept.sealedAt };
    },
    async shred(resetId, keep) {
      const safe = safeOf(resetId);
      safe.shredded = true;
      for (const [ref, kept] of safe.values) {
        if (ref === keep?.ref) kept.expiresAt = keep.until;
        else delete kept.value;
      }
    },
    secrets: () => [...safes.values()].flatMap((s) => [...s.values.values()]).flatMap((v) => v.value ?? []),
  };
}
