// Brings up one member of the stack: looks at the one that is given, or finds, makes and starts its own.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, resolve } from './components/component.js';
import type { Processes } from './processes.js';
import type { Service } from './service.js';
import type { Settings } from './settings.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What happens to a member of the stack while it starts. */
export interface Progress {
  readonly name: string;
  readonly title: string;
  readonly state: 'waiting' | 'working' | 'ready' | 'failed';
  readonly text: string;
}

/** Told of each step. */
export type Report = (progress: Progress) => void;

/** What the members of one stack share. */
export interface Surroundings {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string>>;
  readonly processes: Processes;
  readonly report: Report;
}

/** Says whether a member runs elsewhere, so that none is started. */
export function isGiven(service: Service, { env }: Settings): boolean {
  return service.givenBy !== undefined && Boolean(env[service.givenBy]);
}

/** Brings up one member, reporting each step; it serves when this returns. */
export async function startMember(service: Service, around: Surroundings): Promise<void> {
  const { name, title } = service;
  const report = (state: Progress['state'], text: string) => around.report({ name, title, state, text });
  const working = (text: string) => report('working', text);
  try {
    const bring = isGiven(service, around.settings) ? lookAtGiven : launch;
    report('ready', await bring(service, around, working));
  } catch (problem) {
    report('failed', problem instanceof Error ? problem.message : String(problem));
    throw problem;
  }
}

type Bring = (service: Service, around: Surroundings, working: (text: string) => void) => Promise<string>;

const lookAtGiven: Bring = async (service, { settings, env }, working) => {
  const variable = service.givenBy ?? '';
  working(`looking at ${variable}`);
  try {
    await service.ready(settings, env);
  } catch (problem) {
    throw new Error(`${service.title} does not answer where ${variable} says.`, { cause: problem });
  }
  await service.fits?.(env);
  return `given by ${variable}`;
};

const launch: Bring = async (service, { settings, env, processes }, working) => {
  const { name, component } = service;
  const found = component && (await resolve(component, settings.env, working));
  working('starting');
  const since = Date.now();
  const { program, args, env: own } = service.launch(settings, env, found);
  await processes.start({
    name,
    program,
    args,
    env: { ...settings.env, ...env, ...own },
    cwd: root,
    logFile: join(settings.dataDir, 'logs', `${name}.log`),
    ready: () => service.ready(settings, env),
    readyWithinMs: service.readyWithinMs ?? 60_000,
    graceMs: service.graceMs ?? 5_000,
  });
  await service.onceReady?.(env);
  const up = `up in ${((Date.now() - since) / 1000).toFixed(1)} s`;
  return found ? `${describe(found)}, ${up}` : up;
};
