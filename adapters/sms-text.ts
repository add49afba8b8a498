/** A text message's words: the short forms of messages in `texts/`, for whoever carries them to a phone. */
import { isTextId, text } from '../texts/index.js';
import { presets, type ShortForms } from './mail-rules.js';

const idOf = (messageId: string): string => `sms.${messageId}`;

/** `messageId` names the text `sms.<messageId>`; values and errors are as a mail's. */
export const shortForms: ShortForms = {
  has: (messageId) => isTextId(idOf(messageId)),
  render(messageId, values, locale) {
    const id = idOf(messageId);
    if (!isTextId(id)) throw new TypeError(`No text with the id ${id}`);
    return text(locale, id, { ...presets, ...values });
  },
};
