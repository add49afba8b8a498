import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { BadPayload } from '../../../adapters/keys/codec.js';
import { freshKeys } from './support.js';

const secret = 'Correct-Horse-Battery-1';
const plain: Payload = defaultPayloadConverter.toPayload({ secret });
const kidOf = (payload: Payload | undefined): string =>
  Buffer.from(payload?.metadata?.['encryption-key-id'] ?? []).toString();
const one = async (payloads: Promise<Payload[]>): Promise<Payload> => (await payloads)[0] ?? {};

describe("Temporal's payload codec", () => {
  it('gives back what was encoded, metadata included', async () => {
    const { codec } = freshKeys();
    const values = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(fc.array(values, { maxLength: 5 }), async (items) => {
        const payloads = items.map((value) => defaultPayloadConverter.toPayload(value));
        const back = await codec.decode(await codec.encode(payloads));
        const read = back.map((payload) => defaultPayloadConverter.fromPayload(payload));
        expect(read).toEqual(payloads.map((payload) => defaultPayloadConverter.fromPayload(payload)));
      }),
    );
    const odd: Payload = {
      metadata: { encoding: Buffer.from('x/y'), more: Buffer.from([0, 255]) },
      data: Buffer.from([1]),
    };
    const back = await one(codec.decode(await codec.encode([odd])));
    expect(Buffer.from(back.metadata?.more ?? [])).toEqual(Buffer.from([0, 255]));
  });

  it('shows only that it is encrypted and under which key, and never the same bytes twice', async () => {
    const { codec, rings } = freshKeys();
    const [a, b] = await codec.encode([plain, plain]);
    expect(Object.keys(a?.metadata ?? {})).toEqual(['encoding', 'encryption-key-id']);
    expect(Buffer.from(a?.metadata?.encoding ?? []).toString()).toBe('binary/encrypted');
    expect(kidOf(a)).toBe(rings.codec.newest().kid);
    expect(Buffer.from(a?.data ?? []).includes(secret)).toBe(false);
    expect(a?.data).not.toEqual(b?.data);
  });

  it('refuses what is not encrypted', async () => {
    const { codec } = freshKeys();
    for (const payload of [plain, {}, { data: Buffer.from('x') }, { metadata: {} }]) {
      await expect(codec.decode([payload])).rejects.toThrow(BadPayload);
      await expect(codec.decode([payload])).rejects.toThrow('not encrypted');
    }
    const [good = {}] = await codec.encode([plain]);
    await expect(codec.decode([good, plain])).rejects.toThrow('not encrypted');
  });

  it('refuses what only calls itself encrypted', async () => {
    const { codec, rings } = freshKeys();
    const metadata = {
      encoding: Buffer.from('binary/encrypted'),
      'encryption-key-id': Buffer.from(rings.codec.newest().kid),
    };
    for (const data of [plain.data, Buffer.alloc(0), Buffer.alloc(44), Buffer.alloc(200), undefined])
      await expect(codec.decode([{ metadata, ...(data && { data }) }])).rejects.toThrow(BadPayload);
  });

  it('refuses a change of any byte, and its error tells nothing', async () => {
    const { codec } = freshKeys();
    const payload = await one(codec.encode([plain]));
    const data = Buffer.from(payload.data ?? []);
    for (let i = 0; i < data.length; i++) {
      const changed = Buffer.from(data);
      changed[i]! ^= 1;
      const error: unknown = await codec.decode([{ ...payload, data: changed }]).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(BadPayload);
      expect(String(error)).not.toContain(secret);
    }
    await expect(codec.decode([{ ...payload, data: data.subarray(0, -1) }])).rejects.toThrow(BadPayload);
  });

  it('decodes after a rotation what was encoded before, and encodes under the new key', async () => {
    const { codec, rotate } = freshKeys();
    const before = await codec.encode([plain]);
    const kid = rotate('codec');
    expect(defaultPayloadConverter.fromPayload(await one(codec.decode(before)))).toEqual({ secret });
    expect(kidOf(await one(codec.encode([plain])))).toBe(kid);
  });

  it('refuses a payload under a key that is not in the ring, or under another one of the ring', async () => {
    const { codec, rotate } = freshKeys();
    const strange = await freshKeys().codec.encode([plain]);
    await expect(codec.decode(strange)).rejects.toThrow('a key that the codec ring does not hold');
    const payload = await one(codec.encode([plain]));
    const other = { ...payload.metadata, 'encryption-key-id': Buffer.from(rotate('codec')) };
    await expect(codec.decode([{ ...payload, metadata: other }])).rejects.toThrow(BadPayload);
  });

  it('reads what many other processes wrote', async () => {
    const { codec, dir, clock } = freshKeys();
    const { codecOf } = await import('../../../adapters/keys/codec.js');
    const { openRings } = await import('../../../adapters/keys/rings.js');
    const ring = openRings(dir, { create: false, clock }).codec;
    const written = await Promise.all(Array.from({ length: 600 }, () => one(codecOf(ring).encode([plain]))));
    for (const round of [written, [...written].reverse()]) expect(await codec.decode(round)).toHaveLength(600);
  });
});
