/** The API's process: settings and adapters wired together. It starts without Temporal and MongoDB, says so on /readyz, and works as soon as they answer. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { keysFrom, type Keys } from '../adapters/keys/index.js';
import { metersOn, type Meters } from '../adapters/meters.js';
import { connectMongo, type Mongo } from '../adapters/mongo/index.js';
import { staffSignIn } from '../adapters/oidc/sign-in.js';
import { staffTokens } from '../adapters/oidc/staff.js';
import type { Clock } from '../domain/ports.js';
import { createApp } from './app.js';
import type { ApiPorts, Deps } from './deps.js';
import { gatewayOf } from './gateway.js';
import { internalApp } from './internal.js';
import { keptOnceGot, later } from './later.js';
import { metricsOf } from './metrics.js';
import { readSettings, type Settings } from './settings.js';
import { staffPaths, type StaffPages } from './sign-in.js';

/** How long calls may still take when the process is told to stop. */
const grace = 5_000;
/** A client that sends slower than this is cut off. */
const requestTimeout = 30_000;

/** Nobody waits longer for a probe. */
const probeDeadline = 2_000;

const log = pino({ name: 'api' });
const clock: Clock = { now: () => Date.now() };

/** The API reads the outbox's database and never sends a mail. */
const noMailing = {
  render: () => {
    throw new Error('the API sends no mail');
  },
  transport: { send: () => Promise.reject(new Error('the API sends no mail')) },
};

function mongoLater(
  { mongoUri, checkpoints, privilegedGroups }: Settings,
  { cipher, signer, keyed }: Keys,
  meters: Meters,
): () => Promise<Mongo> {
  return keptOnceGot(() =>
    connectMongo(mongoUri, {
      ...{ cipher, signer, keyed, clock, mailing: noMailing, checkpoints, privilegedGroups },
      ...meters,
    }),
  );
}

function portsOver(mongo: () => Promise<Mongo>, { keyed, tokens }: Keys): ApiPorts {
  return {
    clock,
    keyed,
    tokens,
    vault: later(async () => (await mongo()).vault),
    resets: later(async () => (await mongo()).resets),
    plans: later(async () => (await mongo()).plans),
    decisions: later(async () => (await mongo()).decisions),
    audit: later(async () => (await mongo()).audit),
    directory: later(async () => (await mongo()).directory),
    quotas: later(async () => (await mongo()).quotas),
  };
}

/** How staff sign in to the pages; where they can't, the log says why. */
function staffPagesFrom(
  { staffPages: wanted, oidc, publicUrl }: Settings,
  mongo: () => Promise<Mongo>,
): StaffPages | undefined {
  if (!wanted || !oidc) {
    log.info('no pages for staff: REKEY_OIDC_CLIENT_ID and REKEY_OIDC_CLIENT_SECRET are not set');
    return undefined;
  }
  const { idle, ...client } = wanted;
  const at = (path: string): string => new URL(path, publicUrl).href;
  const places = { callback: at(staffPaths.callback), signedOut: at(staffPaths.signedOut) };
  return {
    signIn: staffSignIn({ ...oidc, ...client, ...places, clock }),
    store: async () => (await mongo()).sessionStore(),
    idle,
    lasts: wanted.lasts,
  };
}

async function listen(handler: RequestListener, port: number, host: string): Promise<Server> {
  const server = createServer({ requestTimeout }, handler).listen(port, host);
  await once(server, 'listening');
  return server;
}

/** No new calls; those at work finish, streams are cut. */
async function close(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), grace);
  server.close();
  server.closeIdleConnections();
  await once(server, 'close');
  clearTimeout(cut);
}

async function run(settings: Settings): Promise<void> {
  const { temporal, oidc } = settings;
  const keys = keysFrom(settings.keysDir, { create: false, clock });
  const metrics = metricsOf();
  const mongo = mongoLater(settings, keys, metersOn(metrics.registry));
  const ports = portsOver(mongo, keys);
  const connection = Connection.lazy({ address: temporal.address });
  const client = new Client({ connection, namespace: temporal.namespace, dataConverter: keys.dataConverter });
  const probes: Deps['probes'] = {
    mongodb: async () => (await mongo()).ping(),
    temporal: () =>
      connection.withDeadline(Date.now() + probeDeadline, () =>
        connection.workflowService.describeNamespace({ namespace: temporal.namespace }),
      ),
  };
  const app = createApp({
    ports,
    gateway: gatewayOf({ client, taskQueue: temporal.taskQueue, keyed: keys.keyed, resets: ports.resets }),
    staff: oidc && staffTokens({ ...oidc, clock }),
    settings: settings.app,
    publicUrl: settings.publicUrl,
    staffPages: staffPagesFrom(settings, mongo),
    log,
    probes,
    seen: metrics.seen,
  });

  const servers = [
    await listen(app, settings.port, settings.host),
    await listen(internalApp(metrics.registry, probes), settings.internalPort, settings.host),
  ];
  log.info({ port: settings.port, internalPort: settings.internalPort }, 'listening');

  const stop = async (): Promise<void> => {
    await Promise.all(servers.map(close));
    await mongo().then(
      (m) => m.close(),
      () => undefined,
    );
    // Not by closing the connection to Temporal: a call that is still being retried would throw out of its timer.
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
}

try {
  await run(readSettings(process.env));
} catch (error) {
  // Settings, key rings and ports are the operator's to mend: their errors say what to do, and hold no secret.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
