/** Decisions in memory: nobody can tamper with them, so they need no signature. */
import { questionsTo, roomFor, sameDecision } from '../../../adapters/decision-rules.js';
import { Conflict, TooMany, decisionsAtMost, type DecisionRecord, type Decisions } from '../../../domain/ports.js';
import type { Decider, Note, Tally } from '../../../domain/shapes.js';

interface Kept {
  asked: { stepId: string; decider: Decider }[];
  records: DecisionRecord[];
  settled: { id: string; tally: Tally }[];
  told: Map<string, readonly Note[]>;
}

export function memoryDecisions(): Decisions {
  const resets = new Map<string, Kept>();
  const kept = (resetId: string): Kept => {
    const known = resets.get(resetId) ?? {
      asked: [],
      records: [],
      settled: [],
      told: new Map<string, readonly Note[]>(),
    };
    resets.set(resetId, known);
    return known;
  };
  const same = (a: Decider, b: Decider): boolean => a.personId === b.personId && a.role === b.role;
  const of: Decisions['of'] = async (resetId) => {
    const { asked, told, records, settled } = structuredClone(kept(resetId));
    const judged = settled.flatMap(({ id, tally }) =>
      records.filter((r) => r.id === id).map((record) => ({ ...record, tally })),
    );
    return { asked, told: Object.fromEntries(told), records, judged };
  };
  return {
    of,
    ...questionsTo(of),
    async ask(resetId, stepId, deciders) {
      const { asked } = kept(resetId);
      for (const decider of deciders)
        if (!asked.some((a) => a.stepId === stepId && same(a.decider, decider))) asked.push({ stepId, decider });
    },
    async tell(resetId, stepId, notes) {
      kept(resetId).told.set(stepId, notes);
    },
    async record(record) {
      const { records } = kept(record.resetId);
      const first = records.find((r) => r.id === record.id);
      if (first && !sameDecision(first, record)) throw new Conflict('another decision under this id');
      if (first) return { ...first };
      if (records.length >= roomFor(record)) throw new TooMany(`a reset takes ${decisionsAtMost} decisions at most`);
      records.push({ ...record });
      return record;
    },
    async settle(resetId, id, tally) {
      const { settled } = kept(resetId);
      const first = settled.find((s) => s.id === id);
      if (!first) settled.push({ id, tally: structuredClone(tally) });
      return first?.tally ?? tally;
    },
    async approvedBy(personId, since) {
      return [...resets]
        .flatMap(([resetId, { records, settled }]) =>
          records
            .filter((r) => r.by === personId && r.verdict === 'approve' && r.at >= since)
            .filter((r) => settled.some((s) => s.id === r.id && s.tally.refused === undefined))
            .map((r) => ({ resetId, at: r.at })),
        )
        .sort((a, b) => b.at - a.at);
    },
  };
}
