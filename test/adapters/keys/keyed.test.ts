import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { freshKeys } from './support.js';

describe('keyed one-way functions', () => {
  it('give 256 bits as base64url, the same for the same texts', () => {
    const { keyed } = freshKeys();
    expect(keyed.mac('code', '12345678')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(keyed.mac('code', '12345678')).toBe(keyed.mac('code', '12345678'));
  });

  it('give different macs for different lists of texts', () => {
    const { keyed } = freshKeys();
    const lists = fc.array(fc.string({ unit: 'binary', maxLength: 6 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(lists, lists, ([p = '', ...a], [q = '', ...b]) => {
        const [one, two] = [JSON.stringify([p, ...a]), JSON.stringify([q, ...b])];
        expect(keyed.mac(p, ...a) === keyed.mac(q, ...b)).toBe(one === two);
      }),
    );
  });

  it.each([
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['a', ''], ['a']],
    [['a,b'], ['a', 'b']],
    [['a","b'], ['a', 'b']],
    [['\ud800'], ['\ufffd']],
  ])('do not confuse %j with %j', ([p = '', ...a], [q = '', ...b]) => {
    const { keyed } = freshKeys();
    expect(keyed.mac(p, ...a)).not.toBe(keyed.mac(q, ...b));
  });

  it('differ between installations', () => {
    expect(freshKeys().keyed.mac('p', 'x')).not.toBe(freshKeys().keyed.mac('p', 'x'));
    expect(freshKeys().keyed.code('k', 12)).not.toBe(freshKeys().keyed.code('k', 12));
  });

  it('know after a rotation what they gave before it', () => {
    const { keyed, rotate } = freshKeys();
    const before = keyed.mac('name', 'x');
    rotate('pepper');
    expect(keyed.mac('name', 'x')).not.toBe(before);
    expect(keyed.macs('name', 'x')).toEqual([keyed.mac('name', 'x'), before]);
    expect(keyed.macs('name', 'x').some((mac) => keyed.same(mac, before))).toBe(true);
    expect(keyed.macs('name', 'y')).not.toContain(before);
  });

  it('compare texts', () => {
    const { keyed } = freshKeys();
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => keyed.same(a, b) === (a === b) && keyed.same(a, a)));
  });
});

describe('codes', () => {
  it('have exactly their digits and are the same for the same key', () => {
    const { keyed } = freshKeys();
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 12 }), (key, digits) => {
        expect(keyed.code(key, digits)).toMatch(new RegExp(`^\\d{${digits}}$`));
        expect(keyed.code(key, digits)).toBe(keyed.code(key, digits));
      }),
    );
  });

  it('are spread evenly', () => {
    const { keyed } = freshKeys();
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) counts[Number(keyed.code(`k${i}`, 1))]! += 1;
    // Chi-square with 9 degrees of freedom: above 50 once in ten million runs.
    expect(counts.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(50);
  });

  it.each([0, 13, 1.5, -1, NaN])('of %p digits are refused', (digits) => {
    expect(() => freshKeys().keyed.code('k', digits)).toThrow('a code has 1 to 12 digits');
  });
});
