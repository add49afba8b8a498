// Child processes: started, restarted, and above all ended, however their parent ends; and nobody else's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isAlive } from '../../dev/note.js';
import { Processes } from '../../dev/processes.js';
import { sleeper } from './sleeper.js';

const parentScript = fileURLToPath(new URL('./parent.ts', import.meta.url));

let folder: string;
let processes: Processes;
let losses: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-processes-'));
  losses = [];
  processes = new Processes((name, ending) => losses.push(`${name}: ${ending}`));
});

afterEach(async () => {
  await processes.stopAll();
  await rm(folder, { recursive: true });
});

async function untilGone(pids: readonly number[], withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (pids.some(isAlive) && Date.now() < deadline) await new Promise((done) => setTimeout(done, 50));
  expect(pids.filter(isAlive)).toEqual([]);
}

function pidOf(name: string): number {
  const pid = processes.pids()[name];
  if (!pid) throw new Error(`${name} does not run`);
  return pid;
}

describe('a child process', () => {
  test('stops when asked, and is killed when it does not', async () => {
    await processes.start(sleeper('polite', folder));
    await processes.start(sleeper('stubborn', folder));
    const pids = [pidOf('polite'), pidOf('stubborn')];
    expect(pids.every(isAlive)).toBe(true);
    await processes.stopAll();
    expect(pids.filter(isAlive)).toEqual([]);
    expect(losses).toEqual([]);
  });

  test('that ends at once is an error that shows its log', async () => {
    await expect(processes.start(sleeper('broken', folder))).rejects.toThrow(/exit code 3[^]*the reason/);
    expect(processes.pids()).toEqual({});
  });

  test('that is no program is an error', async () => {
    const nothing = { ...sleeper('polite', folder), program: '/no/such/program' };
    await expect(processes.start(nothing)).rejects.toThrow('ENOENT');
  });

  test('can be killed and started again', async () => {
    await processes.start(sleeper('polite', folder));
    const first = pidOf('polite');
    await processes.kill('polite', 'SIGKILL');
    expect(isAlive(first)).toBe(false);
    await processes.restart('polite');
    expect(pidOf('polite')).not.toBe(first);
    expect(losses).toEqual([]);
  });

  test('that ends by itself is reported', async () => {
    await processes.start(sleeper('polite', folder));
    process.kill(pidOf('polite'), 'SIGKILL');
    await untilGone([pidOf('polite')], 2_000).catch(() => undefined);
    await new Promise((done) => setTimeout(done, 100));
    expect(losses).toEqual(['polite: signal SIGKILL']);
  });

  test('takes those with it that it started itself', async () => {
    await processes.start(sleeper('parent', folder));
    const log = await readFile(join(folder, 'logs', 'parent.log'), 'utf8');
    const grandchild = Number(/child (\d+)/.exec(log)?.[1]);
    expect(isAlive(grandchild)).toBe(true);
    await processes.kill('parent', 'SIGKILL');
    await untilGone([grandchild], 2_000);
  });
});

describe('when the parent ends, its children end and no other process does', () => {
  let bystander: ChildProcess;

  beforeEach(() => {
    bystander = spawn('sleep', ['600'], { stdio: 'ignore' });
  });

  afterEach(async () => {
    bystander.kill();
    await once(bystander, 'exit');
  });

  test.each([
    ['by SIGKILL', 'SIGKILL', []],
    ['by Ctrl-C', 'SIGINT', []],
    ['by a polite kill', 'SIGTERM', []],
    ['by a hang-up', 'SIGHUP', []],
    ['by a crash', undefined, ['throw']],
  ] as const)('%s', async (_how, signal, args) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    const parent = spawn(process.execPath, ['--import', 'tsx', parentScript, folder, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(parent, 'exit');
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { polite, stubborn } = JSON.parse(line.toString()) as Record<'polite' | 'stubborn', number>;
    expect([polite, stubborn].every(isAlive)).toBe(true);
    if (signal) parent.kill(signal);
    await ended;
    await untilGone([polite, stubborn], 8_000);
    expect(bystander.pid && isAlive(bystander.pid)).toBe(true);
  });
});
