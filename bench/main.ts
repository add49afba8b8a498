/**
 * `npm run bench [-- --json] [-- --resets 600]`: what a reset costs on the embedded stack, as ratios to a bare workflow on the same server,
 * as a budget of counted things, and as CPU time by process. Takes about five minutes. All figures are of one run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { decideApprovals, openApprovals, seedApprovals, untilAsked } from './approvals.js';
import { seedUsers } from './seed.js';
import { temporarySettings } from '../dev/settings.js';
import { startStack, type Stack } from '../dev/stack.js';
import { cpuOf, meanOf, perUnit } from './cpu.js';
import { budgetOf, metersOf } from './budget.js';
import type { Figures } from './figures.js';
import { load, percentile } from './load.js';
import { reset, type BenchUser } from './reset.js';
import { table } from './table.js';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, resets: { type: 'string', default: '600' } },
});
const clients = 30;
/** Bare workflows and resets take turns: a machine is not equally fast all the time. */
const rounds = 2;
const size = { 30: Math.ceil(Number(options.resets) / rounds) * rounds, 10: 120, 1: 40 } as const;
/** Resets that wait for a manager, and how many of them are decided. */
const approvals = 1_000;
const decisions = 300;
const names = (clients: keyof typeof size): string[] =>
  Array.from({ length: size[clients] }, (_, i) => `bench-${clients}-${i}`);
const besideNames = Array.from({ length: size[30] }, (_, i) => `bench-beside-${i}`);
/** As many as before the bare run. */
const warmUp = 60;
const warm = Array.from({ length: warmUp }, (_, i) => `warm-${i}`);
const say = (words: string): void => void (options.json || console.error(words));

function child(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: ['--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    started.once('message', () => resolve(started));
    started.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
  });
}

/** Hands each code to whoever waits for it, in whichever order they come. */
function mailbox(sink: ChildProcess): (name: string) => BenchUser {
  const waiting = new Map<string, (code: string) => void>();
  sink.on('message', ({ to, code }: { to?: string; code?: string }) => {
    if (code !== undefined) waiting.get(to?.split('@')[0] ?? '')?.(code);
  });
  return (name) => ({ name, code: () => new Promise((resolve) => waiting.set(name, resolve)) });
}

/** What one run took; several of one kind are added up. */
interface Run {
  count: number;
  seconds: number;
  ms: number[];
  startMs: number[];
}
const perSecond = (runs: readonly Run[]): number => sum(runs, (r) => r.count) / sum(runs, (r) => r.seconds);
const sum = (runs: readonly Run[], of: (run: Run) => number): number => runs.reduce((all, run) => all + of(run), 0);

async function bareRun(client: Client, count: number): Promise<Run> {
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

interface ResetRun extends Run {
  ids: string[];
  cpu: Record<string, number>;
}
async function resetRun(stack: Stack, users: BenchUser[], sink: number, side: number): Promise<ResetRun> {
  const startMs: number[] = [];
  const done: string[] = [];
  const pids = { ...stack.processes, mail: sink };
  const before = cpuOf(pids);
  const { ms, seconds } = await load(users, side, async (user) => {
    const one = await reset(stack.env['REKEY_PUBLIC_URL']!, user);
    startMs.push(one.startMs);
    done.push(one.id);
  });
  const count = users.length;
  return { count, seconds, ms, startMs, ids: done, cpu: perUnit(before, cpuOf(pids), count) };
}

async function measure(stack: Stack, sink: ChildProcess): Promise<Figures> {
  const connection = await Connection.connect({ address: stack.env['TEMPORAL_ADDRESS']! });
  const client = new Client({ connection });
  const bareWorker = await child('bare-worker.ts', stack.env);
  const user = mailbox(sink);
  try {
    say('warming up …');
    await resetRun(stack, warm.map(user), sink.pid!, clients);
    await bareRun(client, warmUp);
    const before = await metersOf(stack.env);
    const [bare, many]: [Run[], ResetRun[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      say(`round ${round + 1} of ${rounds}: bare workflows, then whole resets, ${clients} at once …`);
      bare.push(await bareRun(client, size[30]));
      many.push(
        await resetRun(
          stack,
          names(30)
            .filter((_, i) => i % rounds === round)
            .map(user),
          sink.pid!,
          30,
        ),
      );
    }
    const after = await metersOf(stack.env);
    say('resets by 10 clients, and by one …');
    const ten = await resetRun(stack, names(10).map(user), sink.pid!, 10);
    const one = await resetRun(stack, names(1).map(user), sink.pid!, 1);
    say(`opening ${approvals} resets that wait for an approval …`);
    const waiting = await openApprovals(stack.env, approvals, clients);
    await untilAsked(stack.env, waiting.ids);
    say('bare workflows and whole resets once more, beside them …');
    const bareBeside = await bareRun(client, size[30]);
    const beside = await resetRun(stack, besideNames.map(user), sink.pid!, 30);
    say('decisions …');
    const decisionMs = await decideApprovals(stack.env, waiting.ids, decisions, clients);
    const budget = await budgetOf(client, many.at(-1)!.ids.at(-1)!, before, after, size[30]);
    const p99 = (runs: readonly Run[]): number =>
      percentile(
        runs.flatMap((run) => run.startMs),
        0.99,
      );
    const [startP99Ms, bareStartP99Ms] = [p99(many), p99(bare)];
    const ms = many.flatMap((run) => run.ms);
    const cpu = meanOf(many.map((run) => run.cpu));
    const ratioToBare = perSecond(many) / perSecond(bare);
    const decisionP99Ms = percentile(decisionMs, 0.99);
    const requestP99Ms = percentile(waiting.ms, 0.99);
    return {
      ratioToBare,
      startP99Ratio: startP99Ms / bareStartP99Ms,
      // By the bare rate of the same minutes: a machine is not equally fast all the time.
      withApprovalsRatio: perSecond([beside]) / perSecond([bareBeside]) / ratioToBare,
      decisionP99Ratio: decisionP99Ms / requestP99Ms,
      historyEvents: budget.historyEvents,
      billableActions: budget.billableActions,
      cpuMsPerReset: cpu['total']!,
      raw: {
        resetsPerSecond: perSecond(many),
        barePerSecond: perSecond(bare),
        besideApprovals: { resetsPerSecond: perSecond([beside]), barePerSecond: perSecond([bareBeside]) },
        startP99Ms,
        bareStartP99Ms,
        resetMs: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) },
        openApprovals: approvals,
        decisionP99Ms,
        requestP99Ms,
        budget,
        cpu: { '1 client': one.cpu, '10 clients': ten.cpu, '30 clients': cpu },
      },
    };
  } finally {
    bareWorker.kill();
    await connection.close();
  }
}

const sinkPort = await getPort({ host: '127.0.0.1' });
const sink = await child('sink.ts', { SINK_PORT: String(sinkPort) });
const settings = await temporarySettings({ SMTP_URL: `smtp://127.0.0.1:${sinkPort}` });
let stack: Stack | undefined;
try {
  say('starting the stack, with a user for each reset …');
  const users = [...names(30), ...names(10), ...names(1), ...besideNames, ...warm];
  stack = await startStack({
    settings,
    async prepare(env) {
      await seedUsers(env, users);
      await seedApprovals(env, approvals);
    },
  });
  const figures = await measure(stack, sink);
  console.log(options.json ? JSON.stringify(figures) : table(figures));
} finally {
  await stack?.stop();
  sink.kill();
  await rm(settings.dataDir, { recursive: true, force: true });
}
process.exit(0);
