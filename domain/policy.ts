/** What a new password must be (NIST SP 800-63B-4, 3.1.1.2): long enough, not common, not guessable, not the user's own name. Pure, but too big for a workflow. */
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';
import * as english from '@zxcvbn-ts/language-en';
import type { Reason } from './shapes.js';

/**
 * Lengths in code points after NFKC: 15 to 256, or 8 where a login takes a second factor; `minScore` is zxcvbn's, 0 to 4.
 * There are no composition rules, as NIST asks.
 */
export interface PasswordPolicy {
  minLength: number;
  maxLength: number;
  minScore: number;
}

/** What is known of the user and the place, so that the password is not made of it. */
export interface PolicyFacts {
  /** User name, display name, addresses. */
  names: readonly string[];
  /** What the service calls itself. */
  service?: string;
}

/** The form in which a password is judged, hashed and compared: NFKC, so that every keyboard's way of typing it is the same. */
const normalized = (value: string): string => value.normalize('NFKC');

/** Names shorter than this are found in too many honest passwords. */
const shortestName = 3;
/** zxcvbn's time grows faster than the length, and with every variant in which symbols stand for letters: 100 symbols took it 0.7 s of CPU, these bounds keep it near 10 ms. */
const scored = { codePoints: 64, l33tMaxSubstitutions: 4 };

/** Every rule that a value breaks, all at once. No reason holds anything of the value: ids and words of a closed set. */
export function checkPolicy(value: string, policy: PasswordPolicy, facts: PolicyFacts): Reason[] {
  const password = normalized(value);
  const length = [...password].length;
  const words = contextWords(facts);
  const tooLong = length > policy.maxLength;
  const reasons: (Reason | false)[] = [
    length < policy.minLength && { id: 'too-short', values: { minLength: policy.minLength } },
    tooLong && { id: 'too-long', values: { maxLength: policy.maxLength } },
    // What is too long to be taken is not worth the time.
    !tooLong && commonness(fold(password), words),
    guessability(password, words, policy.minScore),
    containsName(fold(password), facts.names) && { id: 'contains-name' },
  ];
  return reasons.filter((reason) => reason !== false);
}

const fold = (text: string): string => normalized(text).toLowerCase();
const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '');
const longEnough = (text: string): boolean => [...text].length >= shortestName;

/** Names and what they are made of: `Alice Example` and `alice@example.org` give alice, example, org, aliceexample, … */
function contextWords({ names, service = '' }: PolicyFacts): ReadonlySet<string> {
  const texts = [...names, service].map(fold);
  const parts = texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return new Set([...texts, ...texts.map(bare), ...parts].filter(longEnough));
}

let listed: ReadonlySet<string> | undefined;
const commonPasswords = (): ReadonlySet<string> => (listed ??= new Set(common.dictionary['passwords-common']));

/** NIST compares whole passwords with the blocklist, and wants derivatives of context words caught: digits and symbols around, repetition. */
function commonness(password: string, words: ReadonlySet<string>): Reason | false {
  const forms = [password, bare(password), core(password)].flatMap((form) => [form, repeated(form)]);
  if (forms.some((form) => words.has(form))) return { id: 'common', values: { of: 'names' } };
  return forms.some((form) => commonPasswords().has(form)) && { id: 'common', values: { of: 'list' } };
}

/** Without the digits and symbols around it, where the rest is at least half of the password: 30 random digits around a word are no derivative of it. */
function core(password: string): string {
  const inner = password.replace(/^\P{L}+/u, '').replace(/\P{L}+$/u, '');
  return inner.length * 2 >= password.length ? inner : password;
}

/** What a text is a repetition of, or itself. */
const repeated = (text: string): string => /^(.+?)\1+$/su.exec(text)?.[1] ?? text;

/** The lists of which zxcvbn knows that their words follow each other: days, months, numbers, … */
const sequences = Object.entries(english.dictionary).filter(([, words]) => words.length < 30);
/**
 * Every piece of a password is looked up in every list: the 14 lists of sequences, a few words each, are one here, under a name that zxcvbn takes
 * for one of theirs. The scores stay, and the time falls to less than half.
 */
const dictionary = {
  ...common.dictionary,
  ...Object.fromEntries(
    Object.entries(english.dictionary).filter((list) => !sequences.some(([name]) => name === list[0])),
  ),
  'cardinalNumbers-and-others': [...new Set(sequences.flatMap(([, words]) => words.map(String)))],
};

let scorer: ZxcvbnFactory | undefined;
/** Built when it is first needed: it costs 0.2 s. Without translations it answers with the keys of its warnings. */
const zxcvbn = (): ZxcvbnFactory =>
  (scorer ??= new ZxcvbnFactory({
    dictionary,
    graphs: common.adjacencyGraphs,
    l33tMaxSubstitutions: scored.l33tMaxSubstitutions,
  }));

/** Judged by its beginning, which is a lower bound: a strong beginning is strong whatever follows. */
function guessability(password: string, words: ReadonlySet<string>, minScore: number): Reason | false {
  const beginning = [...password.slice(0, scored.codePoints * 2)].slice(0, scored.codePoints).join('');
  const { score, feedback } = zxcvbn().check(beginning, [...words]);
  return score < minScore && { id: 'guessable', values: { why: feedback.warning ?? 'other' } };
}

/** User name, address, the address's local part, and the whole name with and without its spaces. */
function containsName(password: string, names: readonly string[]): boolean {
  const forbidden = names.map(fold).flatMap((name) => [name, bare(name), name.split('@')[0] ?? name]);
  return forbidden.filter(longEnough).some((name) => password.includes(name) || bare(password).includes(name));
}
