/** The words of a page in the visitor's language. Ids that come from prompts and reasons are looked up; where one has no text, the page says less. */
import { isTextId, text, type Language, type TextId, type TextValues } from '../../texts/index.js';

export interface Say {
  /** The sentence with this id. */
  (id: TextId, values?: TextValues): string;
  language: Language;
  /** The first of these ids that has a text; undefined where none has. */
  maybe(ids: readonly string[], values?: TextValues): string | undefined;
}

/** What the service calls itself, in mails too. */
export const service = 'Rekey';

/** A letter and its hyphen stay together at the end of a line, as in "E-Mail". */
const unbroken = (sentence: string): string => sentence.replace(/(?<!\p{L})(\p{L})-(?=\p{L})/gu, '$1\u2011');

export function sayIn(language: Language): Say {
  const say = (id: TextId, values: TextValues = {}): string => unbroken(text(language, id, { service, ...values }));
  const maybe: Say['maybe'] = (ids, values) => {
    const id = ids.find(isTextId);
    return id && say(id, values);
  };
  return Object.assign(say, { language, maybe });
}
