// `npm start`, as whoever tries Rekey meets it: it says where everything is, Ctrl-C ends all of it, and the next start goes on with what was open.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, type Holding } from '../../dev/client.js';
import { Mailbox } from '../../dev/mailbox.js';
import { isAlive, runningStack, type StackNote } from '../../dev/note.js';
import { environment, type Settings } from '../../dev/settings.js';
import { until } from '../../dev/until.js';
import { settingsBeside } from '../support/e2e.js';

const longTest = 240_000;
/** The shell's convention: 128 and the number of the signal. */
const endedByCtrlC = 130;

/** `npm start` in a terminal. */
interface Terminal {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** All that it has written. */
  written: string;
}

let settings: Settings;
let terminal: Terminal | undefined;
beforeAll(async () => {
  // As it is started without any settings: nothing is cut short.
  settings = await settingsBeside({ REKEY_WAITS_AT_MOST: undefined });
});
afterAll(async () => {
  if (terminal && isRunning(terminal)) await pressed(terminal, 'SIGTERM');
  await rm(settings.dataDir, { recursive: true, force: true });
}, 60_000);

const isRunning = ({ child }: Terminal): boolean => child.exitCode === null && child.signalCode === null;

/** Waits until it says that all of it runs; answers with the note of it, too. */
async function start(): Promise<Terminal & { note: StackNote }> {
  const where = Object.entries(environment(settings)).filter(([name]) => /^REKEY_(\w+_PORT|DATA_DIR)$/.test(name));
  const child = spawn(process.execPath, ['--import', 'tsx', 'dev/main.ts'], {
    env: { ...settings.env, ...Object.fromEntries(where) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a terminal makes for each command.
    detached: true,
  });
  const started: Terminal = (terminal = { child, ended: once(child, 'exit'), written: '' });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (started.written += text.toString()));
  const isUp = async () => {
    if (!isRunning(started)) throw new Error(`It ended: ${started.written}`);
    return /Rekey is running\.[^]*Ctrl-C stops everything/.test(started.written);
  };
  await until('The table', isUp, 180_000);
  return Object.assign(started, { note: runningStack(settings.dataDir)! });
}

/** Ctrl-C reaches every process of the terminal's foreground group. */
async function pressed({ child, ended }: Terminal, signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
  process.kill(-child.pid!, signal);
  await ended;
}
async function stop(running: Terminal & { note: StackNote }): Promise<void> {
  await pressed(running);
  expect(running.child.exitCode).toBe(endedByCtrlC);
  const { pid, processes } = running.note;
  expect(Object.entries({ main: pid, ...processes }).filter(([, one]) => isAlive(one))).toEqual([]);
  expect(runningStack(settings.dataDir)).toBeUndefined();
}

describe('npm start', () => {
  const address = 'alice@example.org';
  let asked: Holding;
  const api = (): Api => new Api(`http://127.0.0.1:${settings.ports.api}`);

  it(
    'says where everything is and who there is, takes a reset, and is gone with all its processes after Ctrl-C',
    async () => {
      const running = await start();
      const { api: reset, mailUi, temporalUi, idp } = settings.ports;
      for (const port of [reset, mailUi, temporalUi, idp])
        expect(running.written).toContain(`http://127.0.0.1:${port}`);
      expect(running.written).toMatch(/Demo users: alice\b/);
      expect(Object.keys(running.note.processes).sort()).toEqual([
        'api',
        'codec',
        'idp',
        'mail',
        'mongo',
        'temporal',
        'worker',
      ]);

      asked = await api().request({ user: 'alice', resetMethodId: 'email-code' });
      await until('The mail', async () => (await new Mailbox(running.note.urls.mail!).to(address)).length > 0);
      await stop(running);
    },
    longTest,
  );

  it(
    'goes on where it was stopped: with the reset that was open, and the mails that were caught',
    async () => {
      const running = await start();
      const { context, token } = asked;
      expect(await api().look(context.id, token)).toMatchObject({ id: context.id, state: 'authenticating' });
      const code = await new Mailbox(running.note.urls.mail!).code(address);
      const answered = await api().answer(context.id, 'email-code', { code }, { token });
      expect(answered).toMatchObject({ passed: true, context: { state: 'authenticated' } });
      await stop(running);
    },
    longTest,
  );
});
