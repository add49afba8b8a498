// What the embedded stack can be told from outside, and what it tells the processes it starts.
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import getPort, { portNumbers } from 'get-port';
import type { Env } from './components/component.js';
import { staffClient } from './idp/clients.js';

/** Every port the stack listens on, all on 127.0.0.1: the variable that moves it, and where it is otherwise. */
const portTable = {
  api: { variable: 'REKEY_API_PORT', preset: 8080, of: 'the API' },
  apiInternal: { variable: 'REKEY_API_INTERNAL_PORT', preset: 9464, of: "the API's metrics" },
  workerInternal: { variable: 'REKEY_WORKER_INTERNAL_PORT', preset: 9465, of: "the worker's metrics" },
  idp: { variable: 'REKEY_IDP_PORT', preset: 8090, of: 'the identity provider' },
  codec: { variable: 'REKEY_CODEC_PORT', preset: 8234, of: 'the codec server' },
  temporal: { variable: 'REKEY_TEMPORAL_PORT', preset: 7233, of: 'Temporal' },
  temporalUi: { variable: 'REKEY_TEMPORAL_UI_PORT', preset: 8233, of: "Temporal's UI" },
  mongo: { variable: 'REKEY_MONGO_PORT', preset: 27017, of: 'MongoDB' },
  smtp: { variable: 'REKEY_SMTP_PORT', preset: 1025, of: 'the mail catcher (SMTP)' },
  mailUi: { variable: 'REKEY_MAIL_UI_PORT', preset: 1080, of: "the mail catcher's page" },
} as const;

/** The name of a port in `portTable`. */
export type PortName = keyof typeof portTable;

/** A port for each name. */
export type Ports = Readonly<Record<PortName, number>>;

/** How one stack is set up. */
export interface Settings {
  /** Holds all that lasts: Temporal's and MongoDB's data, keys, mails, logs. */
  readonly dataDir: string;
  readonly ports: Ports;
  /** The environment that the settings were read from; the processes inherit it. */
  readonly env: Env;
}

const portNames = Object.keys(portTable) as PortName[];
const loopback = '127.0.0.1';

/** Reads the settings of `npm start` from the environment; a port that is no port is an error. */
export function readSettings(env: Env = process.env): Settings {
  return { dataDir: resolve(env.REKEY_DATA_DIR || '.rekey'), ports: portsBy((name) => readPort(name, env)), env };
}

/** Settings for a stack beside all others: free ports, a new temporary folder, nothing of the caller's own REKEY_ setup, and no way to real phones. */
export async function temporarySettings(extra: Env = {}, env: Env = process.env): Promise<Settings> {
  const kept = Object.entries(env).filter(([name]) => !/^(REKEY|TWILIO)_/.test(name) || shared.has(name));
  return {
    dataDir: await mkdtemp(join(tmpdir(), 'rekey-')),
    ports: await freePorts(),
    env: { ...Object.fromEntries(kept), ...extra },
  };
}

const shared: ReadonlySet<string> = new Set(['REKEY_CACHE_DIR', 'REKEY_TEST_SERVER']);

/** A free port for everything the stack listens on. */
export async function freePorts(): Promise<Ports> {
  // Below the ephemeral range, or a connection that goes out meanwhile could take one; begun at random, so that two
  // runs at once rarely meet.
  const start = 15_000 + Math.floor(Math.random() * 16_000);
  const ports: number[] = [];
  for (const _ of portNames)
    ports.push(await getPort({ port: portNumbers(start, 32_000), host: loopback, reserve: true }));
  return portsBy((_, index) => ports[index] ?? 0);
}

/** The variables that tell the stack's processes, and whoever uses the stack, where everything is. */
export function environment(settings: Settings): Record<string, string> {
  const { env, dataDir, ports } = settings;
  const http = (name: PortName) => `http://${loopback}:${ports[name]}`;
  const presets = {
    TEMPORAL_ADDRESS: `${loopback}:${ports.temporal}`,
    TEMPORAL_NAMESPACE: 'default',
    MONGODB_URI: `mongodb://${loopback}:${ports.mongo}/rekey`,
    SMTP_URL: `smtp://${loopback}:${ports.smtp}`,
    REKEY_PUBLIC_URL: http('api'),
    REKEY_OIDC_ISSUER: http('idp'),
    REKEY_OIDC_AUDIENCE: 'rekey',
    // Another issuer knows none of this client.
    ...(!env.REKEY_OIDC_ISSUER && {
      REKEY_OIDC_CLIENT_ID: staffClient.clientId,
      REKEY_OIDC_CLIENT_SECRET: staffClient.clientSecret,
    }),
    // The development provider's people are the directory's.
    REKEY_PERSON_CLAIM: 'person_id',
    REKEY_KEYS_DIR: join(dataDir, 'keys'),
    REKEY_AUDIT_CHECKPOINTS: join(dataDir, 'audit-checkpoints.log'),
    // The stack is reached from this machine alone; tests stand for clients elsewhere with X-Forwarded-For.
    REKEY_TRUSTED_PROXIES: 'loopback',
    REKEY_CODEC_ORIGINS: [http('temporalUi'), `http://localhost:${ports.temporalUi}`].join(','),
  };
  const asGiven = Object.entries(presets).map(([name, preset]) => [name, env[name] || preset]);
  const portVariables = portNames.map((name) => [portTable[name].variable, String(ports[name])]);
  const told = Object.fromEntries([...asGiven, ...portVariables]) as Record<string, string>;
  return { ...told, ...waitsIn(settings), REKEY_DATA_DIR: dataDir };
}

/** Where delays are cut short (an ISO 8601 duration; unset, they last as long as methods say), processes are to take the copies of the methods. */
const waitsIn = ({ env, dataDir }: Settings): Record<string, string> =>
  env.REKEY_WAITS_AT_MOST ? { REKEY_WAITS_AT_MOST: env.REKEY_WAITS_AT_MOST, REKEY_METHODS_DIR: copiesIn(dataDir) } : {};
/** The folder of such copies. */
export const copiesIn = (dataDir: string): string => join(dataDir, 'methods');

/** Throws, naming each port that is taken, what wanted it and how to move that. */
export async function checkPorts(settings: Settings, wanted: readonly PortName[]): Promise<void> {
  const seen = new Map<number, PortName>();
  const complaints: string[] = [];
  for (const name of wanted) {
    const port = settings.ports[name];
    const { variable, of } = portTable[name];
    const twin = seen.get(port);
    seen.set(port, name);
    if (twin)
      complaints.push(`Port ${port} is wanted twice, for ${portTable[twin].of} and ${of}: set ${variable} to another.`);
    else if (!(await isFree(port)))
      complaints.push(`Port ${port}, wanted for ${of}, is taken: set ${variable} to another.`);
  }
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

function portsBy(port: (name: PortName, index: number) => number): Ports {
  return Object.fromEntries(portNames.map((name, index) => [name, port(name, index)])) as Ports;
}

function readPort(name: PortName, env: Env): number {
  const { variable, preset } = portTable[name];
  const text = env[variable];
  if (!text) return preset;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable} is "${text}", which is no port: give a number from 1 to 65535.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => done(true)));
  });
}
