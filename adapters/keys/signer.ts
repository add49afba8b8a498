/** Signatures over records that MongoDB keeps (proofs, checkpoints of the audit): HMAC-SHA-256 under a key that stands outside it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { subkey, type Key, type Ring } from './rings.js';
import type { Signer } from './types.js';

/** A signature is `<kid>.<mac as base64url>`. */
export function signerOf(ring: Ring): Signer {
  return {
    sign(label, text) {
      const key = ring.newest();
      return `${key.kid}.${mac(key, label, text).toString('base64url')}`;
    },
    verify(label, text, signature) {
      const [, kid, signed] = /^([A-Za-z0-9_-]{4,64})\.([A-Za-z0-9_-]{43})$/.exec(signature) ?? [];
      const key = kid === undefined ? undefined : ring.get(kid);
      // Compared as bytes, yet the text must be the one that was given out: base64url of 32 bytes has four spellings.
      const expected = key && Buffer.from(mac(key, label, text).toString('base64url'));
      return expected !== undefined && timingSafeEqual(expected, Buffer.from(signed ?? ''));
    },
  };
}

const mac = (key: Key, label: string, text: string): Buffer =>
  createHmac('sha256', subkey(key, `sign/${label}`))
    .update(text)
    .digest();
