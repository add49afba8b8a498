/** Reasons in the caller's language. */
import type { Reason } from '../domain/shapes.js';
import { isTextId, text } from '../texts/index.js';

export interface Told {
  id: string;
  message: string;
  values?: Record<string, string | number>;
}

const messageOf = (locale: string, { id, values }: Reason): string => {
  const textId = `problem.${id}`;
  // A part without its text still tells its id.
  return isTextId(textId) ? text(locale, textId, values) : id;
};

export const told = (locale: string, reasons: readonly Reason[]): Told[] =>
  reasons.map((reason) => ({
    id: reason.id,
    message: messageOf(locale, reason),
    ...(reason.values && { values: reason.values }),
  }));
