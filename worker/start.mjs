// Starts the worker: main.ts through tsx, in this thread alone. With `node --import tsx` the thread of the workflows would run under it, too, and
// though it runs one bundle, look for a source map in every function that Temporal's SDK makes there: some for each promise.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
await import('./main.ts');
