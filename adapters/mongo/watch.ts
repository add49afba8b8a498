/** Waiting for a reset to move on: one poll at a time serves all who wait in this process. */
import type { mongo } from 'mongoose';
import type { Ms } from '../../domain/plan.js';
import type { StoredReset } from '../../domain/ports.js';
import { storedOf } from '../reset-row.js';
import type { ResetDoc } from './models.js';

const tick: Ms = 100;

interface Waiter {
  id: string;
  version: number;
  end: (stored: StoredReset | null) => void;
  fail: (error: unknown) => void;
}

export function watcherOf(
  resets: mongo.Collection<ResetDoc>,
): (id: string, version: number, within: Ms) => Promise<StoredReset | null> {
  const waiters = new Set<Waiter>();
  let polling = false;

  async function poll(): Promise<void> {
    const asked = [...waiters];
    const ids = [...new Set(asked.map((w) => w.id))];
    const versions = await resets.find({ _id: { $in: ids } }, { projection: { version: 1 } }).toArray();
    const newer = versions.filter((v) => asked.some((w) => w.id === v._id && w.version < v.version));
    if (newer.length === 0) return;
    const rows = await resets.find({ _id: { $in: newer.map((v) => v._id) } }).toArray();
    const stored = new Map(rows.map((row) => [row._id, storedOf(row)]));
    for (const w of asked) {
      const now = stored.get(w.id);
      if (now && now.version > w.version) w.end(now);
    }
  }
  async function run(): Promise<void> {
    polling = true;
    while (waiters.size > 0) {
      const asked = [...waiters];
      await poll().catch((error: unknown) => asked.forEach((w) => w.fail(error)));
      if (waiters.size > 0) await new Promise((resolve) => setTimeout(resolve, tick));
    }
    polling = false;
  }

  return (id, version, within) =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        clearTimeout(timer);
        waiters.delete(waiter);
      };
      const waiter: Waiter = {
        id,
        version,
        end: (stored) => (leave(), resolve(stored)),
        fail: (error) => (leave(), reject(error instanceof Error ? error : new Error('the database failed'))),
      };
      const timer = setTimeout(waiter.end, within, null);
      waiters.add(waiter);
      if (!polling) void run();
    });
}
