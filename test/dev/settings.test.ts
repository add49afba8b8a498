// What the stack reads from the environment, and what it says about a port that is taken.
import { createServer, type Server } from 'node:net';
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import { checkPorts, environment, freePorts, readSettings, temporarySettings } from '../../dev/settings.js';
import { startStack } from '../../dev/stack.js';

let listening: Server | undefined;

afterEach(() => new Promise<void>((done) => (listening ? listening.close(() => done()) : done())));

function listen(port: number): Promise<void> {
  return new Promise((done) => {
    listening = createServer().listen(port, '127.0.0.1', done);
  });
}

describe('settings', () => {
  test('come from the environment', () => {
    const settings = readSettings({ REKEY_API_PORT: '9001', REKEY_DATA_DIR: '/data' });
    expect(settings.dataDir).toBe('/data');
    expect(settings.ports.api).toBe(9001);
    expect(settings.ports.temporal).toBe(7233);
  });

  test.each(['0', '70000', 'http', '80.5', '-1'])('name the variable whose port is %s', (text) => {
    expect(() => readSettings({ REKEY_MONGO_PORT: text })).toThrow('REKEY_MONGO_PORT');
  });

  test('default to ports that do not clash', () => {
    const ports = Object.values(readSettings({}).ports);
    expect(new Set(ports).size).toBe(ports.length);
  });

  test('for tests take free ports, and nothing of the own REKEY_ setup', async () => {
    const env = { REKEY_PUBLIC_URL: 'https://mine', REKEY_CACHE_DIR: '/cache', MONGODB_URI: 'mongodb://there' };
    const settings = await temporarySettings({}, env);
    await rm(settings.dataDir, { recursive: true });
    expect(settings.env).toEqual({ REKEY_CACHE_DIR: '/cache', MONGODB_URI: 'mongodb://there' });
    expect(new Set(Object.values(settings.ports)).size).toBe(Object.keys(settings.ports).length);
  });

  test('tell the processes where everything is, here or elsewhere', () => {
    const settings = readSettings({ REKEY_MONGO_PORT: '27018', TEMPORAL_ADDRESS: 'temporal:7233' });
    expect(environment(settings)).toMatchObject({
      TEMPORAL_ADDRESS: 'temporal:7233',
      MONGODB_URI: 'mongodb://127.0.0.1:27018/rekey',
      SMTP_URL: 'smtp://127.0.0.1:1025',
      REKEY_MAIL_UI_PORT: '1080',
    });
  });
});

describe('the client of the pages for staff', () => {
  test('is that of the development provider, which no other issuer knows', () => {
    const presets = { REKEY_OIDC_CLIENT_ID: 'rekey-pages', REKEY_OIDC_CLIENT_SECRET: expect.any(String) };
    expect(environment(readSettings({}))).toMatchObject(presets);
    const elsewhere = environment(readSettings({ REKEY_OIDC_ISSUER: 'https://issuer.example' }));
    expect(elsewhere).not.toHaveProperty('REKEY_OIDC_CLIENT_ID');
  });
});

describe('a port that is taken', () => {
  test('is named, with what wanted it and the variable that moves it', async () => {
    const ports = await freePorts();
    await listen(ports.temporalUi);
    const complaint = checkPorts({ dataDir: '/none', ports, env: {} }, ['temporal', 'temporalUi']);
    await expect(complaint).rejects.toThrow(
      `Port ${ports.temporalUi}, wanted for Temporal's UI, is taken: set REKEY_TEMPORAL_UI_PORT to another.`,
    );
  });

  test('is found when two want the same', async () => {
    const ports = { ...(await freePorts()), smtp: 2525, mailUi: 2525 };
    await expect(checkPorts({ dataDir: '/none', ports, env: {} }, ['smtp', 'mailUi'])).rejects.toThrow('wanted twice');
  });

  test('keeps the stack from starting anything', async () => {
    const settings = await temporarySettings();
    await rm(settings.dataDir, { recursive: true });
    await listen(settings.ports.mongo);
    const started: string[] = [];
    const starting = startStack({ settings, report: ({ name }) => started.push(name) });
    await expect(starting).rejects.toThrow('REKEY_MONGO_PORT');
    expect(started).toEqual([]);
  });
});
