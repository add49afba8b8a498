// Starts the bare worker as Rekey's own is started (worker/start.mjs): the two are compared.
import { fileURLToPath } from 'node:url';
import { register } from 'tsx/esm/api';

register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
await import('./bare-worker.ts');
