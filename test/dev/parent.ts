// A process for processes.test.ts that starts two children, prints their pids, and waits to be ended.
import { Processes, stopOnSignals } from '../../dev/processes.js';
import { sleeper } from './sleeper.js';

const folder = process.argv[2] ?? '.';
const processes = new Processes();
stopOnSignals(() => processes.stopAll());
await processes.start(sleeper('polite', folder));
await processes.start(sleeper('stubborn', folder));
process.stdout.write(JSON.stringify(processes.pids()));
if (process.argv[3] === 'throw') setTimeout(() => Promise.reject(new Error('a bug')), 50);
