// The directory in MongoDB, for the development tools that keep or ask it.
import { join } from 'node:path';
import { keysDir, keysFrom } from '../adapters/keys/index.js';
import { type Mongo, connectMongo } from '../adapters/mongo/index.js';
import type { Clock } from '../domain/ports.js';

/** Real time. */
export const clock: Clock = { now: () => Date.now() };

const noMail = () => {
  throw new Error('development tools send no mail');
};

/** Opens what `MONGODB_URI` and `REKEY_KEYS_DIR` name; key rings that are not there yet are made. Whoever opens it closes it. */
export async function openStore(env: Readonly<Record<string, string | undefined>>): Promise<Mongo> {
  if (!env.MONGODB_URI) throw new Error('MONGODB_URI is not set: it must name the database of the users.');
  const { cipher, signer, keyed } = keysFrom(keysDir(env), { create: true, clock });
  return connectMongo(env.MONGODB_URI, {
    cipher,
    signer,
    keyed,
    clock,
    mailing: { render: noMail, transport: { send: noMail } },
    checkpoints: env.REKEY_AUDIT_CHECKPOINTS || join(env.REKEY_DATA_DIR || '.rekey', 'audit-checkpoints.log'),
  });
}
