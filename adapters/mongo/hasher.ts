/** How credentials are hashed: argon2id (RFC 9106), kept as PHC strings. */
import { hash, verify, type Options } from '@node-rs/argon2';
import { normalSecret } from '../../domain/names.js';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. The library's default algorithm is argon2id. */
export const owasp: HashSettings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** `memoryCost` in KiB. */
export type HashSettings = Required<Pick<Options, 'memoryCost' | 'timeCost' | 'parallelism'>>;

export interface Hasher {
  hash(value: string): Promise<string>;
  /** Whether the value is the one behind this PHC string; with none, it takes as long and says no. */
  matches(phc: string | undefined, value: string): Promise<boolean>;
}

/** `onHash`: told of each computation. */
export function hasherOf(settings: HashSettings, onHash: () => void = () => undefined): Hasher {
  let nobody: Promise<string> | undefined;
  return {
    hash: (value) => {
      onHash();
      return hash(normalSecret(value), settings);
    },
    async matches(phc, value) {
      onHash();
      const against = phc ?? (await (nobody ??= hash('', settings)));
      return (await verify(against, normalSecret(value))) && phc !== undefined;
    },
  };
}
