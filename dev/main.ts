// `npm start`: the whole of Rekey on this machine, for daily use. Ctrl-C stops what it started.
import { relative } from 'node:path';
import { showProgress } from './progress.js';
import { seed } from './seed.js';
import { type Settings, readSettings } from './settings.js';
import { startStack } from './stack.js';
import { welcome } from './welcome.js';

process.once('SIGINT', () => console.log('\nStopping …'));

const progress = showProgress();
try {
  const settings = readSettings();
  const { urls } = await startStack({
    settings,
    report: progress.report,
    prepare: seedWhere(settings),
    onLoss: tellLoss,
  });
  await progress.close();
  console.log(welcome(urls, relative(process.cwd(), settings.dataDir) || '.'));
} catch (problem) {
  await progress.close();
  console.error(`\n${problem instanceof Error ? problem.message : String(problem)}`);
  process.exit(1);
}

// Demo users have a password that everybody knows: a database that someone else runs gets them only when told to.
function seedWhere({ env }: Settings): (stackEnv: Record<string, string>) => Promise<void> {
  const isOurs = !env.MONGODB_URI || env.REKEY_SEED === 'true';
  return async (stackEnv) => {
    if (isOurs) await seed(stackEnv);
  };
}

function tellLoss(name: string, ending: string, logFile: string): void {
  console.error(`${name} ended by itself (${ending}); see ${relative(process.cwd(), logFile)}`);
}
