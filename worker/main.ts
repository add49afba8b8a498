/** The worker's process: the real adapters, and the workflow's source, which it bundles itself. */
import { smtpTransport } from '../adapters/smtp/index.js';
import { openAdapters } from './adapters.js';
import { bundling } from './bundle.js';
import { runWorker } from './run.js';
import { readSettings } from './settings.js';

const { workflowsPath, preloadModules } = bundling;
try {
  const settings = readSettings(process.env);
  const transport = smtpTransport(settings.SMTP_URL, { from: settings.REKEY_MAIL_FROM });
  await runWorker({
    settings,
    workflows: { workflowsPath, bundlerOptions: { preloadModules } },
    open: (meters) => openAdapters(settings, transport, meters),
  });
  process.exit(0);
} catch (error) {
  // Settings, key rings and methods are the operator's to mend: their errors say what to do, and hold no secret.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
