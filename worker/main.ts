/** The worker's process: adapters + activities + the workflow's bundle → a Temporal worker; besides it the sweep, the audit's checkpoints and an internal port. */
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { loadMethods } from '../activities/compile/load.js';
import { activitiesOf } from '../activities/index.js';
import { registry } from '../activities/registry.js';
import { keysFrom } from '../adapters/keys/index.js';
import { connectMongo, type Mongo } from '../adapters/mongo/index.js';
import { render, smtpTransport } from '../adapters/smtp/index.js';
import type { AllPorts, Clock } from '../domain/ports.js';
import { urlsOf } from '../domain/urls.js';
import { sdkLogger } from './log.js';
import { readSettings, type Settings } from './settings.js';
import { sweep } from './sweep.js';

const minute = 60_000;
const log = pino({ name: 'worker' });
const clock: Clock = { now: () => Date.now() };

/** A worker that starts before what it needs waits for it: an orchestrator starts all at once. */
async function untilThere<T>(what: string, connect: () => Promise<T>): Promise<T> {
  for (let wait = 500; ; wait = Math.min(wait * 2, 10_000)) {
    try {
      return await connect();
    } catch (error) {
      log.warn({ failure: error instanceof Error ? error.name : 'unknown' }, `waiting for ${what}`);
      await pause(wait);
    }
  }
}

async function publishMethods(dir: string, { plans }: Mongo): Promise<void> {
  const { plans: methods, mistakes } = await loadMethods(dir, registry);
  if (mistakes.length > 0)
    throw new Error(mistakes.map((m) => `${m.file}:${m.line}:${m.column} ${m.path} ${m.message}`).join('\n'));
  const { stale } = await plans.seed(methods);
  for (const id of stale)
    log.warn(
      { method: id },
      `the file of method '${id}' is not what is published: run \`rekey methods publish\` to make it current`,
    );
}

/** Runs a chore every minute, in one worker at a time. A chore that fails is tried again next time. */
function everyMinute(name: string, { leases }: Mongo, identity: string, chore: () => Promise<unknown>): () => void {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    void leases
      .take(name, identity, minute)
      .then((mine) => (mine ? chore() : undefined))
      .catch((error: unknown) =>
        log.warn(
          { chore: name, failure: error instanceof Error ? error.name : 'unknown' },
          'a chore failed; it is tried again',
        ),
      )
      .finally(() => (running = false));
  }, minute);
  return () => clearInterval(timer);
}

function internalServer(settings: Settings, ready: () => boolean): ReturnType<typeof createServer> {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  return createServer((req, res) => {
    if (req.url === '/metrics') {
      void metrics.metrics().then((text) => res.setHeader('Content-Type', metrics.contentType).end(text));
      return;
    }
    const known = req.url === '/healthz' || req.url === '/readyz';
    res.statusCode = known ? (req.url === '/healthz' || ready() ? 200 : 503) : 404;
    res.setHeader('Content-Type', 'application/json').end(JSON.stringify({ ready: ready() }));
  }).listen(settings.REKEY_WORKER_INTERNAL_PORT, settings.REKEY_WORKER_HOST);
}

async function run(settings: Settings): Promise<void> {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, identity } = settings;
  Runtime.install({
    logger: sdkLogger(log),
    telemetryOptions: { logging: { filter: 'WARN', forward: {} } },
    shutdownSignals: [],
  });
  const keys = keysFrom(settings.REKEY_KEYS_DIR, { create: false, clock });
  const internal = internalServer(settings, () => worker?.getState() === 'RUNNING');
  let worker: Worker | undefined;

  const transport = smtpTransport(settings.SMTP_URL, { from: settings.REKEY_MAIL_FROM });
  const mongo = await untilThere('MongoDB', () =>
    connectMongo(settings.MONGODB_URI, {
      ...keys,
      clock,
      mailing: { render, transport },
      checkpoints: settings.REKEY_AUDIT_CHECKPOINTS,
    }),
  );
  await publishMethods(settings.REKEY_METHODS_DIR, mongo);
  const ports: AllPorts = { ...mongo, ...keys, clock, urls: urlsOf(settings.REKEY_PUBLIC_URL) };

  const native = await untilThere('Temporal', () => NativeConnection.connect({ address }));
  const connection = await untilThere('Temporal', () => Connection.connect({ address }));
  const client = new Client({ connection, namespace, dataConverter: keys.dataConverter, identity });
  worker = await Worker.create({
    connection: native,
    namespace,
    identity,
    taskQueue: settings.REKEY_TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('../workflows/reset.ts', import.meta.url)),
    activities: activitiesOf(registry, ports),
    dataConverter: keys.dataConverter,
    // Measured: after a worker's death the next Update waits this long for it, 10 s by default.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '10s',
  });
  const stops = [
    everyMinute('sweep', mongo, identity, () => sweep({ client, ports, registry })),
    everyMinute('audit-checkpoint', mongo, identity, () => mongo.audit.checkpoint()),
  ];
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => worker?.shutdown());
  log.info({ taskQueue: settings.REKEY_TASK_QUEUE }, 'working');
  await worker.run();

  for (const stop of stops) stop();
  internal.close();
  transport.close();
  await Promise.all([connection.close(), native.close(), mongo.close()]);
}

try {
  await run(readSettings(process.env));
  process.exit(0);
} catch (error) {
  // Settings, key rings and methods are the operator's to mend: their errors say what to do, and hold no secret.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
