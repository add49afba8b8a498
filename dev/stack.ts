// The whole of Rekey on this machine: infrastructure found, made and started, then our own processes, then all stopped.
import { mkdir } from 'node:fs/promises';
import { createRings } from '../adapters/keys/rings.js';
import { type Application, applications, asService } from './applications.js';
import { mail } from './components/mail.js';
import { mongo } from './components/mongo.js';
import { temporal } from './components/temporal.js';
import { isGiven, type Report, startMember } from './member.js';
import { leaveNote, removeNote, runningStack, type StackUrls, urlsOf } from './note.js';
import { type OnLoss, Processes, stopOnSignals } from './processes.js';
import type { Service } from './service.js';
import { checkPorts, environment, type Settings } from './settings.js';
import { settleWaits, writeCopies } from './waits.js';

/** How to start a stack. */
export interface StackOptions {
  readonly settings: Settings;
  /** The members to start, by name; all when not given. */
  readonly only?: readonly string[];
  /** Told of each step; the first calls, all `waiting`, name everything that will be started. */
  readonly report?: Report;
  /** Runs when the infrastructure serves, before our own processes start. */
  readonly prepare?: (env: Record<string, string>) => Promise<void>;
  /** Told when a process ends by itself. */
  readonly onLoss?: OnLoss;
  /** Other processes of ours than the usual ones. */
  readonly applications?: readonly Application[];
}

/** A running stack. */
export interface Stack {
  /** What to set in the environment of whoever uses it. */
  readonly env: Record<string, string>;
  readonly urls: StackUrls;
  /** The pid of each process that runs now. */
  readonly processes: Readonly<Record<string, number>>;
  /** Sends a signal to one process; after SIGKILL it is gone when this returns. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Starts one process again, stopping it first if it runs; it serves when this returns. */
  restart(name: string): Promise<void>;
  /** Stops one process as an operator would. */
  stopOne(name: string): Promise<void>;
  /** Stops all that was started, and nothing else. */
  stop(): Promise<void>;
}

const infrastructure: readonly Service[] = [temporal, mongo, mail];

/** Starts a stack. When it cannot be started, what was started already is stopped before this throws. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { settings, only } = options;
  const isWanted = (service: Service) => !only || only.includes(service.name);
  const basis = infrastructure.filter(isWanted);
  const ours = (options.applications ?? applications).map(asService).filter(isWanted);
  const env = environment(settings);
  // A part of a stack may run beside a whole one, on the same data.
  const isWhole = !only;
  if (isWhole && runningStack(settings.dataDir)) throw new Error(`A stack is running already on ${settings.dataDir}.`);
  await checkPortsOf([...basis, ...ours], settings);
  await mkdir(settings.dataDir, { recursive: true, mode: 0o700 });
  await writeCopies(settings);

  const processes = new Processes(options.onLoss);
  const end = async () => {
    await processes.stopAll();
    if (isWhole) removeNote(settings.dataDir);
  };
  const signals = stopOnSignals(end);
  const stop = () => end().finally(() => signals.forget());
  const report: Report = (progress) => {
    if (!signals.received()) options.report?.(progress);
  };
  const startAll = (services: readonly Service[]) =>
    Promise.all(services.map((service) => startMember(service, { settings, env, processes, report })));

  try {
    for (const { name, title } of [...basis, ...ours]) report({ name, title, state: 'waiting', text: '' });
    await startAll(basis);
    // Before the processes, which all refuse to start without them; rings that are there stay as they are.
    createRings(env.REKEY_KEYS_DIR ?? '', { now: Date.now });
    // A database that someone else runs keeps the plans that were published there.
    if (isWhole && !isGiven(mongo, settings)) await settleWaits(env);
    await options.prepare?.(env);
    await startAll(ours);
  } catch (problem) {
    // What was interrupted has not failed: this process is about to exit.
    if (signals.received()) return new Promise<never>(() => {});
    await stop();
    throw problem;
  }

  const urls = urlsOf(settings, env);
  if (isWhole) leaveNote(settings.dataDir, { pid: process.pid, processes: processes.pids(), env, urls });
  return {
    env,
    urls,
    get processes() {
      return processes.pids();
    },
    kill: (name, signal) => processes.kill(name, signal),
    restart: (name) => processes.restart(name),
    stopOne: (name) => processes.stop(name),
    stop,
  };
}

async function checkPortsOf(services: readonly Service[], settings: Settings): Promise<void> {
  const started = services.filter((service) => !isGiven(service, settings));
  await checkPorts(
    settings,
    started.flatMap((service) => service.ports),
  );
}
