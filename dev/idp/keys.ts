// The provider's signing keys: kept in a file, so that tokens outlive a restart.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** Private keys as a JWK set (RFC 7517). */
export interface SigningKeys {
  readonly keys: readonly JWK[];
}

const algorithms = ['ES256', 'EdDSA'] as const;

/** New keys, one for each algorithm. */
export async function newSigningKeys(): Promise<SigningKeys> {
  return { keys: await Promise.all(algorithms.map(newKey)) };
}

/** The keys in the file, which is made where it is not there yet. */
export async function keptSigningKeys(file: string): Promise<SigningKeys> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SigningKeys;
  const keys = await newSigningKeys();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  return keys;
}

async function newKey(alg: (typeof algorithms)[number]): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) };
}
