import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { addKey, openRings, RingError, ringNames, subkey } from '../../../adapters/keys/rings.js';
import { freshKeys, temporaryFolder } from './support.js';

const clock = { now: () => 0 };
const open = (dir: string, create = false) => openRings(dir, { create, clock });

describe('key rings', () => {
  it('are made where asked for, one file each, for their owner only', () => {
    const dir = join(temporaryFolder(), 'deep', 'keys');
    open(dir, true);
    expect(readdirSync(dir).sort()).toEqual(ringNames.map((name) => `${name}.json`).sort());
    for (const file of readdirSync(dir)) expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('hold 32 random bytes a key, no two the same', () => {
    const { dir } = freshKeys();
    const keys = ringNames.map(
      (name) => (JSON.parse(readFileSync(join(dir, `${name}.json`), 'utf8')) as [{ key: string }])[0].key,
    );
    expect(keys.map((key) => Buffer.from(key, 'base64url').length)).toEqual([32, 32, 32, 32]);
    expect(new Set(keys).size).toBe(4);
  });

  it('are left alone where they are', () => {
    const { dir, rings } = freshKeys();
    expect(open(dir, true).vault.newest().kid).toBe(rings.vault.newest().kid);
  });

  it('are not made unasked: the error names the file and the command', () => {
    const dir = temporaryFolder();
    expect(() => open(dir)).toThrow(RingError);
    expect(() => open(dir)).toThrow(`${dir}/vault.json is missing`);
    expect(() => open(dir)).toThrow('rekey keys init');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('are the same for processes that start at once', async () => {
    const dir = join(temporaryFolder(), 'keys');
    const script = fileURLToPath(new URL('./create-rings.ts', import.meta.url));
    const at = String(Date.now() + 3000);
    const start = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', script, dir, at], { env: { PATH: process.env.PATH } });
    const [first, second] = await Promise.all([start(), start()]);
    expect(first.stdout).toMatch(/^\S+ \S+ \S+ \S+\n$/);
    expect(second.stdout).toBe(first.stdout);
    expect(readdirSync(dir)).toHaveLength(4);
  });

  it('write with the newest key and read with all, in an open ring, too, within a second', () => {
    const { dir, clock, rings } = freshKeys();
    const old = rings.vault.newest();
    const kid = addKey(dir, 'vault', clock);
    clock.pass(999);
    expect(rings.vault.newest()).toBe(old);
    clock.pass(1);
    expect(rings.vault.newest().kid).toBe(kid);
    expect(rings.vault.get(old.kid)).toBe(old);
    expect(rings.vault.all().map((key) => key.kid)).toEqual([kid, old.kid]);
  });

  it('find a key at once that another process writes with already', () => {
    const { dir, clock, rings } = freshKeys();
    const kid = addKey(dir, 'vault', clock);
    expect(rings.vault.get(kid)?.kid).toBe(kid);
    expect(rings.vault.get('gone')).toBeUndefined();
  });

  it('forget a key that was taken out', () => {
    const { dir, clock, rings, rotate } = freshKeys();
    const old = rings.tokens.newest();
    const kid = rotate('tokens');
    const file = join(dir, 'tokens.json');
    const keys = JSON.parse(readFileSync(file, 'utf8')) as { kid: string }[];
    writeFileSync(file, JSON.stringify(keys.filter((key) => key.kid === kid)));
    clock.pass(1000);
    expect(rings.tokens.get(old.kid)).toBeUndefined();
  });

  it.each([0o640, 0o604, 0o660, 0o610])('are refused where others can use them (%o)', (mode) => {
    const { dir } = freshKeys();
    const file = join(dir, 'codec.json');
    chmodSync(file, mode);
    expect(() => open(dir)).toThrow(RingError);
    expect(() => open(dir)).toThrow(`0${mode.toString(8)}): chmod 600 ${file}`);
  });

  it('are refused while they run, and serve again once they are mended', () => {
    const { dir, clock, rings } = freshKeys();
    const file = join(dir, 'vault.json');
    const good = readFileSync(file, 'utf8');
    const { kid } = rings.vault.newest();
    const faults = [
      () => chmodSync(file, 0o644),
      () => (chmodSync(file, 0o600), writeFileSync(file, 'half of a fi')),
      () => rmSync(file),
    ];
    for (const spoil of faults) {
      spoil();
      clock.pass(1000);
      expect(() => rings.vault.newest()).toThrow(RingError);
      expect(() => rings.vault.newest()).toThrow(RingError);
    }
    writeFileSync(file, good, { mode: 0o600 });
    expect(rings.vault.newest().kid).toBe(kid);
  });

  const key = { kid: 'abcd', created: '2026-01-01T00:00:00Z', key: 'S'.repeat(43) };
  it.each([
    ['text that is not JSON', 'S'.repeat(43), 'ring'],
    ['no key', '[]', 'ring: must hold a key'],
    [
      'a short key',
      JSON.stringify([key, { ...key, kid: 'efgh', key: 'S'.repeat(42) }]),
      'ring.1.key: must be 32 bytes',
    ],
    ['a field that it does not know', JSON.stringify([{ ...key, old: true }]), 'ring.0'],
    ['a kid with a dot', JSON.stringify([{ ...key, kid: 'ab.cd' }]), 'ring.0.kid'],
    ['no date', JSON.stringify([{ ...key, created: 'today' }]), 'ring.0.created'],
    ['two keys of one kid', JSON.stringify([key, key]), 'ring: must not hold two keys of one kid'],
  ])('are refused with %s, without telling a key', (_, text, says) => {
    const { dir } = freshKeys();
    writeFileSync(join(dir, 'pepper.json'), text);
    const problem = problemOf(() => open(dir));
    expect(problem).toContain(`${dir}/pepper.json is not a key ring: ${says}`);
    expect(problem).not.toContain('SSSS');
  });

  it('say so where a file stands for a folder, or a folder for a file', () => {
    const file = join(temporaryFolder(), 'keys');
    writeFileSync(file, '');
    expect(() => open(file)).toThrow("can't be read (ENOTDIR)");
    const dir = temporaryFolder();
    mkdirSync(join(dir, 'vault.json'), { mode: 0o700 });
    expect(() => open(dir)).toThrow("can't be read (EISDIR)");
  });

  it('take one change at a time', () => {
    const { dir } = freshKeys();
    const lock = join(dir, 'vault.json.lock');
    writeFileSync(lock, '');
    expect(() => addKey(dir, 'vault', clock)).toThrow(`delete ${lock}`);
    rmSync(lock);
    addKey(dir, 'vault', clock);
    expect(open(dir).vault.all()).toHaveLength(2);
    expect(readdirSync(dir)).toHaveLength(4);
  });

  it('give another subkey for each use, and none of them to a log', () => {
    const { rings } = freshKeys();
    const key = rings.vault.newest();
    const [one, other] = [subkey(key, 'one'), subkey(key, 'other')];
    expect(one.export()).toHaveLength(32);
    expect(one.equals(other)).toBe(false);
    expect(subkey(key, 'one').equals(one)).toBe(true);
    const bytes = key.secret.export().toString('base64url');
    expect(inspect(key, { depth: 9 }) + JSON.stringify(key)).not.toContain(bytes);
  });
});

function problemOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return String(error);
  }
  throw new Error('no problem');
}
