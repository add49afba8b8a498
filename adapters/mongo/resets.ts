/** The read model: one row a reset, its version only ever rising; the lanes are queries over it. */
import type { mongo } from 'mongoose';
import type { Clock, Resets } from '../../domain/ports.js';
import type { Reset } from '../../domain/reset.js';
import { inLane, laneEntryOf, rowOf, stepVersionsOf, storedOf, truthOf } from '../reset-row.js';
import { isDuplicate } from './guarded.js';
import type { ResetDoc } from './models.js';
import type { ExpireAt } from './retention.js';
import { watcherOf } from './watch.js';

type Update = mongo.UpdateFilter<ResetDoc>;
/** Asked for by a name alone, and nothing was proved for it. */
const mere = { requesterKind: 'self', passed: 0 };

export function resetsOf(
  resets: mongo.Collection<ResetDoc>,
  { clock, expireAt }: { clock: Clock; expireAt: ExpireAt },
): Resets {
  return {
    async insert(reset, facts) {
      try {
        await resets.insertOne({ ...rowOf(reset, facts), expireAt: expireAt('resets', reset.expiresAt) });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
    },

    async save(reset, stepIds, facts) {
      const tried = facts?.tried === true;
      const { matchedCount } = await resets.updateOne(
        { _id: reset.id, closedAt: { $exists: false }, version: { $lt: reset.version } },
        newerTruth(reset, stepIds, tried),
      );
      if (matchedCount === 0) await saveLate(reset, stepIds, tried);
    },

    async close(reset, at) {
      await resets.updateOne(
        { _id: reset.id, closedAt: { $exists: false } },
        {
          $set: {
            ...truthOf(reset),
            stepVersions: stepVersionsOf(reset),
            closedAt: at,
            expireAt: expireAt('resets', at),
          },
          $unset: { lane: true, openUntil: true },
        },
      );
    },

    async get(id) {
      const row = await resets.findOne({ _id: id });
      return row && storedOf(row);
    },

    async list({ limit, after, state, methodId, subject, requester, open, weighty }) {
      const openUntil = open && { $exists: true };
      const fields = { state, methodId, subject, requesterPerson: requester, openUntil };
      const wanted = Object.entries(fields).filter(([, value]) => value !== undefined);
      const last =
        after === undefined ? null : await resets.findOne({ _id: after }, { projection: { requestedAt: 1 } });
      const older = last && {
        $or: [{ requestedAt: { $lt: last.requestedAt } }, { requestedAt: last.requestedAt, _id: { $lt: last._id } }],
      };
      const rows = await resets
        .find({ ...Object.fromEntries(wanted), ...older, ...(weighty && { $nor: [mere] }) })
        .sort({ requestedAt: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return rows.map(storedOf);
    },

    changed: watcherOf(resets),

    async lane(name, now) {
      const projection = { laneSource: 1, requestedAt: 1, tried: 1 };
      const rows = await resets.find({ lane: name, deadline: { $gt: now } }, { projection }).toArray();
      return rows.map(laneEntryOf);
    },

    async evict(resetId) {
      await resets.updateOne({ _id: resetId }, { $unset: { lane: true } });
    },

    async unclosed(before, limit) {
      const overdue = { openUntil: { $lt: clock.now() } };
      const older = { openUntil: { $exists: true }, requestedAt: { $lt: before } };
      const rows = await resets
        .find({ $or: [overdue, older] })
        .sort({ openUntil: 1 })
        .limit(limit)
        .toArray();
      return rows.map(storedOf);
    },
  };

  /** A newer version is there: only those steps are written that were written under an older one. */
  async function saveLate(reset: Reset, stepIds: readonly string[], tried: boolean): Promise<void> {
    for (const stepId of stepIds) {
      await resets.updateOne(
        { _id: reset.id, closedAt: { $exists: false }, [`stepVersions.${stepId}`]: { $not: { $gte: reset.version } } },
        { $set: { ...stepFields(reset, [stepId]), ...(tried && { tried }) }, ...placeIn(reset) },
      );
    }
  }
}

/** One that was proved or has ended gives up its place in the lane. */
const placeIn = (reset: Reset): Update => (inLane(reset) ? {} : { $unset: { lane: true } });

function stepFields(reset: Reset, stepIds: readonly string[]): Record<string, unknown> {
  const { steps } = truthOf(reset);
  const fields: Record<string, unknown> = {};
  for (const id of stepIds.filter((known) => steps[known])) {
    fields[`steps.${id}`] = steps[id];
    fields[`stepVersions.${id}`] = reset.version;
  }
  return fields;
}

function newerTruth(reset: Reset, stepIds: readonly string[], tried: boolean): Update {
  const { steps: _, ...truth } = truthOf(reset);
  return {
    $set: { ...truth, ...stepFields(reset, stepIds), openUntil: truth.deadline, ...(tried && { tried }) },
    ...placeIn(reset),
  };
}
