// The stack around small processes of the test's own: they start, can be killed and restarted, and stop.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Application } from '../../dev/applications.js';
import type { Progress } from '../../dev/member.js';
import { leaveNote, runningStack } from '../../dev/note.js';
import { type Settings, temporarySettings } from '../../dev/settings.js';
import { type Stack, startStack } from '../../dev/stack.js';

// Answers 200 at /up, and otherwise with a variable of its environment.
const script = `
import { createServer } from 'node:http';
createServer((request, response) => response.end(process.env[request.url.slice(1)] ?? ''))
  .listen(Number(process.env.PORT), '127.0.0.1');
`;

let settings: Settings;
let stack: Stack | undefined;

beforeEach(async () => {
  settings = await temporarySettings();
  await writeFile(join(settings.dataDir, 'app.mjs'), script);
  await writeFile(join(settings.dataDir, 'broken.mjs'), 'throw new Error("the reason");');
});

afterEach(async () => {
  await stack?.stop();
  stack = undefined;
  await rm(settings.dataDir, { recursive: true });
});

function application(name: string, port: 'api' | 'idp', file = 'app.mjs'): Application {
  const env = ({ ports }: Settings) => ({ PORT: String(ports[port]) });
  const readyAt = { port, path: '/up' };
  return { name, title: name, file: join(settings.dataDir, file), ports: [port], readyAt, env };
}

async function start(applications: Application[], report: (progress: Progress) => void = () => {}): Promise<Stack> {
  const only = applications.map(({ name }) => name);
  stack = await startStack({ settings, applications, only, report });
  return stack;
}

async function ask(port: 'api' | 'idp', variable: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${settings.ports[port]}/${variable}`)).text();
}

describe('a stack', () => {
  test('starts what was asked for, tells it where everything is, and stops it', async () => {
    const running = await start([application('one', 'api'), application('two', 'idp')]);
    expect(Object.keys(running.processes).sort()).toEqual(['one', 'two']);
    expect(await ask('api', 'MONGODB_URI')).toBe(running.env.MONGODB_URI);
    expect(await ask('idp', 'REKEY_DATA_DIR')).toBe(settings.dataDir);
    await running.stop();
    expect(running.processes).toEqual({});
    await expect(ask('api', 'up')).rejects.toThrow();
  });

  test('reports each step of each member', async () => {
    const steps: string[] = [];
    await start([application('one', 'api')], ({ name, state }) => steps.push(`${name} ${state}`));
    expect(steps).toEqual(['one waiting', 'one working', 'one ready']);
  });

  test('lets one process be killed and started again', async () => {
    const running = await start([application('one', 'api'), application('two', 'idp')]);
    const before = running.processes;
    await running.kill('one', 'SIGKILL');
    await expect(ask('api', 'up')).rejects.toThrow();
    await running.restart('one');
    expect(await ask('api', 'REKEY_API_PORT')).toBe(String(settings.ports.api));
    expect(running.processes.one).not.toBe(before.one);
    expect(running.processes.two).toBe(before.two);
  });

  test('stops what it had started when a member does not come up, and shows why', async () => {
    const broken = start([application('one', 'api'), application('two', 'idp', 'broken.mjs')]);
    await expect(broken).rejects.toThrow(/two ended at once[^]*the reason/);
    await expect(ask('api', 'up')).rejects.toThrow();
  });

  test('does not start what the environment points at, but looks whether it is there', async () => {
    settings = {
      ...settings,
      env: { ...settings.env, MONGODB_URI: `mongodb://127.0.0.1:${settings.ports.mongo}/there` },
    };
    const starting = startStack({ settings, only: ['mongo'] });
    await expect(starting).rejects.toThrow('MongoDB does not answer where MONGODB_URI says.');
  });

  test('is found by others in its data folder while it runs', async () => {
    const { urls, env, processes } = await start([application('one', 'api')]);
    expect(runningStack(settings.dataDir)).toBeUndefined();
    leaveNote(settings.dataDir, { pid: process.pid, processes, env, urls });
    expect(runningStack(settings.dataDir)).toEqual({ pid: process.pid, processes, env, urls });
    await expect(startStack({ settings })).rejects.toThrow('is running already');
    await stack?.stop();
    expect(runningStack(settings.dataDir)).toBeUndefined();
  });
});
