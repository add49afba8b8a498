// The order in which a component is looked for, and that one made at the same time by two is made once.
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { makeOnce } from '../../dev/components/cache.js';
import { type Component, describe as inWords, type Env, type Making, resolve } from '../../dev/components/component.js';

let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-component-'));
  await mkdir(join(folder, 'bin'));
  env = { REKEY_CACHE_DIR: join(folder, 'cache'), PATH: join(folder, 'bin') };
});

afterEach(() => rm(folder, { recursive: true }));

function making(origin: Making['origin'], make: (into: string, env: Env) => Promise<void> = write): Making {
  return { origin, form: origin, folder: `thing-${origin}`, entry: 'thing', says: `${origin} of the thing`, make };
}

const write = (into: string) => writeFile(join(into, 'thing'), 'made');
const fails = (reason: string) => async () => Promise.reject(new Error(reason));

function thing(makings: Making[], more: Partial<Component> = {}): Component {
  return {
    name: 'thing',
    title: 'thing',
    addressVariable: 'THING_ADDRESS',
    programs: [{ name: 'thing', form: 'program' }],
    makings,
    advice: 'Install a thing.',
    ...more,
  };
}

async function install(name: string, mode = 0o755): Promise<string> {
  const file = join(folder, 'bin', name);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, mode);
  return file;
}

describe('a component is looked for', () => {
  test('first at its address in the environment', async () => {
    await install('thing');
    const found = await resolve(thing([making('download')]), { ...env, THING_ADDRESS: '127.0.0.1:1' });
    expect(found).toMatchObject({ origin: 'environment', at: '127.0.0.1:1' });
  });

  test('then on the PATH', async () => {
    const program = await install('thing');
    const found = await resolve(thing([making('download')]), env);
    expect(found).toMatchObject({ origin: 'path', form: 'program', at: program });
  });

  test('where a file that cannot be run, or a program that is too old, does not count', async () => {
    await install('thing', 0o644);
    expect(await resolve(thing([making('build')]), env)).toMatchObject({ origin: 'build' });
    await install('thing');
    const picky = thing([making('build')], { usable: async () => false });
    expect(await resolve(picky, env)).toMatchObject({ origin: 'cache' });
  });

  test('then by download, by build only when that fails, and afterwards in the cache', async () => {
    const notes: string[] = [];
    const component = thing([making('download', fails('no way out')), making('build')]);
    const made = await resolve(component, env, (text) => notes.push(text));
    expect(made).toMatchObject({ origin: 'build', form: 'build' });
    expect(inWords(made)).toMatch(/^made in \d+\.\d s$/);
    expect(notes).toEqual(['download of the thing', 'build of the thing']);
    expect(await resolve(component, env)).toMatchObject({ origin: 'cache', form: 'build', at: made.at });
  });

  test('and when nothing works the error tells each reason and what to do', async () => {
    const component = thing([
      making('download', fails('no way out')),
      making('build', fails('"go" is not on the PATH.')),
    ]);
    const problem = await resolve(component, env).catch((error: unknown) => String(error));
    expect(problem).toContain('no way out');
    expect(problem).toContain('"go" is not on the PATH.');
    expect(problem).toContain('Install a thing.');
    expect(await readdir(join(folder, 'cache'))).toEqual([]);
  });
});

describe('what is made in the cache', () => {
  test('is made once when two want it at the same time', async () => {
    let times = 0;
    const slow = async (into: string) => {
      times += 1;
      await new Promise((done) => setTimeout(done, 300));
      await write(into);
    };
    const component = thing([making('build', slow)]);
    const both = await Promise.all([resolve(component, env), resolve(component, env)]);
    expect(both.map((found) => found.at)).toEqual([both[0].at, both[0].at]);
    expect(times).toBe(1);
  });

  test('does not appear before it is complete, and leaves nothing else behind', async () => {
    const target = join(folder, 'cache', 'whole');
    const seen: string[][] = [];
    await makeOnce(target, async (into) => {
      await write(into);
      seen.push(await readdir(join(folder, 'cache')));
    });
    expect(seen[0]).not.toContain('whole');
    expect(await readdir(join(folder, 'cache'))).toEqual(['whole']);
  });

  test('is made again after a maker died in the middle', async () => {
    const target = join(folder, 'cache', 'whole');
    await mkdir(`${target}.dead.draft`, { recursive: true });
    await makeOnce(target, write);
    expect(await readdir(join(folder, 'cache'))).toEqual(['whole']);
  });
});
