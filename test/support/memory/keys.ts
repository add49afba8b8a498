/** Keys for tests that need none on disk: keyed hashes, signatures, reset tokens and links, all by HMAC-SHA-256 under a key of this process. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Signer } from '../../../adapters/keys/types.js';
import type { Ms } from '../../../domain/plan.js';
import {
  BadToken,
  type Clock,
  type Keyed,
  type LinkClaims,
  type TokenClaims,
  type Tokens,
} from '../../../domain/ports.js';

const hmac = (key: Buffer, ...parts: string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

export function memoryKeyed(key = randomBytes(32)): Keyed {
  const mac = (purpose: string, ...parts: string[]): string => hmac(key, purpose, ...parts);
  return {
    mac,
    macs: (purpose, ...parts) => [mac(purpose, ...parts)],
    code(name, digits) {
      const number = BigInt(`0x${Buffer.from(mac('code', name), 'base64url').toString('hex')}`);
      return String(number % 10n ** BigInt(digits)).padStart(digits, '0');
    },
    same: equal,
  };
}

export function memorySigner(key = randomBytes(32)): Signer {
  const sign = (label: string, text: string): string => hmac(key, label, text);
  return { sign, verify: (label, text, signature) => equal(sign(label, text), signature) };
}

export function memoryTokens(clock: Clock, signer: Signer = memorySigner()): Tokens {
  const issue = (use: string, claims: object, expiresAt: Ms): string => {
    const body = Buffer.from(JSON.stringify({ claims, expiresAt })).toString('base64url');
    return `${body}.${signer.sign(use, body)}`;
  };
  const read = <T>(use: string, token: string): T => {
    const [body = '', signature = ''] = token.split('.');
    if (!signer.verify(use, body, signature)) throw new BadToken('invalid');
    const { claims, expiresAt } = JSON.parse(Buffer.from(body, 'base64url').toString()) as { claims: T; expiresAt: Ms };
    if (clock.now() > expiresAt) throw new BadToken('expired');
    return claims;
  };
  return {
    issue: async (claims, expiresAt) => issue('reset', claims, expiresAt),
    read: async (token) => read<TokenClaims>('reset', token),
    issueLink: async (claims, expiresAt) => issue('link', claims, expiresAt),
    readLink: async (token) => read<LinkClaims>('link', token),
  };
}
