/** `rekey methods …`: check method files, publish them, see what is published, write the editors' schema. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { loadFiles, loadMethods, type Loaded, type Method } from '../../activities/compile/load.js';
import { inOneLine } from '../../activities/compile/mistakes.js';
import { methodSchema } from '../../activities/compile/schema.js';
import type { AnyPart } from '../../activities/part.js';
import type { Plans } from '../../domain/ports.js';
import { changes } from '../changes.js';
import { causeOf, exitCodes, Failure } from '../failure.js';
import { counted, short, table, type Output } from '../output.js';
import type { Tool } from '../tool.js';

const folder = 'methods';
const schemaName = 'method.schema.json';

export function addMethods(program: Command, { registry, withStore, output: out }: Tool): void {
  const methods = program.command('methods').description('reset methods: check, publish, list');

  methods
    .command('check')
    .description('compile method files and tell every mistake as file:line:column; needs no server')
    .argument('[paths...]', 'files, or one folder', [folder])
    .action(async (paths: string[]) => {
      const { plans } = await loadAll(paths, registry, out);
      out.print(`${counted(plans.length, 'method')} without mistakes: ${plans.map((m) => m.plan.methodId).join(', ')}`);
    });

  methods
    .command('publish')
    .description('compile method files and make them current; resets under way keep the plan they began with')
    .argument('[paths...]', 'files, or one folder', [folder])
    .action(async (paths: string[]) => {
      const { plans } = await loadAll(paths, registry, out);
      await withStore(async (store) => {
        for (const method of plans) await publish(method, store.plans, out);
      });
    });

  methods
    .command('list')
    .description('list the published methods, and how the files here stand to them')
    .argument('[folder]', 'of method files', folder)
    .option('--json', 'as JSON: [{ id, title, published, file, state }]')
    .action(async (dir: string, { json }: { json?: true }) => {
      const loaded = await loadMethods(dir, registry);
      const rows = await withStore((store) => compare(loaded, store.plans));
      if (json) return out.print(JSON.stringify(rows, null, 2));
      const cells = rows.map(({ id, title, published, file, state }) => [
        id,
        short(published ?? '–'),
        short(file ?? '–'),
        state,
        title ?? '',
      ]);
      for (const line of table(['method', 'published', 'file', 'state', 'title'], cells)) out.print(line);
      for (const state of new Set(rows.map((row) => row.state)))
        if (state !== 'current') out.print(`${state}: ${states[state]}`);
    });

  methods
    .command('schema')
    .description('write the JSON Schema with which editors check method files')
    .argument('[file]', "where to; '-' is stdout", join(folder, schemaName))
    .action(async (file: string) => {
      const text = JSON.stringify(methodSchema(registry), null, 2);
      if (file === '-') return out.print(text);
      await writeFile(file, `${text}\n`).catch((error: unknown) => {
        throw new Failure(`${file} can't be written: ${causeOf(error)}`);
      });
      out.print(`Wrote ${file}.`);
    });
}

/** What the paths name, compiled; with a mistake anywhere nothing of it is used. */
async function loadAll(paths: readonly string[], registry: readonly AnyPart[], { complain }: Output): Promise<Loaded> {
  const [first, ...more] = paths;
  const isFolder = await stat(first!).then(
    (s) => s.isDirectory(),
    () => false,
  );
  if (isFolder && more.length > 0) throw new Failure('give files, or one folder', exitCodes.usage);
  const loaded = await (isFolder ? loadMethods(first!, registry) : loadFiles(paths, registry));
  for (const mistake of loaded.mistakes) complain(inOneLine(mistake));
  if (loaded.mistakes.length > 0) {
    const files = new Set(loaded.mistakes.map((m) => m.file)).size;
    throw new Failure(`${counted(loaded.mistakes.length, 'mistake')} in ${counted(files, 'file')}`, exitCodes.wrong);
  }
  return loaded;
}

async function publish({ plan, hash }: Method, plans: Plans, { print }: Output): Promise<void> {
  const before = await plans.current(plan.methodId);
  if (before?.hash === hash) return print(`${plan.methodId}: ${short(hash)} is current already`);
  await plans.publish({ plan, hash });
  print(`${plan.methodId}: ${before ? `${short(before.hash)} → ` : 'new, '}${short(hash)}`);
  if (before) for (const change of changes(before.plan, plan)) print(`  ${change}`);
}

/** How a method's file stands to what is published. */
const states = {
  current: 'the file is what is published',
  stale: 'the file is an earlier plan: rekey methods publish makes it current again',
  unpublished: 'the file is not published: rekey methods publish',
  revoked: 'the plan of the file was revoked: rekey methods publish allows it again',
  faulty: 'the file has mistakes: rekey methods check',
  'no file': 'published, but there is no file here',
} as const;
type State = keyof typeof states;

interface Row {
  id: string;
  title: string | null;
  /** Hashes. */
  published: string | null;
  file: string | null;
  state: State;
}

/** Every method that is published or has a file. */
async function compare({ plans: files, mistakes }: Loaded, plans: Plans): Promise<Row[]> {
  const published = new Map((await plans.list()).map((m) => [m.id, m]));
  const compiled = new Map(files.map((m) => [m.plan.methodId, m]));
  const faulty = new Set(
    mistakes
      .map((m) => basename(m.file))
      .filter((f) => f.endsWith('.yaml'))
      .map((f) => basename(f, '.yaml')),
  );
  const ids = [...new Set([...published.keys(), ...compiled.keys(), ...faulty])].sort();
  return Promise.all(
    ids.map(async (id): Promise<Row> => {
      const [current, file] = [published.get(id), compiled.get(id)];
      return {
        id,
        title: current?.title ?? file?.plan.title ?? null,
        published: current?.planHash ?? null,
        file: file?.hash ?? null,
        state: faulty.has(id) ? 'faulty' : await stateOf(current?.planHash, file, plans),
      };
    }),
  );
}

async function stateOf(current: string | undefined, file: Method | undefined, plans: Plans): Promise<State> {
  if (!file) return 'no file';
  if (current === file.hash) return 'current';
  const known = await plans.get(file.hash);
  if (!known) return 'unpublished';
  return known.revoked ? 'revoked' : 'stale';
}
