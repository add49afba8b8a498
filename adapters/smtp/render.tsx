/** A mail's words from `texts/`: plain text, and the same paragraphs as simple HTML. */
import { renderToStaticMarkup } from 'preact-render-to-string';
import type { MessageValues } from '../../domain/ports.js';
import { isTextId, languageOf, text, type TextId } from '../../texts/index.js';
import { presets, type Rendered } from '../mail-rules.js';

/**
 * `messageId` names the texts `mail.<messageId>.subject` and `.body`. `values` are the message's own, and `service` (what the service
 * calls itself), `name` (the stored display name, never a typed one) and, where somebody else asked, `requester` (likewise) or `ticket`. Throws
 * where there is no such text or one of its values is missing.
 */
export function render(messageId: string, values: MessageValues, locale: string): Rendered {
  const given = { ...presets, ...values };
  const all = { ...given, requester: shownName(given.requester) || 'unknown', ticket: shownTicket(given.ticket) };
  const say = (id: string): string => text(locale, mailText(id), all);
  const name = shownName(all.name);
  const greeting = name ? text(locale, 'mail.greeting.named', { name }) : text(locale, 'mail.greeting');
  const paragraphs = [greeting, ...say(`mail.${messageId}.body`).split('\n\n'), say('mail.footer')];
  return {
    subject: say(`mail.${messageId}.subject`),
    text: `${paragraphs.join('\n\n')}\n`,
    html: page(languageOf(locale), paragraphs, all),
  };
}

function mailText(id: string): TextId {
  if (isTextId(id)) return id;
  throw new TypeError(`No text with the id ${id}`);
}

const longestName = 80;
/** One short line without direction marks; nothing where the name looks like a link, which mail programs would make one. */
function shownName(name: string | number): string {
  const line = String(name)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ')
    .trim();
  return /[/@]|www\./i.test(line) ? '' : [...line].slice(0, longestName).join('');
}

/** A dash where there is none, or where mail programs would make a link of it. */
const shownTicket = (ticket: string | number): string =>
  /^$|www\.|\.[a-z]{2}/i.test(String(ticket)) ? '–' : String(ticket);

const styles = {
  body: 'font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5; color: #111; max-width: 36em; margin: 1em auto; padding: 0 1em',
  code: 'font-size: 28px; font-weight: bold; letter-spacing: 4px',
};

function page(language: string, paragraphs: readonly string[], { code, url }: MessageValues): string {
  const body = paragraphs.map((paragraph) => {
    if (paragraph === String(code)) return <p style={styles.code}>{paragraph}</p>;
    if (paragraph === url)
      return (
        <p>
          <a href={url}>{url}</a>
        </p>
      );
    return <p>{paragraph}</p>;
  });
  const html = (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
      </head>
      <body style={styles.body}>{body}</body>
    </html>
  );
  return `<!doctype html>${renderToStaticMarkup(html)}`;
}
