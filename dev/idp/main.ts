// The process of the development identity provider: the directory in MongoDB, its signing keys in the data folder.
import { join } from 'node:path';
import { environment, readSettings } from '../settings.js';
import { clock, openStore } from '../store.js';
import { keptSigningKeys } from './keys.js';
import { startIdentityProvider } from './server.js';

const settings = readSettings();
const env = environment(settings);
const issuer = env.REKEY_OIDC_ISSUER ?? '';
const audience = env.REKEY_OIDC_AUDIENCE ?? '';
const publicUrl = env.REKEY_PUBLIC_URL ?? '';
try {
  const signingKeys = await keptSigningKeys(join(settings.dataDir, 'idp', 'signing-keys.json'));
  const store = await openStore(env);
  const provider = await startIdentityProvider(
    { issuer, audience, signingKeys, publicUrl, port: settings.ports.idp },
    { directory: store.directory, credentials: store.credentials, clock },
  );
  console.log(`identity provider ${issuer} for ${audience} on 127.0.0.1:${settings.ports.idp}`);
  const stop = async () => {
    await provider.stop();
    await store.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : String(problem));
  process.exit(1);
}
