/**
 * The vault's envelope: JWE (RFC 7516), compact. Each value has its own data key, wrapped by the newest key of the vault's ring (A256GCMKW), and
 * is encrypted with AES-256-GCM; what it is bound to stands hashed in the protected header, which GCM authenticates with it.
 * Wrapping takes a random IV: at most 2^32 values under one key of the ring (NIST SP 800-38D, section 8.3).
 */
import { createHash, webcrypto } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, errors } from 'jose';
import { subkey, type Key, type Ring } from './rings.js';
import type { Cipher } from './types.js';

/** Changed, bound to something else, or sealed under a key that the ring does not hold any more. Says no more than that. */
export class CannotOpen extends Error {
  override readonly name = 'CannotOpen';
  constructor() {
    super('a sealed value does not open: changed, bound to something else, or sealed under a key that is gone');
  }
}

const alg = 'A256GCMKW';
const enc = 'A256GCM';

export function cipherOf(ring: Ring): Cipher {
  return {
    async seal(value, bound) {
      const key = ring.newest();
      return new CompactEncrypt(Buffer.from(value))
        .setProtectedHeader({ alg, enc, kid: key.kid, bound: hashOf(bound) })
        .encrypt(await wrappingKey(key));
    },
    async open(sealed, bound) {
      const { plaintext, protectedHeader } = await decrypt(sealed, ring);
      if (protectedHeader.bound !== hashOf(bound)) throw new CannotOpen();
      // Not by TextDecoder, which drops a leading byte order mark.
      return Buffer.from(plaintext).toString();
    },
  };
}

async function decrypt(sealed: string, ring: Ring) {
  try {
    return await compactDecrypt(
      sealed,
      ({ kid }) => {
        const key = typeof kid === 'string' ? ring.get(kid) : undefined;
        if (!key) throw new CannotOpen();
        return wrappingKey(key);
      },
      { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] },
    );
  } catch (error) {
    throw error instanceof errors.JOSEError ? new CannotOpen() : error;
  }
}

/** The same for the same entries, in whatever order they were written. */
function hashOf(bound: Record<string, string>): string {
  const entries = Object.entries(bound).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url');
}

/** Imported once: importing costs as much as wrapping. */
const imported = new WeakMap<Key, Promise<webcrypto.CryptoKey>>();
function wrappingKey(key: Key): Promise<webcrypto.CryptoKey> {
  const known = imported.get(key);
  if (known) return known;
  const fresh = importKey(key);
  imported.set(key, fresh);
  return fresh;
}
const importKey = (key: Key): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('raw', subkey(key, 'vault/wrap').export(), 'AES-GCM', false, ['encrypt', 'decrypt']);
