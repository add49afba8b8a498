/** Everything that rests on the key rings, from one folder. */
import type { DataConverter, PayloadCodec } from '@temporalio/common';
import type { Clock, Keyed, Tokens } from '../../domain/ports.js';
import { cipherOf } from './cipher.js';
import { codecOf, dataConverterOf } from './codec.js';
import { keyedOf } from './keyed.js';
import { openRings, type Rings } from './rings.js';
import { signerOf } from './signer.js';
import { tokensOf } from './tokens.js';
import type { Cipher, Signer } from './types.js';

export interface Keys {
  rings: Rings;
  cipher: Cipher;
  codec: PayloadCodec;
  dataConverter: DataConverter;
  keyed: Keyed;
  tokens: Tokens;
  signer: Signer;
}

/** Where the rings stand. */
export const keysDir = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  env.REKEY_KEYS_DIR || '.rekey/keys';

/** `create`: make rings that are not there (development). Throws `RingError`. */
export function keysFrom(dir: string, { create, clock }: { create: boolean; clock: Clock }): Keys {
  const rings = openRings(dir, { create, clock });
  const codec = codecOf(rings.codec);
  return {
    rings,
    cipher: cipherOf(rings.vault),
    codec,
    dataConverter: dataConverterOf(codec),
    keyed: keyedOf(rings.pepper),
    tokens: tokensOf(rings.tokens, clock),
    signer: signerOf(rings.tokens),
  };
}
