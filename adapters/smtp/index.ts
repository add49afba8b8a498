/** Mail over SMTP: a pool of connections, TLS as the URL says, and errors that tell neither content nor address. */
import { createTransport } from 'nodemailer';
import type { Ms } from '../../domain/plan.js';
import type { OutgoingMail, Transport } from '../mail-rules.js';

export { render } from './render.js';

export interface SmtpTransport extends Transport {
  /** To one address. Throws `MailNotSent`; the mail may have arrived all the same where that says `EABORT` or `ETIMEDOUT`. */
  send(mail: OutgoingMail): Promise<void>;
  /** Connects and logs in. Throws `MailNotSent`. */
  verify(): Promise<void>;
  /** Lets mails under way finish. */
  close(): void;
}

/** The mail server did not take a mail, or was not to be reached. */
export class MailNotSent extends Error {
  override readonly name = 'MailNotSent';
  /** A short word: `ECONNECTION`, `ETIMEDOUT`, `EENVELOPE`, … */
  readonly code: string;
  /** The server's, where it answered (RFC 5321, 4.2). */
  readonly responseCode: number | undefined;
  /** The same mail would be refused again. */
  readonly lasting: boolean;
  constructor(code: string, responseCode?: number, lasting = false) {
    super(`The mail server did not take the mail (${[code, responseCode].filter(Boolean).join(', ')})`);
    this.code = code;
    this.responseCode = responseCode;
    this.lasting = lasting;
  }
}

/** An activity has 10 s for all it does: an attempt to send must fail in about half of that. */
const presetTimeout: Ms = 4_500;

/**
 * `url`: `smtp://` (STARTTLS where the server offers it, and always where the URL has a user: `?requireTLS=true|false` says otherwise) or
 * `smtps://`. `from`: a header, `Rekey <no-reply@example.org>`. `timeoutMs` bounds one attempt, the wait for a free connection included.
 */
export function smtpTransport(
  url: string,
  { from, timeoutMs = presetTimeout }: { from: string; timeoutMs?: Ms },
): SmtpTransport {
  const transport = createTransport({
    pool: true,
    url,
    requireTLS: hasUser(url),
    connectionTimeout: timeoutMs / 2,
    greetingTimeout: timeoutMs / 2,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs / 2,
    socketCloseTimeout: 500,
    // Once, for a pooled connection that the server has just closed; for all else there is the workflow.
    maxRequeues: 1,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^\s>]+)/.exec(from)?.[1] ?? 'localhost';

  return {
    async send({ to, subject, text, html, messageId }) {
      if (!isOneAddress(to)) throw new MailNotSent('EENVELOPE', undefined, true);
      if (!/^[\w.-]+$/.test(messageId))
        throw new TypeError('messageId may hold letters, digits, ".", "_" and "-" only');
      await told(
        transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${messageId}@${domain}>`,
          // RFC 3834: no vacation notes in answer.
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          signal: AbortSignal.timeout(timeoutMs),
        }),
      );
    },
    async verify() {
      await told(transport.verify());
    },
    close: () => transport.close(),
  };
}

/** Refuses what is no SMTP URL, without repeating it: it may hold a password. */
function hasUser(url: string): boolean {
  const { protocol, username } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '' };
  if (protocol !== 'smtp:' && protocol !== 'smtps:')
    throw new TypeError('SMTP_URL must be smtp://[user:password@]host[:port] or smtps://…');
  return username !== '' && protocol === 'smtp:';
}

/** No list, no group, no name, no line break: what a directory holds goes to one mailbox or nowhere. */
const isOneAddress = (text: string): boolean => /^[^\s<>(),;:"@]+@[^\s<>(),;:"@]+$/u.test(text);

/** The library's errors quote the server, and the server quotes the address. */
async function told(attempt: Promise<unknown>): Promise<void> {
  try {
    await attempt;
  } catch (error) {
    const { code = 'UNKNOWN', responseCode } = error as { code?: string; responseCode?: number };
    const aboutThisMail = code === 'EENVELOPE' || code === 'EMESSAGE';
    throw new MailNotSent(code, responseCode, aboutThisMail && responseCode !== undefined && responseCode >= 500);
  }
}
