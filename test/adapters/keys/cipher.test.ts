import { CompactEncrypt, decodeProtectedHeader } from 'jose';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { CannotOpen } from '../../../adapters/keys/cipher.js';
import { subkey } from '../../../adapters/keys/rings.js';
import { freshKeys, tamperings } from './support.js';

const bound = { resetId: 'r1', purpose: 'answer', ref: 'v1' };
const value = 'Correct-Horse-Battery-1';

describe("the vault's envelope", () => {
  it('gives back what was sealed, whatever it is', async () => {
    const { cipher } = freshKeys();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), async (text) => {
        expect(await cipher.open(await cipher.seal(text, bound), bound)).toBe(text);
      }),
      { numRuns: 50, examples: [[''], ['\ufeffmark'], ['😀']] },
    );
  });

  it('shows nothing of the value, and never the same text twice', async () => {
    const { cipher } = freshKeys();
    const [one, two] = [await cipher.seal(value, bound), await cipher.seal(value, bound)];
    expect(one).not.toBe(two);
    expect(one).not.toContain(Buffer.from(value).toString('base64url'));
    expect(decodeProtectedHeader(one)).toMatchObject({ alg: 'A256GCMKW', enc: 'A256GCM' });
  });

  it('opens whatever the order in which the binding is written', async () => {
    const { cipher } = freshKeys();
    const sealed = await cipher.seal(value, bound);
    expect(await cipher.open(sealed, { ref: 'v1', purpose: 'answer', resetId: 'r1' })).toBe(value);
  });

  it.each([
    { ...bound, resetId: 'r2' },
    { ...bound, purpose: 'request' },
    { ...bound, ref: 'v2' },
    { ...bound, more: '' },
    { resetId: 'r1', purpose: 'answer' },
    { resetId: 'answer', purpose: 'r1', ref: 'v1' },
    {},
  ])('does not open for another binding: %j', async (other) => {
    const { cipher } = freshKeys();
    const sealed = await cipher.seal(value, bound);
    await expect(cipher.open(sealed, other)).rejects.toThrow(CannotOpen);
  });

  it('does not open when any part was changed, and its error tells nothing', async () => {
    const { cipher } = freshKeys();
    const sealed = await cipher.seal(value, bound);
    const changed = tamperings(sealed);
    expect(changed).toHaveLength(5);
    for (const text of [...changed, '', 'x', `${sealed}.x`, sealed.slice(0, -2)]) {
      const error: unknown = await cipher.open(text, bound).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(CannotOpen);
      expect(String(error)).not.toContain(value);
      expect((error as Error).cause).toBeUndefined();
    }
  });

  it('does not open one value with the head of another', async () => {
    const { cipher } = freshKeys();
    const [a, b] = [
      (await cipher.seal(value, bound)).split('.'),
      (await cipher.seal('other', { ...bound, ref: 'v2' })).split('.'),
    ];
    await expect(cipher.open([...a.slice(0, 2), ...b.slice(2)].join('.'), bound)).rejects.toThrow(CannotOpen);
  });

  it.each([
    { alg: 'dir', enc: 'A256GCM' },
    { alg: 'A256KW', enc: 'A256GCM' },
    { alg: 'A256GCMKW', enc: 'A256CBC-HS512' },
  ])('takes no other algorithm, not even under its own key: %j', async (algorithms) => {
    const { cipher, rings } = freshKeys();
    const key = rings.vault.newest();
    const own = await cipher.seal(value, bound);
    const sealed = await new CompactEncrypt(Buffer.from(value))
      .setProtectedHeader({ ...decodeProtectedHeader(own), ...algorithms, kid: key.kid })
      .encrypt(subkey(key, 'vault/wrap'));
    await expect(cipher.open(sealed, bound)).rejects.toThrow(CannotOpen);
  });

  it('opens after a rotation what was sealed before, and seals under the new key', async () => {
    const { cipher, rotate } = freshKeys();
    const before = await cipher.seal(value, bound);
    const kid = rotate('vault');
    expect(await cipher.open(before, bound)).toBe(value);
    expect(decodeProtectedHeader(await cipher.seal(value, bound)).kid).toBe(kid);
  });

  it('does not open under the keys of another installation', async () => {
    const sealed = await freshKeys().cipher.seal(value, bound);
    await expect(freshKeys().cipher.open(sealed, bound)).rejects.toThrow(CannotOpen);
  });
});
