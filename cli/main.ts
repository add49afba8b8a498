/** `rekey`: the operator's command. */
import { registry } from '../activities/registry.js';
import { run } from './program.js';
import { settingsFrom } from './settings.js';
import { storeAt } from './store.js';

// Whoever reads the output may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const settings = settingsFrom(process.env);
process.exitCode = await run(process.argv.slice(2), {
  registry,
  settings,
  output: { print: (line) => console.log(line), complain: (line) => console.error(line) },
  withStore: storeAt(settings),
});
