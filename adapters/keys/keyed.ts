/**
 * Keyed one-way functions under the pepper ring (HMAC-SHA-256, RFC 2104).
 *
 * A new key of the ring changes every mac and code from then on. What that does to what was made before it:
 * - names (lanes, source addresses, ids from idempotency keys) change: lanes start empty, and a repeat of a request sent before is taken for a new one;
 * - a mailed code or link that was not used yet is refused like a wrong one: its step is challenged again;
 * - who holds a stored mac and the texts it was made of compares it with `macs`, which knows the older keys, too.
 * All of these live for minutes, so rotate when it is quiet and remove the older key a day later.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Keyed } from '../../domain/ports.js';
import { subkey, type Key, type Ring } from './rings.js';

/** More than anyone types. */
const mostDigits = 12;

export function keyedOf(ring: Ring): Keyed {
  const mac = (key: Key, texts: string[]): string => hmac(key, 'pepper/mac', texts).toString('base64url');
  return {
    mac: (purpose, ...parts) => mac(ring.newest(), [purpose, ...parts]),
    macs: (purpose, ...parts) => ring.all().map((key) => mac(key, [purpose, ...parts])),
    code(key, digits) {
      if (!Number.isInteger(digits) || digits < 1 || digits > mostDigits)
        throw new RangeError(`a code has 1 to ${mostDigits} digits`);
      return numberBelow(10n ** BigInt(digits), hmac(ring.newest(), 'pepper/code', [key])).padStart(digits, '0');
    },
    same(a, b) {
      const [left, right] = [Buffer.from(a), Buffer.from(b)];
      return left.length === right.length && timingSafeEqual(left, right);
    },
  };
}

/** Over the texts as a JSON array: no two lists of texts give the same one, not even with lone surrogates in them. */
const hmac = (key: Key, label: string, texts: readonly string[]): Buffer =>
  createHmac('sha256', subkey(key, label)).update(JSON.stringify(texts)).digest();

/** All 256 bits reduced: the bias is below 2^-200 for any code. */
const numberBelow = (limit: bigint, bytes: Buffer): string => (BigInt(`0x${bytes.toString('hex')}`) % limit).toString();
