import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { freshKeys, tamperings } from './support.js';

describe('signatures', () => {
  it('hold for the label and text that were signed, and for no other', () => {
    const { signer } = freshKeys();
    const text = fc.string({ maxLength: 20 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const signature = signer.sign('proof', one);
        expect(signer.verify('proof', one, signature)).toBe(true);
        expect(signer.verify('proof', other, signature)).toBe(one === other);
        expect(signer.verify('checkpoint', one, signature)).toBe(false);
      }),
    );
  });

  it('do not hold when any part was changed, nor where there is none', () => {
    const { signer } = freshKeys();
    const signature = signer.sign('proof', 'text');
    for (const other of [...tamperings(signature), '', '.', 'x', `${signature}=`, `${signature}.x`, ` ${signature}`])
      expect(signer.verify('proof', 'text', other)).toBe(false);
  });

  it('have one spelling only', () => {
    const { signer } = freshKeys();
    const signature = signer.sign('proof', 'text');
    const respelled = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].filter((last) =>
      signer.verify('proof', 'text', signature.slice(0, -1) + last),
    );
    expect(respelled).toEqual([signature.at(-1)]);
  });

  it('hold after a rotation; later ones are under the new key', () => {
    const { signer, rotate } = freshKeys();
    const before = signer.sign('proof', 'text');
    const kid = rotate('tokens');
    expect(signer.verify('proof', 'text', before)).toBe(true);
    expect(signer.sign('proof', 'text').split('.')[0]).toBe(kid);
  });

  it('of another installation do not hold', () => {
    expect(freshKeys().signer.verify('proof', 'text', freshKeys().signer.sign('proof', 'text'))).toBe(false);
  });
});
