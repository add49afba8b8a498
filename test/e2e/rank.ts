// `npm run test:rank [-- <requests>]`: whether the time that answers take tells known users from unknown ones. On a stack of its own, with
// the mail server up and down, each kind of call is made for as many known as unknown names, in random order, and a rank test compares.
import { randomBytes, randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { startStack, type Stack } from '../../dev/stack.js';
import type { Holding } from '../../dev/client.js';
import { openStack, settingsBeside, type OpenStack } from '../support/e2e.js';
import { EventStream } from '../support/event-stream.js';
import { rankTest } from '../support/mann-whitney.js';

/** Less probable than this is no chance: 8 tests a run find a difference where there is none in one run of 125. */
const significant = 0.001;
const fewest = 20;
/** In milliseconds: so long after the last call, the mail of both codes has gone out, nearly always. */
const untilSent = 1_200;
const requests = Number(process.argv[2] ?? 300);

type Kind = 'known' | 'unknown';
/** `events`: until the first one has come. */
const calls = ['request', 'challenge', 'answer', 'events'] as const;
type Call = (typeof calls)[number];
/** Milliseconds. */
type Times = Record<Call, Record<Kind, number[]>>;

process.exitCode = await main().catch((problem: unknown) => {
  process.stderr.write(`${problem instanceof Error ? problem.message : String(problem)}\n`);
  return 1;
});

async function main(): Promise<number> {
  if (!Number.isInteger(requests) || requests < fewest)
    throw new Error(`Give the number of requests for each kind of name: ${fewest} or more.`);
  const settings = await settingsBeside();
  const stack = await startStack({ settings });
  const open = await openStack(stack.env);
  try {
    return await compare(stack, open);
  } finally {
    await open.close();
    await stack.stop();
    await rm(settings.dataDir, { recursive: true, force: true });
  }
}

async function compare(stack: Stack, open: OpenStack): Promise<number> {
  say(
    `${requests} requests for each kind of name; a difference is one with p < ${significant}. It takes ${Math.ceil((requests * 3.8) / 60)} minutes or so.\n`,
  );
  // What is compiled and cached by the first calls is nobody's secret.
  await measure(open, fewest, 0);
  const up = report('mail server up', await measure(open, requests, untilSent));
  await stack.kill('mail', 'SIGKILL');
  const down = report('mail server down', await measure(open, requests, 0));
  return up && down ? 0 : 1;
}

/** `apart`: in milliseconds, so that what one name sets going is not in the way of the next. */
async function measure(open: OpenStack, count: number, apart: number): Promise<Times> {
  const times = Object.fromEntries(calls.map((call) => [call, { known: [], unknown: [] }])) as unknown as Times;
  // A name of its own for each request: lanes and limits are the same for all.
  const known: string[] = [];
  for (let i = 0; i < count; i++) known.push(await newName(open));
  for (const name of known) {
    const pair: [Kind, string][] = [
      ['known', name],
      ['unknown', `u-${randomBytes(6).toString('hex')}`],
    ];
    if (randomInt(2) === 0) pair.reverse();
    for (const [kind, user] of pair) {
      await measureOne(open, user, (call, ms) => times[call][kind].push(ms));
      await pause(apart);
    }
  }
  return times;
}

/** Without a password: nobody signs in, and hashing so many would take longer than all the rest. */
async function newName({ mongo }: OpenStack): Promise<string> {
  const userName = `u-${randomBytes(6).toString('hex')}`;
  await mongo.userAdmin.upsertUser({
    ...{ personId: userName, userName, displayName: 'Test User', groups: [] },
    addresses: [{ kind: 'email', value: `${userName}@example.org`, verified: true }],
  });
  return userName;
}

/** As fast as somebody who wants to know would: each call as soon as the one before is answered. */
async function measureOne(open: OpenStack, user: string, tell: (call: Call, ms: number) => void): Promise<void> {
  const device = open.device();
  const timed = async <T>(call: Call, make: () => Promise<T>): Promise<T> => {
    const since = performance.now();
    const answer = await make();
    tell(call, performance.now() - since);
    return answer;
  };
  const post = async (call: Call, path: string, body: object, token?: string): Promise<unknown> => {
    const reply = await timed(call, () => device.send('POST', path, body, token === undefined ? {} : { token }));
    if (reply.status >= 300) throw new Error(`${call} answered ${reply.status}`);
    return reply.body;
  };
  const { context, token } = (await post('request', '/v1/resets', { user, resetMethodId: 'email-code' })) as Holding;
  const step = `/v1/resets/${context.id}/steps/email-code`;
  await post('challenge', `${step}/challenge`, {}, token);
  await post('answer', `${step}/answer`, { answer: { code: '00000000' } }, token);
  (await timed('events', () => EventStream.open(open, context.id, token))).close();
}

/** Whether no call shows a difference. */
function report(title: string, times: Times): boolean {
  say(`\n${title}\n  ${['call', 'known', 'unknown', 'z', 'p'].map((head) => head.padStart(12)).join('')}\n`);
  return calls
    .map((call) => {
      const { known, unknown } = times[call];
      const { z, p } = rankTest(known, unknown);
      const isAlike = p >= significant;
      const cells = [call, `${median(known)} ms`, `${median(unknown)} ms`, z.toFixed(2), p.toPrecision(2)];
      say(`  ${cells.map((cell) => cell.padStart(12)).join('')}${isAlike ? '' : '   DIFFERENT'}\n`);
      return isAlike;
    })
    .every(Boolean);
}

function median(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1);
}

function say(text: string): void {
  process.stdout.write(text);
}
