// Tools that make components: run to their end, and clear about what is missing or went wrong.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { command } from '../../dev/components/command.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rekey-command-'));
  await writeFile(join(folder, 'tool'), `#!${process.execPath}\nconsole.log('said', process.argv[2]);`);
  await writeFile(join(folder, 'broken'), `#!${process.execPath}\nconsole.error('the reason'); process.exit(2);`);
  for (const name of ['tool', 'broken']) await chmod(join(folder, name), 0o755);
});

afterEach(() => rm(folder, { recursive: true }));

const options = () => ({ env: { PATH: folder }, ifMissing: 'Install it.' });

test('a tool is found on the PATH, or at its own path, and its output is the answer', async () => {
  expect(await command('tool', ['hello'], options())).toBe('said hello\n');
  expect(await command(join(folder, 'tool'), ['there'], { ...options(), env: {} })).toBe('said there\n');
});

test('a tool that is missing is an error that says what to do', async () => {
  await expect(command('mvn', [], options())).rejects.toThrow('"mvn" is not on the PATH. Install it.');
});

test('a tool that fails is an error with what it said', async () => {
  await expect(command('broken', ['x'], options())).rejects.toThrow('"broken x" ended with 2: the reason');
});

test('a tool that hangs is ended', async () => {
  await writeFile(join(folder, 'tool'), `#!${process.execPath}\nsetInterval(() => {}, 1000);`);
  await expect(command('tool', [], { ...options(), timeoutMs: 300 })).rejects.toThrow('SIGKILL');
});
