/** Decisions: one document a reset, with whom each step asks and what they said. Each is signed: what was written here by anybody else does not count. */
import type { mongo } from 'mongoose';
import {
  Conflict,
  TooMany,
  decisionsAtMost,
  type Clock,
  type DecisionRecord,
  type Decisions,
} from '../../domain/ports.js';
import { questionsTo, roomFor, sameDecision } from '../decision-rules.js';
import type { Signer } from '../keys/types.js';
import { writeGuarded } from './guarded.js';
import type { DecisionsDoc } from './models.js';
import type { ExpireAt } from './retention.js';

const label = 'decision';
const approvalsListed = 100;
/** Canonical: an array in fixed order. Groups come last, and only where there are any: what was signed before they were kept still holds. */
const textOf = ({ groups, ...d }: DecisionRecord): string => {
  const said = [d.resetId, d.stepId, d.id, d.by, d.verdict, d.evidence ?? null, d.at];
  return JSON.stringify(groups === undefined ? said : [...said, groups]);
};

export function decisionsOf(
  decisions: mongo.Collection<DecisionsDoc>,
  { signer, clock, expireAt }: { signer: Signer; clock: Clock; expireAt: ExpireAt },
): Decisions {
  const read = (resetId: string): Promise<DecisionsDoc | null> => decisions.findOne({ _id: resetId });
  const kept = () => ({ expireAt: expireAt('decisions', clock.now()) });
  const genuine = (resetId: string, { record, signature }: DecisionsDoc['records'][number]): boolean =>
    record.resetId === resetId && signer.verify(label, textOf(record), signature);

  const of: Decisions['of'] = async (resetId) => {
    const { asked = [], told = {}, records: kept = [], settled = [] } = (await read(resetId)) ?? {};
    const records = kept.filter((r) => genuine(resetId, r)).map(({ record }) => record);
    const judged = settled.flatMap(({ id, tally }) => {
      const record = records.find((r) => r.id === id);
      return record ? [{ ...record, tally }] : [];
    });
    return { asked: asked.map(({ stepId, decider }) => ({ stepId, decider })), told, records, judged };
  };
  const questions = questionsTo(of);

  return {
    of,
    ...questions,

    async ask(resetId, stepId, deciders) {
      for (const decider of deciders) {
        const key = JSON.stringify([stepId, decider.personId ?? null, decider.role ?? null]);
        await writeGuarded(
          decisions,
          { _id: resetId, 'asked.key': { $ne: key } },
          { $push: { asked: { key, stepId, decider } }, $set: kept() },
        );
      }
    },

    async tell(resetId, stepId, notes) {
      await writeGuarded(decisions, { _id: resetId }, { $set: { [`told.${stepId}`]: notes, ...kept() } });
    },

    async record(record) {
      const { resetId, id } = record;
      const entry = { id, record, signature: signer.sign(label, textOf(record)) };
      const written = await writeGuarded(
        decisions,
        { _id: resetId, 'records.id': { $ne: id }, [`records.${roomFor(record) - 1}`]: { $exists: false } },
        { $push: { records: entry }, $set: kept() },
      );
      if (written) return record;
      const first = await questions.get(resetId, id);
      if (!first) throw new TooMany(`a reset takes ${decisionsAtMost} decisions at most`);
      if (!sameDecision(first, record)) throw new Conflict('another decision under this id');
      return first;
    },

    async settle(resetId, id, tally) {
      const { matchedCount } = await decisions.updateOne(
        { _id: resetId, 'settled.id': { $ne: id } },
        { $push: { settled: { id, tally } } },
      );
      if (matchedCount === 1) return tally;
      return (await read(resetId))?.settled?.find((s) => s.id === id)?.tally ?? tally;
    },

    async approvedBy(personId, since) {
      const docs = await decisions
        .find({ 'records.record.by': personId })
        .sort({ expireAt: -1 })
        .limit(approvalsListed)
        .toArray();
      return docs
        .flatMap((doc) =>
          (doc.records ?? [])
            .filter((r) => r.record.by === personId && r.record.verdict === 'approve' && r.record.at >= since)
            .filter(
              (r) => genuine(doc._id, r) && doc.settled?.some((s) => s.id === r.id && s.tally.refused === undefined),
            )
            .map((r) => ({ resetId: doc._id, at: r.record.at })),
        )
        .sort((a, b) => b.at - a.at);
    },
  };
}
