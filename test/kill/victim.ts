/** A process that is started to be killed. */
import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Arm, FromParent, ToParent } from './stops.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface VictimSpec {
  /** Its main, in this folder. */
  file: 'worker.ts' | 'api.ts';
  env: NodeJS.ProcessEnv;
  /** What it writes is added there. */
  logFile: string;
}

export class Victim {
  /** What each reset called, in the order of the calls. */
  readonly calls = new Map<string, string[]>();
  readonly held = new Set<string>();
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #ready: Promise<void>;
  #armed: () => void = () => undefined;
  #onHeld: () => void = () => undefined;

  constructor({ file, env, logFile }: VictimSpec) {
    const log = openSync(logFile, 'a', 0o600);
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), {
      cwd: root,
      execArgv: ['--import', 'tsx'],
      env,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.#ended = new Promise((done) => this.#child.once('exit', () => done()));
    this.#ready = new Promise((done, fail) => {
      this.#child.on('message', (message: ToParent) => this.#hear(message, done));
      this.#child.once('exit', (code) => fail(new Error(`${file} ended by itself (${code}); see ${logFile}`)));
      this.#child.once('error', fail);
    });
    // Whoever awaits it is told.
    this.#ready.catch(() => undefined);
  }

  ready(): Promise<void> {
    return this.#ready;
  }

  /** From its first call on each of these resets stops at its armed call. */
  async arm(arms: readonly Arm[]): Promise<void> {
    await this.#ready;
    await new Promise<void>((done) => {
      this.#armed = done;
      this.#child.send({ arms } satisfies FromParent);
    });
  }

  /** Until so many are held, or the first of them for so long. `each` is called for each. */
  async allHeld(resets: number, longest: number, each: () => void): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((done) => {
      this.#onHeld = () => {
        each();
        timer ??= setTimeout(done, longest);
        if (this.held.size === resets) done();
      };
    });
    clearTimeout(timer);
  }

  /** SIGKILL: no handler runs, nothing is finished or told. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #hear(message: ToParent, ready: () => void): void {
    if ('ready' in message) ready();
    else if ('armed' in message) this.#armed();
    else if ('held' in message) {
      this.held.add(message.held);
      this.#onHeld();
    } else this.calls.set(message.reset, [...(this.calls.get(message.reset) ?? []), message.called]);
  }
}
