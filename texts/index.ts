/** `text(locale, id, values)`: the sentence with that id, in the reader's language, or in English. */
import { IntlMessageFormat } from 'intl-messageformat';
import { de } from './de.js';
import { en, type TextId } from './en.js';

export type { TextId };
/** Strings and numbers; moments as milliseconds since the Unix epoch. */
export type TextValues = Record<string, string | number>;

/** Every language, in full: the compiler checks the ids, a test the placeholders. */
export const languages = { en, de } as const satisfies Record<string, Record<TextId, string>>;
export type Language = keyof typeof languages;

/** `de-AT` and `de` are German; what is not known is English. */
export function languageOf(locale: string): Language {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return Object.hasOwn(languages, language) ? (language as Language) : 'en';
}

/** For ids that come from elsewhere: a part's prompt, a reason. */
export const isTextId = (id: string): id is TextId => Object.hasOwn(en, id);

/** Moments are told in UTC, because nobody knows where the reader is; the texts say so. */
const formats = { date: { moment: { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } } } as const;
const compiled = new Map<string, IntlMessageFormat>();

/** The sentence, as plain text. Throws where a value that it names is missing; other values are left out. */
export function text(locale: string, id: TextId, values: TextValues = {}): string {
  const language = languageOf(locale);
  const name = `${language}/${id}`;
  const message =
    compiled.get(name) ?? new IntlMessageFormat(languages[language][id], language, formats, { ignoreTag: true });
  compiled.set(name, message);
  return String(message.format(values));
}
