/** The whole system in containers: it was never run where it was written, so it is held to what the processes really read, listen on and answer. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings as readApi } from '../../api/settings.js';
import { applications, nodeArgs } from '../../dev/applications.js';
import { environment, readSettings as readStack } from '../../dev/settings.js';
import { readSettings as readWorker } from '../../worker/settings.js';
import { keys as searchAttributes } from '../../workflows/attributes.js';
import {
  composeData,
  composeFile,
  environmentOf,
  faultsByTheSpecification,
  interpolate,
  root,
  textOf,
  variablesIn,
  type Service,
} from './compose.js';

const { services, networks, volumes } = composeFile();
const all = Object.entries(services);
const service = (name: string): Service => {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
const given = { TEMPORAL_POSTGRES_PASSWORD: 'p', MONGO_ROOT_PASSWORD: 'r', REKEY_MONGO_PASSWORD: 'm' };

/** What the image sets for all its processes. */
const imageEnvironment = Object.fromEntries(
  [...textOf('Dockerfile').matchAll(/^(?:ENV| {3}) (\w+)=(\S+)/gm)].map(([, name, value]) => [name, value]),
) as Record<string, string>;
const seenBy = (name: string): Record<string, string> => ({
  ...imageEnvironment,
  ...environmentOf(service(name), given),
});

/** Our processes but the identity provider, which is for development. */
const processes = applications.filter(({ name }) => name !== 'idp');
const stack = readStack({});

describe('docker-compose.yml', () => {
  it('is what the Compose Specification has, by its JSON Schema', () => {
    expect(faultsByTheSpecification(composeData())).toEqual([]);
    const misspelt = { services: { api: { image: 'rekey:0.1.0', helthcheck: {}, ports: 8080 } } };
    expect(faultsByTheSpecification(misspelt)).toHaveLength(2);
  });

  it.each(all)('gives %s an exact version', (_, { image }) => {
    expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+(\.\d+)?[\w.-]*$/);
  });

  it.each(all)('lets %s refer only to what there is', (_, { networks: used, volumes: mounted, depends_on: needed }) => {
    expect(Object.keys(networks)).toEqual(expect.arrayContaining(used));
    const sources = mounted.map((mount) => mount.split(':')[0] ?? '');
    const [files, named] = [sources.filter((s) => s.startsWith('.')), sources.filter((s) => !s.startsWith('.'))];
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(Object.keys(volumes)).toEqual(expect.arrayContaining(named));
    for (const [name, { condition }] of Object.entries(needed))
      expect(condition === 'service_healthy' ? service(name).healthcheck : service(name)).toBeDefined();
  });

  it('watches the health of everything that goes on running and can tell', () => {
    const watched = all.filter(([, { healthcheck }]) => healthcheck).map(([name]) => name);
    // The first two end by themselves; the UI is a page that nothing waits for.
    expect(Object.keys(services).filter((name) => !watched.includes(name))).toEqual([
      'cli',
      'temporal-setup',
      'temporal-ui',
    ]);
  });

  it('publishes ports on the loopback address only', () => {
    const published = all.flatMap(([, { ports }]) => ports);
    expect(published.length).toBeGreaterThan(0);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('has no password of its own: each must be given, or is empty where it is not', () => {
    const passwords = all.flatMap(([, { environment: env }]) =>
      Object.entries(env).filter(([name, value]) => /PASSWORD|PWD|SECRET|TOKEN/.test(name) || /\/\/[^/]*@/.test(value)),
    );
    expect(passwords.length).toBeGreaterThan(0);
    const own = passwords.filter(([, value]) => {
      try {
        return interpolate(value, {}) !== '';
      } catch {
        return false;
      }
    });
    expect(own).toEqual([]);
  });

  it('lists in deploy/env.example every variable that it takes, and no other', () => {
    const listed = [...textOf('deploy/env.example').matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...new Set(variablesIn(textOf('docker-compose.yml')))].sort());
  });

  it.each(all)('keeps %s from gaining privileges', (_, { security_opt: options }) => {
    expect(options).toContain('no-new-privileges:true');
  });
});

describe("Rekey's processes in containers", () => {
  it.each(processes)('run $name as the development stack does', ({ name, file }) => {
    expect(service(name).command).toEqual(['node', ...nodeArgs(file)]);
  });

  it.each(processes)('ask $name where the development stack asks', ({ name, readyAt }) => {
    expect(service(name).healthcheck?.test.join(' ')).toContain(
      `fetch('http://127.0.0.1:${stack.ports[readyAt.port]}${readyAt.path}')`,
    );
  });

  it('publish the ports that the development stack has', () => {
    const { api, codec, temporalUi, mailUi } = stack.ports;
    expect(service('api').ports).toEqual([`127.0.0.1:${api}:${readApi(seenBy('api')).port}`]);
    expect(service('codec').ports).toEqual([`127.0.0.1:${codec}:${codec}`]);
    expect(service('temporal-ui').ports).toEqual([
      `127.0.0.1:${temporalUi}:${service('temporal-ui').environment['TEMPORAL_UI_PORT']}`,
    ]);
    expect(service('mail').ports).toEqual([`127.0.0.1:${mailUi}:8025`]);
  });

  it.each([
    ['api', ['api', 'adapters/keys', 'adapters/oidc']],
    ['worker', ['worker', 'activities']],
    ['codec', ['dev/codec', 'adapters/keys']],
    ['cli', ['cli', 'activities']],
  ])('are told nothing that %s does not read', (name, folders) => {
    const code = folders.map(sourceIn).join('\n');
    const unread = Object.keys(service(name).environment).filter((variable) => !code.includes(variable));
    expect(unread).toEqual([]);
  });

  it.each(['api', 'worker'] as const)('tell %s where everything is that is elsewhere now', (name) => {
    const read = { api: readApi, worker: readWorker }[name];
    const settings = JSON.stringify(read(seenBy(name)), (key, value: unknown) =>
      // Not an address to connect to, but what mailed links begin with.
      /publicurl|public_url/i.test(key) ? undefined : value,
    );
    expect(settings).not.toMatch(/127\.0\.0\.1|localhost|\.rekey\//);
    const hosts = [...settings.matchAll(/(?:@|smtp:\/\/|")([a-z-]+):\d{4,5}/g)].map(([, host = '']) => host);
    expect(hosts).toEqual(expect.arrayContaining(['temporal', 'mongo']));
    for (const host of hosts) expect(sharedNetworks(name, host)).not.toEqual([]);
  });

  it('read one set of key rings, and only the command may write them', () => {
    const mount = `keys:${imageEnvironment['REKEY_KEYS_DIR']}`;
    for (const { name } of processes) expect(service(name).volumes).toContain(`${mount}:ro`);
    expect(service('cli').volumes).toContain(mount);
    expect(service('worker').volumes).toContain(
      `audit:${imageEnvironment['REKEY_AUDIT_CHECKPOINTS']?.replace(/\/[^/]*$/, '')}`,
    );
  });

  it.each(['api', 'worker', 'codec', 'cli'])('keep %s from writing to its image', (name) => {
    expect(service(name).read_only).toBe(true);
    expect(service(name).build).toBe('.');
  });

  it('let the codec server be asked by the UI, and reached by nobody else here', () => {
    const { REKEY_CODEC_ORIGINS } = environment(stack);
    expect(service('codec').environment['REKEY_CODEC_ORIGINS']).toBe(REKEY_CODEC_ORIGINS);
    expect(service('temporal-ui').environment['TEMPORAL_CODEC_ENDPOINT']).toBe(`http://127.0.0.1:${stack.ports.codec}`);
    const neighbours = all.filter(([name, { networks: used }]) => name !== 'codec' && used.includes('codec'));
    expect(neighbours).toEqual([]);
  });
});

describe('deploy/temporal-setup.sh', () => {
  it('registers the search attributes that the workflow sets', () => {
    const registered = [...textOf('deploy/temporal-setup.sh').matchAll(/--name (\w+) --type (\w+)/g)];
    expect(registered.map(([, name, type = '']) => [name, type.toUpperCase()]).sort()).toEqual(
      Object.values(searchAttributes)
        .map(({ name, type }) => [name, type])
        .sort(),
    );
  });
});

describe('the image', () => {
  it('does not run as root', () => {
    expect(textOf('Dockerfile').match(/^USER .*$/gm)).toEqual(['USER node']);
  });

  it('holds every folder that its processes start from', () => {
    const kept = [...textOf('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path = '']) => path);
    const started = [...processes.map(({ file }) => file), 'cli/rekey.mjs', 'methods/email-code.yaml'];
    expect(started.filter((file) => !kept.some((path) => path !== 'dev' && file.startsWith(`${path}/`)))).toEqual([]);
  });
});

function sourceIn(folder: string): string {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .join('\n');
}

/** Through these the one reaches the other. */
const sharedNetworks = (name: string, host: string): string[] =>
  service(name).networks.filter((network) => service(host).networks.includes(network));
