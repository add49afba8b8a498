/** The read model in memory. */
import {
  inLane,
  laneEntryOf,
  rowOf,
  stepVersionsOf,
  storedOf,
  truthOf,
  type ResetRow,
} from '../../../adapters/reset-row.js';
import type { Clock, Resets, StoredReset } from '../../../domain/ports.js';

interface Waiter {
  version: number;
  tell: (stored: StoredReset) => void;
}

const newestFirst = (a: ResetRow, b: ResetRow): number =>
  b.requestedAt - a.requestedAt || Number(a._id < b._id) - Number(b._id < a._id);

export function memoryResets(clock: Clock): Resets {
  const rows = new Map<string, ResetRow>();
  const waiters = new Map<string, Set<Waiter>>();
  const out = (row: ResetRow): StoredReset => structuredClone(storedOf(row));

  function put(row: ResetRow): void {
    rows.set(row._id, structuredClone(row));
    for (const w of waiters.get(row._id) ?? []) if (row.version > w.version) w.tell(out(row));
  }
  const without = (row: ResetRow, ...names: ('lane' | 'openUntil')[]): ResetRow => {
    const rest = { ...row };
    for (const name of names) delete rest[name];
    return rest;
  };

  return {
    async insert(reset, facts) {
      if (!rows.has(reset.id)) put(rowOf(reset, facts));
    },
    async save(reset, stepIds, facts) {
      const row = rows.get(reset.id);
      if (!row || row.closedAt !== undefined) return;
      const { steps, ...truth } = truthOf(reset);
      const newer = row.version < reset.version;
      const written = stepIds.filter((id) => steps[id] && (newer || (row.stepVersions[id] ?? -1) < reset.version));
      if (!newer && written.length === 0) return;
      const merged: ResetRow = {
        ...row,
        ...(newer && { ...truth, openUntil: truth.deadline }),
        steps: { ...row.steps, ...Object.fromEntries(written.map((id) => [id, steps[id]!])) },
        stepVersions: { ...row.stepVersions, ...Object.fromEntries(written.map((id) => [id, reset.version])) },
        tried: row.tried || facts?.tried === true,
      };
      put(inLane(reset) ? merged : without(merged, 'lane'));
    },
    async close(reset, at) {
      const row = rows.get(reset.id);
      if (!row || row.closedAt !== undefined) return;
      const closed = { ...row, ...truthOf(reset), stepVersions: stepVersionsOf(reset), closedAt: at };
      put(without(closed, 'lane', 'openUntil'));
    },
    async get(id) {
      const row = rows.get(id);
      return row ? out(row) : null;
    },
    async list({ limit, after, requester: requesterPerson, open, weighty, ...rest }) {
      const wanted = { ...rest, requesterPerson };
      const names = ['state', 'methodId', 'subject', 'requesterPerson'] as const;
      const fits = (row: ResetRow): boolean =>
        !(weighty && row.requesterKind === 'self' && row.passed === 0) &&
        names.every((n) => wanted[n] === undefined || row[n] === wanted[n]) &&
        (!open || row.openUntil !== undefined);
      const last = after === undefined ? undefined : rows.get(after);
      return [...rows.values()]
        .filter((row) => fits(row) && (!last || newestFirst(last, row) < 0))
        .sort(newestFirst)
        .slice(0, limit)
        .map(out);
    },
    async changed(id, version, within) {
      const row = rows.get(id);
      if (row && row.version > version) return out(row);
      return new Promise((resolve) => {
        const all = waiters.get(id) ?? new Set<Waiter>();
        waiters.set(id, all);
        const end = (stored: StoredReset | null): void => {
          clearTimeout(timer);
          all.delete(waiter);
          if (all.size === 0) waiters.delete(id);
          resolve(stored);
        };
        const timer = setTimeout(end, within, null);
        const waiter: Waiter = { version, tell: end };
        all.add(waiter);
      });
    },
    async lane(name, now) {
      return [...rows.values()].filter((r) => r.lane === name && r.deadline > now).map(laneEntryOf);
    },
    async evict(resetId) {
      const row = rows.get(resetId);
      if (row) rows.set(resetId, without(row, 'lane'));
    },
    async unclosed(before, limit) {
      const now = clock.now();
      return [...rows.values()]
        .filter((r) => r.openUntil !== undefined && (r.openUntil < now || r.requestedAt < before))
        .sort((a, b) => a.openUntil! - b.openUntil!)
        .slice(0, limit)
        .map(out);
    },
  };
}
