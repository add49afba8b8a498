/** Runs of one kind of work by clients side by side: bare workflows, whole resets; and what runs of one kind add up to. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Stack } from '../dev/stack.js';
import { cpuOf, perUnit } from './cpu.js';
import { load, percentile } from './load.js';
import { reset, type BenchUser } from './reset.js';

/** What one run took. */
export interface Run {
  count: number;
  seconds: number;
  ms: number[];
  startMs: number[];
}
export interface ResetRun extends Run {
  ids: string[];
  cpu: Record<string, number>;
}

const sum = (runs: readonly Run[], of: (run: Run) => number): number => runs.reduce((all, run) => all + of(run), 0);
export const perSecond = (runs: readonly Run[]): number => sum(runs, (r) => r.count) / sum(runs, (r) => r.seconds);
export const startP99 = (runs: readonly Run[]): number =>
  percentile(
    runs.flatMap((run) => run.startMs),
    0.99,
  );

/** Bare workflows with two Updates and no activity. */
export async function bareRun(client: Client, count: number, clients: number): Promise<Run> {
  const startMs: number[] = [];
  const one = async (workflowId: string): Promise<void> => {
    const began = performance.now();
    const handle = await client.workflow.start('bare', { workflowId, taskQueue: 'bare' });
    startMs.push(performance.now() - began);
    await handle.executeUpdate('first');
    await handle.executeUpdate('second');
    await handle.result();
  };
  const ids = Array.from({ length: count }, () => `bare-${randomUUID()}`);
  return { count, startMs, ...(await load(ids, clients, one)) };
}

/** A whole reset for each of these users; `mail`: the pid of what takes the mails. */
export async function resetRun(stack: Stack, users: BenchUser[], mail: number, clients: number): Promise<ResetRun> {
  const startMs: number[] = [];
  const ids: string[] = [];
  const pids = { ...stack.processes, mail };
  const before = cpuOf(pids);
  const { ms, seconds } = await load(users, clients, async (user) => {
    const one = await reset(stack.env['REKEY_PUBLIC_URL']!, user);
    startMs.push(one.startMs);
    ids.push(one.id);
  });
  const count = users.length;
  return { count, seconds, ms, startMs, ids, cpu: perUnit(before, cpuOf(pids), count) };
}
