/** Adapters + activities + the workflow's bundle → a Temporal worker, with its chores and its internal port, until it is told to stop. */
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { loadMethods } from '../activities/compile/load.js';
import { activitiesOf } from '../activities/index.js';
import { metersOn, type Meters } from '../adapters/meters.js';
import { registry } from '../activities/registry.js';
import { Registry } from 'prom-client';
import type { Plans } from '../domain/ports.js';
import type { Adapters } from './adapters.js';
import { everyMinute } from './chores.js';
import { internalServer } from './internal.js';
import { log, sdkLogger } from './log.js';
import type { Settings } from './settings.js';
import { sweep } from './sweep.js';
import { untilThere } from './until-there.js';

/** What a worker is made of. */
export interface Making {
  settings: Settings;
  /** The workflow's code: its source, or a bundle made of it. */
  workflows: Pick<WorkerOptions, 'workflowsPath' | 'bundlerOptions' | 'workflowBundle'>;
  /** Called once the internal port answers; it is ready when this is there. */
  open: (meters: Meters) => Promise<Adapters>;
}

/** Works until SIGTERM or SIGINT, then finishes what it has begun. Throws where settings, key rings or methods are no good. */
export async function runWorker({ settings, workflows, open }: Making): Promise<void> {
  const { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, identity } = settings;
  Runtime.install({
    logger: sdkLogger(),
    telemetryOptions: { logging: { filter: 'WARN', forward: {} } },
    shutdownSignals: [],
  });
  let ready = (): boolean => false;
  const metrics = new Registry();
  const internal = internalServer(settings, metrics, () => ready());

  const { ports, dataConverter, close } = await open(metersOn(metrics));
  await publishMethods(settings.REKEY_METHODS_DIR, ports.plans);

  const native = await untilThere('Temporal', () => NativeConnection.connect({ address }));
  const connection = await untilThere('Temporal', () => Connection.connect({ address }));
  const client = new Client({ connection, namespace, dataConverter, identity });
  const worker = await Worker.create({
    ...workflows,
    connection: native,
    namespace,
    identity,
    taskQueue: settings.REKEY_TASK_QUEUE,
    activities: activitiesOf(registry, ports),
    dataConverter,
    // Measured: after a worker's death the next Update waits this long for it, 10 s by default.
    stickyQueueScheduleToStartTimeout: '2s',
    shutdownGraceTime: '10s',
  });
  ready = () => worker.getState() === 'RUNNING';
  const stops = [
    everyMinute('sweep', ports.leases, identity, () => sweep({ client, ports, registry })),
    everyMinute('audit-checkpoint', ports.leases, identity, () => ports.audit.checkpoint()),
  ];
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => worker.shutdown());
  log.info({ taskQueue: settings.REKEY_TASK_QUEUE }, 'working');
  await worker.run();

  for (const stop of stops) stop();
  internal.close();
  await Promise.all([connection.close(), native.close(), close()]);
}

async function publishMethods(dir: string, plans: Plans): Promise<void> {
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
