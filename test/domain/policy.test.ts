/** The password policy as a user meets it: every broken rule at once, and nothing of the password in the answer. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkPolicy, type PolicyFacts } from '../../domain/policy.js';
import type { Reason } from '../../domain/shapes.js';

const alone = { minLength: 15, maxLength: 256, minScore: 3 };
const withSecondFactor = { ...alone, minLength: 8 };
const alice: PolicyFacts = { names: ['alice', 'Alice Wonder', 'alice.w@example.org'], service: 'Rekey' };
const check = (value: string, policy = alone): Reason[] => checkPolicy(value, policy, alice);
const ids = (value: string, policy = alone): string[] => check(value, policy).map((reason) => reason.id);
const strong = 'violet kettle sings under ice';
const words = new Set([
  ...['too-short', 'too-long', 'common', 'guessable', 'contains-name', 'names', 'list', 'other'],
  ...['straightRow', 'keyPattern', 'simpleRepeat', 'extendedRepeat', 'sequences', 'recentYears', 'dates', 'topTen'],
  ...['topHundred', 'similarToCommon', 'wordByItself', 'namesByThemselves', 'commonNames', 'userInputs'],
]);
/** Any text that a keyboard or an attacker can send, lone surrogates and overlong ones included. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
);

describe('the password policy', () => {
  it('takes a passphrase of plain words: no composition rules', () => {
    expect(check(strong)).toEqual([]);
  });

  it.each([
    ['violet kettle!', ['too-short']],
    ['violet kettle s', []],
  ])('wants 15 code points: %j', (value, expected) => expect(ids(value)).toEqual(expected));

  it('says how long it must be, not how long it is', () => {
    expect(check('x9!kQ2#vLp')).toContainEqual({ id: 'too-short', values: { minLength: 15 } });
  });

  it('wants 8 where the login has a second factor', () => {
    expect(ids('x9!kQ2#vL', withSecondFactor)).toEqual([]);
    expect(ids('x9!kQ2#', withSecondFactor)).toContain('too-short');
  });

  it('takes 256 code points and no more, whatever they take in UTF-16', () => {
    const wide = `${strong}${'😀🎈🛶🪁'.repeat(64)}`;
    const first = (n: number): string => [...wide].slice(0, n).join('');
    expect(first(256).length).toBeGreaterThan(256);
    expect(ids(first(256))).toEqual([]);
    expect(ids(first(257))).toEqual(['too-long']);
  });

  it('counts after NFKC: a ligature is as long as its letters, a composed letter is one', () => {
    expect(ids('ﬃ kettle sings')).not.toContain('too-short');
    expect(ids('e\u0301\u0301'.repeat(5))).toContain('too-short');
  });

  it.each([
    'passwordpassword',
    'qwerty123456789',
    '1qaz2wsx3edc4rfv',
    'Password1234567',
    'PASSWORD!!!!!!!',
    '123456789987654321',
  ])('refuses the common %j and says so', (value) =>
    expect(check(value)).toContainEqual({ id: 'common', values: { of: 'list' } }),
  );

  it.each(['RekeyRekeyRekey', 'example-2026!!', 'alicewonder2026', 'Wonder.Wonder.Wonder'])(
    'refuses %j, made of names of the user or the service',
    (value) => expect(check(value)).toContainEqual({ id: 'common', values: { of: 'names' } }),
  );

  it('does not take a word amid many random digits for a derivative of it', () => {
    expect(ids('83620-alic-58203716')).toEqual([]);
    expect(ids('7392836-wonder-5820371')).toEqual([]);
  });

  it.each([
    ['aaaaaaaaaaaaaaaaaaaa', 'simpleRepeat'],
    ['xkqxkqxkqxkqxkqxkq', 'extendedRepeat'],
  ])('refuses the guessable %j with a hint', (value, why) => {
    expect(check(value)).toContainEqual({ id: 'guessable', values: { why } });
  });

  it.each([
    'my name is Alice, hello',
    'mail alice.w@example.org now',
    'xx9 AliceWonder 88 kettle',
    'A-l-i-c-e kettle sings ice',
  ])('refuses %j, which holds the name or address', (value) => expect(ids(value)).toContain('contains-name'));

  it('does not mind names too short to mean anything', () => {
    expect(checkPolicy(`an ${strong}`, alone, { names: ['an', ''] })).toEqual([]);
  });

  it('tells all violations at once', () => {
    expect(ids('Alice1')).toEqual(['too-short', 'common', 'guessable', 'contains-name']);
  });

  it('never throws and never says anything of the value', () => {
    fc.assert(
      fc.property(anyText, (value) => {
        const told = check(value).flatMap(({ id, values = {} }) => [id, ...Object.values(values)]);
        for (const part of told) expect(typeof part === 'number' ? [15, 256] : [...words]).toContain(part);
      }),
    );
  });

  it('gives equal answers to every spelling of the same text', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD'), (value, form) => {
        expect(check(value.normalize(form))).toEqual(check(value));
      }),
    );
  });

  it('judges an overlong value without reading all of it', () => {
    expect(ids(`${strong} ${'ab'.repeat(500_000)}`)).toEqual(['too-long']);
  });
});
