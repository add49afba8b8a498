/** The audit: one document a reset with its chain of records, and checkpoints over the heads in a file outside MongoDB. */
import { LRUCache } from 'lru-cache';
import type { mongo } from 'mongoose';
import type { Audit, AuditRecord, Clock } from '../../domain/ports.js';
import { chainOn, checkpointLines, noHead, tailOf, verifyAudit, type StoredChain } from '../audit-chain.js';
import type { Signer } from '../keys/types.js';
import type { CheckpointFile } from './checkpoint-file.js';
import { isDuplicate } from './guarded.js';
import type { AuditDoc } from './models.js';
import { keptSince, type ExpireAt, type Retention } from './retention.js';

/** How often an append is tried anew when another was faster. */
const races = 10;
/** Of so many chains this process remembers the end: a reset's next record is mostly written by whoever wrote the last. */
const endsKept = 2_000;
/** How many chains one checkpoint takes up; the rest comes with the next. */
const headsAtOnce = 5_000;

/** Where a chain ends (null: there is none yet), and the keys of all its records. */
interface End {
  head: Pick<AuditRecord, 'seq' | 'hash'> | null;
  keys: Set<string>;
}

export function auditOf(
  audit: mongo.Collection<AuditDoc>,
  rest: { file: CheckpointFile; signer: Signer; clock: Clock; retention: Retention; expireAt: ExpireAt },
): Audit {
  const { file, signer, clock, retention, expireAt } = rest;

  /** As this process wrote or read them last; another may have moved on since, which the write finds out. */
  const ends = new LRUCache<string, End>({ max: endsKept });

  async function endOf(resetId: string): Promise<End> {
    const doc = await audit.findOne({ _id: resetId }, { projection: { head: 1, 'records.key': 1 } });
    return { head: doc?.head ?? null, keys: new Set(doc?.records.map((r) => r.key)) };
  }

  /** False where another append came between. `remembered`: where the chain is taken to end. */
  async function put(
    resetId: string,
    events: Parameters<Audit['append']>[1],
    remembered = ends.get(resetId),
  ): Promise<boolean> {
    // Only a write proves what was remembered: that nothing is new is for the database to say.
    const isProved = remembered && events.some((e) => !remembered.keys.has(e.key));
    const { head, keys } = isProved ? remembered : await endOf(resetId);
    ends.delete(resetId);
    const fresh = events.filter((e) => !keys.has(e.key));
    const records = chainOn(resetId, head ?? noHead, fresh);
    if (!(await write(resetId, head, records))) return false;
    ends.set(resetId, { head: records.at(-1) ?? head, keys: new Set([...keys, ...fresh.map((e) => e.key)]) });
    return true;
  }

  async function write(resetId: string, head: End['head'], records: readonly AuditRecord[]): Promise<boolean> {
    const last = records.at(-1);
    if (!last) return true;
    const now = {
      head: { seq: last.seq, hash: last.hash },
      moved: true as const,
      expireAt: expireAt('audit', last.at),
    };
    if (!head) return insert({ _id: resetId, records: [...records], ...now });
    const { matchedCount } = await audit.updateOne(
      { _id: resetId, 'head.seq': head.seq },
      { $push: { records: { $each: [...records] } }, $set: now },
    );
    return matchedCount === 1;
  }
  async function insert(doc: AuditDoc): Promise<boolean> {
    try {
      await audit.insertOne(doc);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async function append(resetId: string, events: Parameters<Audit['append']>[1]): Promise<void> {
    for (let tried = 0; tried < races; tried++) if (await put(resetId, events)) return;
    throw new Error('the audit chain of this reset moves too fast');
  }

  return {
    async begin(resetId, events) {
      if (!(await put(resetId, events, { head: null, keys: new Set() }))) await append(resetId, events);
    },
    append,

    async of(resetId) {
      return (await audit.findOne({ _id: resetId }))?.records ?? [];
    },

    async checkpoint() {
      const moved = await audit
        .find({ moved: true }, { projection: { head: 1 } })
        .limit(headsAtOnce)
        .toArray();
      if (moved.length === 0) return 0;
      const heads = moved.map(({ _id, head }) => ({ resetId: _id, ...head }));
      await file.append(checkpointLines(tailOf(await file.lastLine()), heads, clock.now(), signer));
      // A chain that has moved on meanwhile stays marked. A crash before this line only repeats heads.
      const unmark = moved.map(({ _id, head }) => ({
        updateOne: { filter: { _id, 'head.seq': head.seq }, update: { $unset: { moved: true as const } } },
      }));
      await audit.bulkWrite(unmark, { ordered: false });
      return moved.length;
    },

    async verify() {
      const since = keptSince(retention, 'audit', clock.now());
      return verifyAudit(chains(audit), await file.lines(), signer, since);
    },
  };
}

async function* chains(audit: mongo.Collection<AuditDoc>): AsyncGenerator<StoredChain> {
  for await (const { _id: resetId, head, records } of audit.find()) yield { resetId, head, records };
}
