/** A worker as `worker/main.ts` makes it, but for adapters that are held at armed calls, and a workflow bundle that is made once. */
import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { activityInfo } from '@temporalio/activity';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { Meters } from '../../adapters/meters.js';
import { smtpTransport } from '../../adapters/smtp/index.js';
import { openAdapters, type Adapters } from '../../worker/adapters.js';
import { bundling } from '../../worker/bundle.js';
import { runWorker } from '../../worker/run.js';
import { readSettings } from '../../worker/settings.js';
import { Stops, type Place } from './stops.js';

const settings = readSettings(process.env);
const codePath = process.env['REKEY_KILL_BUNDLE'] ?? '';
const stops = new Stops(inActivity);

if (!existsSync(codePath)) await bundle();
await runWorker({ settings, workflows: { workflowBundle: { codePath } }, open });

async function open(meters: Meters): Promise<Adapters> {
  const transport = smtpTransport(settings.SMTP_URL, { from: settings.REKEY_MAIL_FROM });
  const adapters = await openAdapters(settings, stops.port('mail', transport), meters);
  stops.ready();
  return { ...adapters, ports: stops.ports(adapters.ports) };
}

/** The sweep and the checkpoints, which no reset waits for, are no activities. */
function inActivity(): Place {
  try {
    const { workflowExecution, activityType } = activityInfo();
    return workflowExecution && { reset: workflowExecution.workflowId, within: activityType };
  } catch {
    return undefined;
  }
}

async function bundle(): Promise<void> {
  const { code } = await bundleWorkflowCode({
    ...bundling,
    failureConverterPath: fileURLToPath(new URL('../../adapters/keys/failure-converter.cjs', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(`${codePath}.draft`, code);
  await rename(`${codePath}.draft`, codePath);
}
