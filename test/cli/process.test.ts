/** The command as a process of its own, as `npx rekey` starts it: from any folder, with the real adapters. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import getPort from 'get-port';
import mongoose from 'mongoose';
import { registry } from '../../activities/registry.js';
import { mongoServer, type MongoServer } from '../adapters/conformance/mongo-world.js';

const command = resolve('cli/rekey.mjs');

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rekey-cli-'));
});
afterAll(() => rm(dir, { recursive: true }));

interface Ended {
  code: number | string;
  out: string;
  errors: string;
}
const rekey = (args: string[], env: Record<string, string> = {}): Promise<Ended> =>
  new Promise((done) => {
    const { NODE_OPTIONS: _, ...rest } = process.env;
    const options = { cwd: dir, env: { ...rest, REKEY_DATA_DIR: dir, ...env } };
    execFile(process.execPath, [command, ...args], options, (error, out, errors) =>
      done({ code: error ? (error.code ?? 'killed') : 0, out, errors }),
    );
  });

describe('rekey as a process', () => {
  it('runs from any folder', async () => {
    const { code, out, errors } = await rekey(['parts', '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(JSON.parse(out)).toHaveLength(registry.length);
  });

  it('complains in one line on stderr and by its exit code', async () => {
    expect(await rekey(['methods', 'check'])).toEqual({
      code: 1,
      out: '',
      errors: 'methods:1:1 there is no such file or folder\nrekey: 1 mistake in 1 file\n',
    });
  });

  it('says that keys are missing, that no database answers, that an address is none: without a stack or a password', async () => {
    const [list, keys] = [['methods', 'list'], join(dir, 'here')];
    const without = await rekey(list);
    expect(without).toMatchObject({ code: 3, out: '' });
    expect(without.errors).toMatch(/^rekey: The key ring .*vault\.json is missing.*\n$/);

    expect((await rekey(['keys', 'init'], { REKEY_KEYS_DIR: keys })).code).toBe(0);
    const port = await getPort({ host: '127.0.0.1' });
    const dead = { REKEY_KEYS_DIR: keys, MONGODB_URI: `mongodb://operator:hush@127.0.0.1:${port}/rekey` };
    expect(await rekey(list, dead)).toEqual({
      code: 3,
      out: '',
      errors: `rekey: MongoDB does not answer at 127.0.0.1:${port}: is it running, and is MONGODB_URI right?\n`,
    });
    const none = await rekey(list, { REKEY_KEYS_DIR: keys, MONGODB_URI: 'hush' });
    expect(none.code).toBe(3);
    expect(none.errors).toMatch(/^rekey: MONGODB_URI is not the address of a MongoDB: (?!.*hush).*\n$/);
  });
});

describe('rekey on a real database', () => {
  let server: MongoServer;
  let uri: URL;
  const env = (): Record<string, string> => ({ MONGODB_URI: uri.href, REKEY_KEYS_DIR: join(dir, 'real') });
  beforeAll(async () => {
    server = await mongoServer();
    uri = new URL(server.uri);
    uri.pathname = `/rekey-cli-${process.pid}`;
  });
  afterAll(async () => {
    const connection = await mongoose.createConnection(uri.href).asPromise();
    await connection.dropDatabase();
    await connection.close();
    await server.stop();
  });

  it('publishes the shipped methods, lists them, and finds the audit whole', async () => {
    const folder = resolve('methods');
    expect((await rekey(['keys', 'init'], env())).code).toBe(0);
    expect((await rekey(['methods', 'publish', folder], env())).out).toMatch(/^email-code: new, /m);
    const { out } = await rekey(['methods', 'list', folder, '--json'], env());
    const rows = JSON.parse(out) as { state: string }[];
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every(({ state }) => state === 'current')).toBe(true);
    expect(await rekey(['audit', 'verify'], env())).toEqual({
      code: 0,
      out: '0 chains, 0 records, 0 checkpoints: no faults\n',
      errors: '',
    });
  });
});
