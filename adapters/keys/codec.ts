/**
 * Temporal's payload codec: AES-256-GCM under the codec ring. Temporal is no trust boundary, so what is not encrypted is refused.
 *
 * NIST SP 800-38D, section 8.3, allows 2^32 random IVs under one key. Payloads of all processes would come near that in a few years, so none is encrypted
 * under the ring's key: each process derives its own from it (HKDF, a random 128-bit salt) and takes a new one after 2^24 payloads.
 * Not bound to a workflow's id: the UI's decoder is told the namespace only. Nonces and salts are random, so this never runs in a workflow.
 */
import { createCipheriv, createDecipheriv, hkdfSync, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { DataConverter, Payload, PayloadCodec } from '@temporalio/common';
import { LRUCache } from 'lru-cache';
import protobuf from 'protobufjs';
import { subkey, type Key, type Ring } from './rings.js';

/** A payload that was not encrypted, was changed, or whose key is gone. Says nothing of what is in it. */
export class BadPayload extends Error {
  override readonly name = 'BadPayload';
}

const cipher = 'aes-256-gcm';
const saltBytes = 16;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = saltBytes + ivBytes + tagBytes;
const payloadsPerKey = 2 ** 24;
/** Of other processes' keys; a restarted worker adds one. */
const keysKept = 256;

const encrypted = Buffer.from('binary/encrypted');

/** Whether this is a payload of ours, by its own word; `decode` finds out whether that is true. */
export const isEncrypted = (payload: Payload): boolean =>
  encrypted.equals(payload.metadata?.encoding ?? Buffer.alloc(0));

/** `temporal.api.common.v1.Payload`, as its other codecs write it. */
const payloadType = new protobuf.Type('Payload')
  .add(new protobuf.MapField('metadata', 1, 'string', 'bytes'))
  .add(new protobuf.Field('data', 2, 'bytes'));

/** Data of an encrypted payload: salt, IV, tag, ciphertext. */
export function codecOf(ring: Ring): PayloadCodec {
  const derived = derivedKeys();
  let own: { from: Key; salt: Buffer; used: number } | undefined;

  const ownFor = (newest: Key) => {
    if (own?.from !== newest || own.used >= payloadsPerKey)
      own = { from: newest, salt: randomBytes(saltBytes), used: 0 };
    own.used += 1;
    return own;
  };

  const encrypt = (payload: Payload): Payload => {
    const { from, salt } = ownFor(ring.newest());
    const iv = randomBytes(ivBytes);
    const gcm = createCipheriv(cipher, derived(from, salt), iv);
    const text = gcm.update(payloadType.encode(payloadType.create(payload)).finish());
    gcm.final();
    return {
      metadata: { encoding: encrypted, 'encryption-key-id': Buffer.from(from.kid) },
      data: Buffer.concat([salt, iv, gcm.getAuthTag(), text]),
    };
  };

  const decrypt = (payload: Payload): Payload => {
    if (!isEncrypted(payload)) throw new BadPayload('a payload that is not encrypted is refused');
    const data = Buffer.from(payload.data ?? []);
    const key = ring.get(Buffer.from(payload.metadata?.['encryption-key-id'] ?? []).toString());
    if (!key) throw new BadPayload('a payload was encrypted under a key that the codec ring does not hold');
    const [salt, iv, tag, text] = [
      data.subarray(0, saltBytes),
      data.subarray(saltBytes, saltBytes + ivBytes),
      data.subarray(saltBytes + ivBytes, headBytes),
      data.subarray(headBytes),
    ];
    return toPayload(opened(text, { key: derived(key, salt), iv, tag }));
  };

  return {
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  };
}

function opened(text: Buffer, { key, iv, tag }: { key: KeyObject; iv: Buffer; tag: Buffer }): Buffer {
  try {
    const gcm = createDecipheriv(cipher, key, iv, { authTagLength: tagBytes });
    gcm.setAuthTag(tag);
    return Buffer.concat([gcm.update(text), gcm.final()]);
  } catch {
    throw new BadPayload('a payload was changed after it was encrypted');
  }
}

function toPayload(bytes: Buffer): Payload {
  const { metadata, data } = payloadType.decode(bytes) as protobuf.Message & Payload;
  return { metadata: metadata ?? {}, data: data ?? null };
}

/** Derives a process's key from a ring's, and remembers the last ones: deriving costs as much as encrypting. */
function derivedKeys(): (from: Key, salt: Buffer) => KeyObject {
  const known = new LRUCache<string, KeyObject>({ max: keysKept });
  return (from, salt) => {
    const name = `${from.kid}.${salt.toString('base64url')}`;
    const key = known.get(name) ?? derive(from, salt);
    known.set(name, key);
    return key;
  };
}
const derive = (from: Key, salt: Buffer): KeyObject =>
  createSecretKey(new Uint8Array(hkdfSync('sha256', subkey(from, 'codec'), salt, 'rekey/codec/payloads', 32)));

/**
 * For clients, workers and, by its `failureConverterPath`, workflow bundles: all of them must have the same. The path also encrypts the messages and
 * stacks of failures.
 */
export const dataConverterOf = (codec: PayloadCodec): DataConverter => ({
  payloadCodecs: [codec],
  failureConverterPath: fileURLToPath(new URL('./failure-converter.cjs', import.meta.url)),
});
