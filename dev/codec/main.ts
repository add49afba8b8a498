// The codec server's process: through it Temporal's UI, in the browser of whoever may, reads payloads. It listens on
// 127.0.0.1 unless it is told otherwise.
import { codecServer } from '../../adapters/keys/codec-server.js';
import { keysDir, keysFrom } from '../../adapters/keys/index.js';

const graceMs = 1_000;
const { REKEY_CODEC_ORIGINS, REKEY_CODEC_HOST, REKEY_CODEC_PORT } = process.env;
const host = REKEY_CODEC_HOST || '127.0.0.1';
const port = Number(REKEY_CODEC_PORT || '8234');

try {
  serve();
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : String(problem));
  process.exit(1);
}

function serve(): void {
  if (!REKEY_CODEC_ORIGINS)
    throw new Error("REKEY_CODEC_ORIGINS is not set: give the UI's address as browsers see it, http://127.0.0.1:8233");
  const origins = REKEY_CODEC_ORIGINS.split(',');
  const { codec } = keysFrom(keysDir(), { create: false, clock: { now: Date.now } });
  const server = codecServer(codec, { origins }).listen(port, host, (problem) => {
    if (problem) throw problem;
    console.log(`codec server on http://${host}:${port}, for ${origins.join(' and ')}`);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      server.close();
      // Browsers keep connections open that they do not use.
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), graceMs).unref();
    });
  }
}
