/** Method files on disk: the shipped ones compile, and what can be wrong with a folder is told like any other mistake. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { compile } from '../../activities/compile.js';
import { loadFiles, loadMethods } from '../../activities/compile/load.js';
import { registry } from '../../activities/registry.js';
import { testParts } from '../support/parts.js';

const method = (id: string): string =>
  stringify({
    id,
    title: 'A method',
    authentication: { of: ['test-ask'] },
    source: 'test-entry',
    targets: ['test-target'],
  });

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rekey-methods-'));
});
afterEach(() => rm(dir, { recursive: true }));

const load = async (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  const { plans, mistakes } = await loadMethods(dir, testParts);
  return {
    ids: plans.map((p) => p.plan.methodId),
    mistakes: mistakes.map((m) => `${m.file.slice(dir.length)}:${m.line}:${m.column} ${m.path}: ${m.message}`),
  };
};

describe('the shipped methods', () => {
  it('all compile with the shipped parts', async () => {
    const { plans, mistakes } = await loadMethods('methods', registry);
    expect(mistakes).toEqual([]);
    const files = (await readdir('methods')).filter((name) => name.endsWith('.yaml')).sort();
    expect(plans.map((p) => `${p.plan.methodId}.yaml`)).toEqual(files);
  });

  it('let no privileged account be reset on the word of a mail alone', async () => {
    const { plans } = await loadMethods('methods', registry);
    const byStrangers = plans.filter(({ plan }) => plan.request.by.includes('self'));
    expect(byStrangers.map(({ plan }) => plan.request.subjects.notIn)).toEqual(byStrangers.map(() => ['privileged']));
  });
});

describe('a folder of methods', () => {
  it('is read by file name, and only what is named *.yaml', async () => {
    expect(await load({ 'b.yaml': method('b'), 'a.yaml': method('a'), 'notes.md': '# x' })).toEqual({
      ids: ['a', 'b'],
      mistakes: [],
    });
  });

  it('gives what compiles beside the mistakes of what does not', async () => {
    expect(await load({ 'a.yaml': method('a'), 'b.yaml': method('c'), 'c.yaml': 'id: [' })).toEqual({
      ids: ['a'],
      mistakes: [
        "/b.yaml:1:5 id: must be the file's name, b",
        expect.stringContaining('/c.yaml:1:6 : not YAML: Flow sequence') as unknown as string,
      ],
    });
  });

  it('tells of files that would be passed over in silence', async () => {
    expect(await load({ 'a.yaml': method('a'), 'b.yml': method('b') })).toEqual({
      ids: ['a'],
      mistakes: ['/b.yml:1:1 : is not read: methods are named *.yaml'],
    });
  });

  it('that is empty, missing or none is a mistake', async () => {
    expect((await load({})).mistakes).toEqual([':1:1 : no methods (*.yaml) in this folder']);
    expect((await loadMethods(join(dir, 'gone'), testParts)).mistakes[0]?.message).toBe(
      'there is no such file or folder',
    );
    await writeFile(join(dir, 'file'), '');
    expect((await loadMethods(join(dir, 'file'), testParts)).mistakes[0]?.message).toBe('is a file, not a folder');
  });
});

describe('single files', () => {
  it('can be missing, folders, or far too large', async () => {
    await mkdir(join(dir, 'folder.yaml'));
    await writeFile(join(dir, 'large.yaml'), Buffer.alloc(5_000_000, '#'));
    const files = ['gone.yaml', 'folder.yaml', 'large.yaml'].map((name) => join(dir, name));
    expect((await loadFiles(files, testParts)).mistakes.map((m) => m.message)).toEqual([
      'there is no such file or folder',
      'is a folder, not a file',
      'the file has 5000000 bytes: a method has 32768 at most',
    ]);
  });

  it('are not the same method twice', async () => {
    await mkdir(join(dir, 'sub'));
    const [here, there] = [join(dir, 'a.yaml'), join(dir, 'sub', 'a.yaml')];
    for (const file of [here, there]) await writeFile(file, method('a'));
    const { plans, mistakes } = await loadFiles([here, there], testParts);
    expect(plans).toHaveLength(1);
    expect(mistakes).toEqual([{ file: there, line: 1, column: 1, path: '', message: `${here} is method 'a' already` }]);
  });
});

describe('any text at all', () => {
  const good = method('a');
  const mangled = fc
    .tuple(fc.nat(good.length), fc.nat(12), fc.string({ unit: 'binary', maxLength: 12 }))
    .map(([at, cut, put]) => good.slice(0, at) + put + good.slice(at + cut));

  it('becomes a plan or a list of mistakes with places, never an error', () => {
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string({ unit: 'binary' })), (text) => {
        const result = compile('a.yaml', text, testParts);
        if (!('mistakes' in result)) return;
        expect(result.mistakes.length).toBeGreaterThan(0);
        for (const m of result.mistakes) expect(Math.min(m.line, m.column)).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
