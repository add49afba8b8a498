/** A reset as the read model keeps it, made of the workflow's state: what MongoDB's adapter and the one in memory share. Pure. */
import { viewOf, type ResetView } from '../domain/context.js';
import type { Ms } from '../domain/plan.js';
import type { LaneEntry, RequestFacts, StoredReset } from '../domain/ports.js';
import { ended, type Reset } from '../domain/reset.js';

/** What is known of a reset from the workflow, under its version. */
export type Truth = Omit<ResetView, 'id'> & Pick<StoredReset, 'subject' | 'decoy'>;
export interface ResetRow extends Truth, Omit<RequestFacts, 'lane'> {
  _id: string;
  /** The version under which each step was written: a late activity still brings its own step. */
  stepVersions: Record<string, number>;
  /** The lane, as long as this reset has a place in it: unproven, unended, not evicted. */
  lane?: string;
  laneSource?: string;
  /** A wrong answer was given. */
  tried: boolean;
  /** The deadline, as long as it is not closed. */
  openUntil?: Ms;
  closedAt?: Ms;
}

/** Whether it may hold a place in its lane. */
export const inLane = (r: Reset): boolean => !r.proved && !ended(r.state);

export function truthOf(r: Reset): Truth {
  const { id: _, ...view } = viewOf(r);
  return { ...view, subject: r.subject, decoy: r.decoy };
}

export const stepVersionsOf = (r: Reset): Record<string, number> =>
  Object.fromEntries(Object.keys(r.steps).map((id) => [id, r.version]));

export function rowOf(r: Reset, { lane, ...request }: RequestFacts): ResetRow {
  const truth = truthOf(r);
  return {
    _id: r.id,
    ...truth,
    ...request,
    stepVersions: stepVersionsOf(r),
    ...(lane && inLane(r) && { lane: lane.name }),
    ...(lane && { laneSource: lane.source }),
    tried: false,
    openUntil: truth.deadline,
  };
}

/** What the port answers with: the row without what only the adapter needs. */
export function storedOf(row: ResetRow & { expireAt?: Date }): StoredReset {
  const { _id: id, stepVersions: _v, lane: _l, laneSource: _s, tried: _t, openUntil: _o, expireAt: _e, ...rest } = row;
  return { id, ...rest };
}

export const laneEntryOf = (row: Pick<ResetRow, '_id' | 'laneSource' | 'requestedAt' | 'tried'>): LaneEntry => ({
  resetId: row._id,
  source: row.laneSource ?? '',
  at: row.requestedAt,
  tried: row.tried,
});
