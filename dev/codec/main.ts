// The codec server of the embedded stack: for Temporal's UI on this machine, and nobody else.
import { codecServer } from '../../adapters/keys/codec-server.js';
import { keysDir, keysFrom } from '../../adapters/keys/index.js';
import { readSettings } from '../settings.js';

const host = '127.0.0.1';
const graceMs = 1_000;
const { env, ports } = readSettings();
const uiOrigins = `http://${host}:${ports.temporalUi},http://localhost:${ports.temporalUi}`;
const origins = (env.REKEY_CODEC_ORIGINS || uiOrigins).split(',');

const { codec } = keysFrom(keysDir(env), { create: true, clock: { now: Date.now } });
const server = codecServer(codec, { origins }).listen(ports.codec, host, (problem) => {
  if (problem) throw problem;
  console.log(`codec server on http://${host}:${ports.codec}, for ${origins.join(' and ')}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    // Browsers keep connections open that they do not use.
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), graceMs).unref();
  });
}
