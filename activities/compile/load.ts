/** Reads and compiles method files. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Plan } from '../../domain/plan.js';
import type { AnyPart } from '../part.js';
import { compile } from '../compile.js';
import { mostBytes } from './document.js';
import type { Mistake } from './mistakes.js';

export interface Method {
  file: string;
  plan: Plan;
  hash: string;
}
/** What compiled, by file name, and every mistake in what did not. */
export interface Loaded {
  plans: Method[];
  mistakes: Mistake[];
}

const extension = '.yaml';

/** All `*.yaml` in a folder. A method's id is its file's name. A folder that can't be read, or holds none, is a mistake, too. */
export async function loadMethods(dir: string, registry: readonly AnyPart[]): Promise<Loaded> {
  let names: string[];
  try {
    names = (await readdir(dir)).sort();
  } catch (error) {
    return { plans: [], mistakes: [unreadable(dir, error)] };
  }
  const files = names.filter((name) => extname(name) === extension).map((name) => join(dir, name));
  const loaded = await loadFiles(files, registry);
  const misnamed = names
    .filter((name) => extname(name) === '.yml')
    .map((name) => whole(join(dir, name), `is not read: methods are named *${extension}`));
  const empty = files.length === 0 ? [whole(dir, `no methods (*${extension}) in this folder`)] : [];
  return { plans: loaded.plans, mistakes: [...loaded.mistakes, ...misnamed, ...empty] };
}

/** Single files, of one folder or several: an id that stands twice is a mistake. */
export async function loadFiles(files: readonly string[], registry: readonly AnyPart[]): Promise<Loaded> {
  const loaded: Loaded = { plans: [], mistakes: [] };
  const seen = new Map<string, string>();
  for (const file of files) {
    const id = basename(file, extension);
    const twin = seen.get(id);
    if (twin !== undefined) loaded.mistakes.push(whole(file, `${twin} is method '${id}' already`));
    seen.set(id, twin ?? file);
    const result = await loadFile(file, id, registry);
    if ('mistakes' in result) loaded.mistakes.push(...result.mistakes);
    else if (twin === undefined) loaded.plans.push({ file, ...result });
  }
  return loaded;
}

async function loadFile(file: string, id: string, registry: readonly AnyPart[]): Promise<ReturnType<typeof compile>> {
  try {
    const { size } = await stat(file);
    // Not even read: it may be anything.
    if (size > mostBytes)
      return { mistakes: [whole(file, `the file has ${size} bytes: a method has ${mostBytes} at most`)] };
    return compile(file, await readFile(file, 'utf8'), registry, id);
  } catch (error) {
    return { mistakes: [unreadable(file, error)] };
  }
}

const whole = (file: string, message: string): Mistake => ({ file, line: 1, column: 1, path: '', message });

const causes: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'may not be read: permission denied',
  EISDIR: 'is a folder, not a file',
  ENOTDIR: 'is a file, not a folder',
};
function unreadable(file: string, error: unknown): Mistake {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return whole(file, causes[code] ?? `can't be read (${code})`);
}
