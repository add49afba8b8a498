/** The audit in memory: the same chains and checkpoints, the lines in an array in place of a file. */
import {
  chainOn,
  checkpointLines,
  noHead,
  tailOf,
  verifyAudit,
  type Head,
  type StoredChain,
} from '../../../adapters/audit-chain.js';
import type { Signer } from '../../../adapters/keys/types.js';
import type { Audit, AuditRecord, Clock } from '../../../domain/ports.js';

interface Chain extends StoredChain {
  head: Head;
  records: AuditRecord[];
  moved: boolean;
}

export interface MemoryAudit extends Audit {
  /** What is stored, open to tampering. */
  chains: Map<string, Chain>;
  lines: string[];
}

export function memoryAudit(clock: Clock, signer: Signer): MemoryAudit {
  const chains = new Map<string, Chain>();
  const lines: string[] = [];
  const append: Audit['append'] = async (resetId, events) => {
    const chain = chains.get(resetId) ?? { resetId, head: noHead, records: [], moved: false };
    const fresh = events.filter((e) => !chain.records.some((r) => r.key === e.key));
    const added = chainOn(resetId, chain.head, structuredClone(fresh));
    if (added.length === 0) return;
    chain.records.push(...added);
    const { seq, hash } = added.at(-1)!;
    chains.set(resetId, { ...chain, head: { seq, hash }, moved: true });
  };
  return {
    chains,
    lines,
    begin: append,
    append,
    async of(resetId) {
      return structuredClone(chains.get(resetId)?.records ?? []);
    },
    async checkpoint() {
      const moved = [...chains.values()].filter((c) => c.moved);
      const heads = moved.map(({ resetId, head }) => ({ resetId, ...head }));
      lines.push(...checkpointLines(tailOf(lines.at(-1) ?? null), heads, clock.now(), signer));
      for (const chain of moved) chain.moved = false;
      return moved.length;
    },
    verify: () => verifyAudit(chains.values(), lines, signer, 0),
  };
}
