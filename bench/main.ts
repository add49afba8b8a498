/**
 * `npm run bench [-- --json] [-- --resets 600] [-- --only resets|approvals]`: what a reset costs on the embedded stack, as ratios to a bare
 * workflow on the same server, as a budget of counted things, and as CPU time by process; and what a thousand open approvals and a decision cost.
 * Takes about eight minutes, with `--only` about half. All figures are of one run.
 */
import { fork, type ChildProcess } from 'node:child_process';
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
import type { ApprovalFigures, Figures, ResetFigures } from './figures.js';
import { percentile } from './load.js';
import type { BenchUser } from './reset.js';
import { bareRun, perSecond, resetRun, startP99, type ResetRun, type Run } from './runs.js';
import { table } from './table.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    resets: { type: 'string', default: '600' },
    only: { type: 'string' },
  },
});
if (options.only !== undefined && !['resets', 'approvals'].includes(options.only))
  throw new Error('--only takes `resets` or `approvals`');
const wants = (what: string): boolean => (options.only ?? what) === what;
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
/** And as many bare workflows: measured, a reset takes a tenth less once its code was compiled. */
const warmUp = 240;
const warm = Array.from({ length: warmUp }, (_, i) => `warm-${i}`);
const say = (words: string): void => void (options.json || console.error(words));

function child(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const started = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...env },
    execArgv: file.endsWith('.ts') ? ['--import', 'tsx'] : [],
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

interface Bench {
  stack: Stack;
  client: Client;
  /** The pid of what takes the mails. */
  mail: number;
  user: (name: string) => BenchUser;
}

/** A whole reset for each of these, and as many bare workflows as there are for each round. */
async function inTurns(
  { stack, client, mail, user }: Bench,
  all: string[],
): Promise<{ bare: Run[]; many: ResetRun[] }> {
  const [bare, many]: [Run[], ResetRun[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    say(`round ${round + 1} of ${rounds}: bare workflows, then whole resets, ${clients} at once …`);
    const mine = all.filter((_, i) => i % rounds === round);
    bare.push(await bareRun(client, all.length, clients));
    many.push(await resetRun(stack, mine.map(user), mail, clients));
  }
  return { bare, many };
}

async function measureResets(bench: Bench): Promise<ResetFigures> {
  const { stack, client, mail, user } = bench;
  const before = await metersOf(stack.env);
  const { bare, many } = await inTurns(bench, names(30));
  const after = await metersOf(stack.env);
  say('resets by 10 clients, and by one …');
  const ten = await resetRun(stack, names(10).map(user), mail, 10);
  const one = await resetRun(stack, names(1).map(user), mail, 1);
  const budget = await budgetOf(client, many.at(-1)!.ids.at(-1)!, before, after, size[30]);
  const ms = many.flatMap((run) => run.ms);
  const cpu = meanOf(many.map((run) => run.cpu));
  const [startP99Ms, bareStartP99Ms] = [startP99(many), startP99(bare)];
  return {
    ratioToBare: perSecond(many) / perSecond(bare),
    startP99Ratio: startP99Ms / bareStartP99Ms,
    historyEvents: budget.historyEvents,
    billableActions: budget.billableActions,
    cpuMsPerReset: cpu['total']!,
    raw: {
      resetsPerSecond: perSecond(many),
      barePerSecond: perSecond(bare),
      startP99Ms,
      bareStartP99Ms,
      resetMs: { p50: percentile(ms, 0.5), p99: percentile(ms, 0.99) },
      budget,
      cpu: { '1 client': one.cpu, '10 clients': ten.cpu, '30 clients': cpu },
    },
  };
}

async function measureApprovals(bench: Bench): Promise<ApprovalFigures> {
  const { stack } = bench;
  say(`opening ${approvals} resets that wait for an approval …`);
  const waiting = await openApprovals(stack.env, approvals, clients);
  await untilAsked(stack.env, waiting.ids);
  say('beside them …');
  const { bare, many: beside } = await inTurns(bench, besideNames);
  say('decisions …');
  const pids = stack.processes;
  const before = cpuOf(pids);
  const decided = await decideApprovals(stack.env, waiting.ids, decisions, clients);
  const cpu = perUnit(before, cpuOf(pids), decisions);
  const [decisionP99Ms, requestP99Ms] = [percentile(decided.ms, 0.99), percentile(waiting.ms, 0.99)];
  return {
    besideRatioToBare: perSecond(beside) / perSecond(bare),
    decisionP99Ratio: decisionP99Ms / requestP99Ms,
    raw: {
      besideApprovals: { resetsPerSecond: perSecond(beside), barePerSecond: perSecond(bare) },
      openApprovals: approvals,
      decisionP99Ms,
      requestP99Ms,
      decisionsJudgedLater: decided.later,
      cpuMsPerDecision: cpu,
    },
  };
}

async function measure(stack: Stack, sink: ChildProcess): Promise<Figures> {
  const connection = await Connection.connect({ address: stack.env['TEMPORAL_ADDRESS']! });
  const bareWorker = await child('bare-worker.mjs', stack.env);
  const bench = { stack, client: new Client({ connection }), mail: sink.pid!, user: mailbox(sink) };
  try {
    say('warming up …');
    await resetRun(stack, warm.map(bench.user), bench.mail, clients);
    await bareRun(bench.client, warmUp, clients);
    const resets = wants('resets') ? await measureResets(bench) : undefined;
    const approved = wants('approvals') ? await measureApprovals(bench) : undefined;
    return {
      ...resets,
      ...approved,
      // By the bare rate of the same minutes: a machine is not equally fast all the time.
      ...(resets && approved && { withApprovalsRatio: approved.besideRatioToBare / resets.ratioToBare }),
      raw: { ...resets?.raw, ...approved?.raw },
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
  const ofResets = wants('resets') ? [...names(30), ...names(10), ...names(1)] : [];
  const users = [...warm, ...ofResets, ...(wants('approvals') ? besideNames : [])];
  stack = await startStack({
    settings,
    async prepare(env) {
      await seedUsers(env, users);
      if (wants('approvals')) await seedApprovals(env, approvals);
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
