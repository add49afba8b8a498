// Starts child processes and ends exactly these: on request, when told to stop by a signal, and (through guard.mjs) also
// after a crash of this process. Each leads a process group of its own, so that Ctrl-C in a terminal reaches us alone and
// we can stop them in the right order.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import { basename, dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Env } from './components/component.js';

/** A process to start. */
export interface ProcessSpec {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly cwd: string;
  /** What it writes goes here. */
  readonly logFile: string;
  /** Throws as long as the process does not serve yet. */
  ready(): Promise<void>;
  readonly readyWithinMs: number;
  /** How long it may take to stop before it is killed. */
  readonly graceMs: number;
}

/** Told of a process that ended without having been asked to. */
export type OnLoss = (name: string, ending: string, logFile: string) => void;

interface Running {
  readonly spec: ProcessSpec;
  readonly child: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<string>;
  ending?: string;
  expected: boolean;
}

const guardScript = fileURLToPath(new URL('./guard.mjs', import.meta.url));
const logLimit = 5 * 1024 * 1024;
const pollMs = 100;

/** A set of child processes, in the order in which they were started. */
export class Processes {
  readonly #running = new Map<string, Running>();
  readonly #specs = new Map<string, ProcessSpec>();
  readonly #onLoss: OnLoss;
  #guard: ChildProcess | undefined;
  #stopping = false;

  constructor(onLoss: OnLoss = () => {}) {
    this.#onLoss = onLoss;
  }

  /** Starts a process and waits until it serves; if it doesn't, it is ended and the error shows the end of its log. */
  async start(spec: ProcessSpec): Promise<void> {
    if (this.#stopping) throw new Error(`${spec.name} was not started: the stack is stopping.`);
    if (this.#running.has(spec.name)) throw new Error(`${spec.name} runs already.`);
    const running = this.#spawn(spec);
    try {
      await untilReady(running);
    } catch (problem) {
      running.expected = true;
      await this.stop(spec.name);
      throw problem;
    }
  }

  /** Asks a process to stop, and kills it when it has not after its grace. One that doesn't run is no error. */
  async stop(name: string): Promise<void> {
    const running = this.#running.get(name);
    if (!running) return;
    running.expected = true;
    signalGroup(running.pid, 'SIGTERM');
    const inTime = await Promise.race([running.ended, sleep(running.spec.graceMs, undefined, { ref: false })]);
    if (inTime === undefined) signalGroup(running.pid, 'SIGKILL');
    await running.ended;
  }

  /** Sends a signal to a process and those it started; waits for its end where the signal has to bring that. */
  async kill(name: string, signal: NodeJS.Signals): Promise<void> {
    const running = this.#running.get(name);
    if (!running) throw new Error(`${name} does not run.`);
    running.expected = true;
    signalGroup(running.pid, signal);
    if (signal === 'SIGKILL') await running.ended;
  }

  /** Stops a process if it runs, and starts it again as before. */
  async restart(name: string): Promise<void> {
    const spec = this.#specs.get(name);
    if (!spec) throw new Error(`${name} was never started.`);
    await this.stop(name);
    await this.start(spec);
  }

  /** Stops all, the last started first: whoever uses another stops before it. */
  async stopAll(): Promise<void> {
    this.#stopping = true;
    for (const name of [...this.#running.keys()].reverse()) await this.stop(name);
    this.#guard?.stdin?.end();
  }

  /** The pid of each process that runs now. */
  pids(): Record<string, number> {
    return Object.fromEntries([...this.#running].map(([name, { pid }]) => [name, pid]));
  }

  #spawn(spec: ProcessSpec): Running {
    const log = openLog(spec.logFile);
    const child = spawn(spec.program, spec.args, {
      cwd: spec.cwd,
      env: spec.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    const pid = child.pid ?? 0;
    const ended = new Promise<string>((done) => {
      child.once('error', (problem) => done(`${spec.program} cannot be run: ${problem.message}`));
      child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`));
    });
    const running: Running = { spec, child, pid, ended, expected: false };
    this.#specs.set(spec.name, spec);
    this.#running.set(spec.name, running);
    if (pid) this.#tellGuard(`+${pid}`);
    void ended.then((ending) => this.#over(running, ending));
    return running;
  }

  #over(running: Running, ending: string): void {
    running.ending = ending;
    this.#running.delete(running.spec.name);
    // What it had started itself and left behind.
    signalGroup(running.pid, 'SIGKILL');
    if (running.pid) this.#tellGuard(`-${running.pid}`);
    if (!running.expected) this.#onLoss(running.spec.name, ending, running.spec.logFile);
  }

  #tellGuard(line: string): void {
    this.#guard ??= startGuard();
    this.#guard.stdin?.write(`${line}\n`);
  }
}

/** The watch kept for signals that end this process. */
export interface SignalWatch {
  /** Whether one came: then this process ends as soon as `stop` is through. */
  received(): boolean;
  forget(): void;
}

/** Calls `stop` once upon Ctrl-C, a hang-up or a polite kill, then exits as the signal would have. */
export function stopOnSignals(stop: () => Promise<void>): SignalWatch {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let received = false;
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => {
      // The second time someone has lost patience: the guard does the rest.
      if (received) process.exit(code);
      received = true;
      void stop().finally(() => process.exit(code));
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  return { received: () => received, forget: () => handlers.forEach((forget) => forget()) };
}

async function untilReady(running: Running): Promise<void> {
  const { spec } = running;
  const deadline = Date.now() + spec.readyWithinMs;
  let reason = '';
  while (Date.now() < deadline) {
    if (running.ending) throw new Error(`${spec.name} ended at once (${running.ending}).${endOfLog(spec.logFile)}`);
    try {
      await spec.ready();
      return;
    } catch (problem) {
      reason = problem instanceof Error ? problem.message : String(problem);
    }
    await sleep(pollMs);
  }
  throw new Error(
    `${spec.name} did not get ready in ${spec.readyWithinMs / 1000} s (${reason}).${endOfLog(spec.logFile)}`,
  );
}

function startGuard(): ChildProcess {
  const guard = spawn(process.execPath, [guardScript], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.stdin.on('error', () => undefined);
  // It is no reason for us to stay.
  guard.unref();
  (guard.stdin as Socket).unref();
  return guard;
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (pid === 0) return;
  try {
    process.kill(-pid, signal);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'ESRCH') throw problem;
  }
}

// Logs are added to, for the question "what happened yesterday?", and the one before is kept.
function openLog(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > logLimit) renameSync(file, join(dirname(file), `${basename(file)}.1`));
  return openSync(file, 'a', 0o600);
}

function endOfLog(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-15);
  return ` The end of ${relative(process.cwd(), file)}:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
