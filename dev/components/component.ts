// How a part of the embedded stack is found or made, always in this order: its address in the environment, a program on
// the PATH, what an earlier run left in the cache folder, the usual download, a build from a package registry.
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { cacheFolder, makeOnce } from './cache.js';

/** An environment to look things up in. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where a component came from. */
type Origin = 'environment' | 'path' | 'cache' | 'download' | 'build';

/** What was found or made. */
export interface Found {
  readonly origin: Origin;
  /** Which of the component's forms it is (`binary`, `java`, …): how it has to be started. */
  readonly form: string;
  /** The address, the program or the file. */
  readonly at: string;
  readonly tookMs: number;
}

/** A way to make a component in the cache folder. */
export interface Making {
  readonly origin: 'download' | 'build';
  readonly form: string;
  /** The folder's name in the cache; it carries the version, so a new version is a new folder. */
  readonly folder: string;
  /** The file in that folder to use. */
  readonly entry: string;
  /** What takes long, for the terminal: "building the Temporal CLI with go (about 4 minutes, once)". */
  readonly says: string;
  /** Fills the folder. `env` says where programs are looked for. */
  make(into: string, env: Env): Promise<void>;
}

/** One part of the stack: where it may be found and how it can be made. */
export interface Component {
  readonly name: string;
  readonly title: string;
  /** The environment variable that points at one that runs (or lies) elsewhere. */
  readonly addressVariable?: string;
  /** Programs that do, by their names on the PATH. */
  readonly programs: readonly { readonly name: string; readonly form: string }[];
  /** Says whether a program on the PATH can do what we need. */
  usable?(program: string): Promise<boolean>;
  readonly makings: readonly Making[];
  /** What someone can do who has none of all these: ends the error. */
  readonly advice: string;
}

/** Told, in plain words, of what takes long. */
export type Note = (text: string) => void;

/** Finds a component or makes it; the error names every way that was tried and what would help. */
export async function resolve(component: Component, env: Env = process.env, note: Note = () => {}): Promise<Found> {
  const since = Date.now();
  const found = (origin: Origin, form: string, at: string): Found => ({ origin, form, at, tookMs: Date.now() - since });

  const address = component.addressVariable && env[component.addressVariable];
  if (address) return found('environment', 'address', address);

  for (const program of component.programs) {
    const at = await which(program.name, env);
    if (at && (await isUsable(component, at))) return found('path', program.form, at);
  }

  for (const making of component.makings) {
    const at = placeOf(making, env);
    if (await exists(at)) return found('cache', making.form, at);
  }

  const failures: string[] = [];
  for (const making of component.makings) {
    note(making.says);
    try {
      await makeOnce(join(cacheFolder(env), making.folder), (into) => making.make(into, env));
      return found(making.origin, making.form, placeOf(making, env));
    } catch (problem) {
      failures.push(`  ${making.origin}: ${firstLines(problem)}`);
    }
  }
  throw new Error([`There is no ${component.title} here.`, ...failures, `  ${component.advice}`].join('\n'));
}

const wordsFor: Record<Origin, (found: Found) => string> = {
  environment: (found) => `given: ${found.at}`,
  path: (found) => `on the PATH: ${found.at}`,
  cache: () => 'from the cache folder',
  download: (found) => `downloaded in ${seconds(found.tookMs)}`,
  build: (found) => `made in ${seconds(found.tookMs)}`,
};

/** Says in a few words where a component came from, and how long that took. */
export function describe(found: Found): string {
  return wordsFor[found.origin](found);
}

/** The program's full path, if an executable of that name is on the PATH; a path stands for itself. */
export async function which(name: string, env: Env = process.env): Promise<string | undefined> {
  if (isAbsolute(name)) return (await isProgram(name)) ? name : undefined;
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const candidate = join(folder, name);
    if (folder && (await isProgram(candidate))) return candidate;
  }
  return undefined;
}

function placeOf(making: Making, env: Env): string {
  return join(cacheFolder(env), making.folder, making.entry);
}

async function isUsable(component: Component, program: string): Promise<boolean> {
  if (!component.usable) return true;
  return component.usable(program).catch(() => false);
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function firstLines(problem: unknown): string {
  const text = problem instanceof Error ? problem.message : String(problem);
  return text.trim().split('\n').slice(0, 6).join('\n    ');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
