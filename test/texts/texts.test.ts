/** The texts: whole in every language, with the same placeholders, and readable with the values they are given. */
import { describe, expect, it } from '@jest/globals';
import { IntlMessageFormat } from 'intl-messageformat';
import { isTextId, languageOf, languages, text, type TextId } from '../../texts/index.js';

/** What the parser makes of a message, as far as it is looked at here; the numbers are its own. */
interface Element {
  type: number;
  value?: unknown;
  options?: Record<string, { value: Element[] }>;
}
const literal = 0;
const pound = 7;

/** Placeholders with the choices they offer, e.g. `of: names other`. */
function placeholders(elements: readonly Element[]): string[] {
  return elements.flatMap(({ type, value, options = {} }) => {
    if (type === literal || type === pound) return [];
    const choices = Object.keys(options).sort().join(' ');
    return [`${String(value)}: ${choices}`, ...Object.values(options).flatMap((option) => placeholders(option.value))];
  });
}
const placeholdersOf = (message: string): string[] => {
  const ast: unknown = new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst();
  return [...new Set(placeholders(ast as Element[]))].sort();
};

const ids = Object.keys(languages.en) as TextId[];
const others = Object.entries(languages).filter(([language]) => language !== 'en');

describe.each(others)('the texts in %s', (_, texts) => {
  it('are those that English has, none more', () => expect(Object.keys(texts)).toEqual(ids));

  it.each(ids)('%s has the same placeholders', (id) => {
    expect(placeholdersOf(texts[id])).toEqual(placeholdersOf(languages.en[id]));
  });
});

describe('text', () => {
  it('speaks the language of the locale', () => {
    expect(text('de-AT', 'input.new-secret.label')).toBe('Neues Passwort');
    expect(text('en_GB', 'input.new-secret.label')).toBe('New password');
  });

  it.each(['fr', '', 'constructor', 'x-y'])('speaks English where the language is not known: %j', (locale) => {
    expect(languageOf(locale)).toBe('en');
    expect(text(locale, 'input.code.label')).toBe('Code');
  });

  it('counts in words', () => {
    expect(text('en', 'input.code.hint', { digits: 8 })).toBe('8 digits');
    expect(text('de', 'input.code.hint', { digits: 1 })).toBe('1 Ziffer');
  });

  it('tells moments in UTC', () => {
    const when = Date.UTC(2026, 10, 22, 13, 5);
    const veto = 'https://rekey.test/link';
    expect(text('en', 'mail.notice-completed.body', { service: 'Rekey', credential: 'password', when, veto })).toMatch(
      /Your password was reset for Rekey on .*22.* 1:05.PM UTC/,
    );
    expect(text('de', 'mail.notice-completed.body', { service: 'Rekey', credential: 'mfa', when, veto })).toMatch(
      /Ihre Anmeldung für Rekey wurde zurückgesetzt: 22\. November 2026 um 13:05 UTC/,
    );
  });

  it('takes values for what they are, not for messages', () => {
    expect(text('en', 'mail.greeting.named', { name: '{url} <b>#</b>' })).toBe('Hello {url} <b>#</b>,');
  });

  it('does not send out a sentence with a hole in it', () => {
    expect(() => text('en', 'mail.email-code.body', { service: 'Rekey', minutes: 10 })).toThrow(/code/);
  });

  it('knows which ids there are', () => {
    expect(isTextId('problem.too-short')).toBe(true);
    expect(isTextId('toString')).toBe(false);
  });
});
