/** The sessions of staff, by connect-mongo: rows are found by the hash of the session's id, and all that a session holds is sealed. Who reads MongoDB can neither use a session nor learn whose it is. */
import { createHash } from 'node:crypto';
import MongoStore from 'connect-mongo';
import type { Store } from 'express-session';
import type { Connection } from 'mongoose';
import { CannotOpen } from '../keys/cipher.js';
import type { Cipher } from '../keys/types.js';

/** The ids are 192 random bits, so their hash needs no key. */
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

const bound = { purpose: 'staff-session' };
/** JSON of "there is no such session". */
const none = 'null';

/** Expiry is looked at whenever a row is read; the TTL index, which is made with the others, only cleans up. */
export const sessionStoreOf = (connected: Connection, cipher: Cipher): Store =>
  MongoStore.create({
    client: connected.getClient(),
    dbName: connected.name,
    collectionName: 'sessions',
    autoRemove: 'disabled',
    transformId: hashOf,
    cryptoAdapter: {
      encrypt: (plain) => cipher.seal(plain, bound),
      // A session whose key is gone, or that somebody has tampered with, is over: its owner signs in again.
      decrypt: (sealed) =>
        cipher.open(sealed, bound).catch((error: unknown) => {
          if (error instanceof CannotOpen) return none;
          throw error;
        }),
    },
  });
