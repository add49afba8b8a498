// The mails of the embedded stack, read through the mail catcher's HTTP API as a user reads them in a mailbox.
import { mailboxOf } from '../adapters/smtp/sms.js';
import { until } from './until.js';

/** A mail as the mail catcher tells of it: the part that is read here. */
export interface ReceivedMail {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lines of a mail that stand alone: what the reader is to type or to open. */
const codeLine = /^(\d{4,12})$/m;
const linkLine = /^(https?:\/\/\S+)$/m;
/** In a text message, which is one line. */
const codeInText = /: (\d{4,12})\b/;
/** What tells the user that the reset was done. */
const changed = /was changed$/;

const isVeto = (token: string): boolean => token.startsWith('veto.');
function linkIn(text: string, wanted: (token: string) => boolean): URL | undefined {
  const link = linkLine.exec(text)?.[1];
  const url = link === undefined ? undefined : new URL(link);
  return url && wanted(url.searchParams.get('t') ?? '') ? url : undefined;
}

/** Gives out each mail once: a second code is never mistaken for the first. */
export class Mailbox {
  readonly #url: string;
  readonly #read = new Set<string>();
  /** `url`: of the mail catcher's page. */
  constructor(url: string) {
    this.#url = url;
  }

  /** All mails to an address, in the order in which they came. */
  async to(address: string): Promise<ReceivedMail[]> {
    const response = await fetch(`${this.#url}/api/email?envelope.to.address=${encodeURIComponent(address)}`).catch(
      (cause: unknown) => {
        throw new Error(`The mail catcher does not answer at ${this.#url}.`, { cause });
      },
    );
    if (!response.ok) throw new Error(`The mail catcher at ${this.#url} answers ${response.status}.`);
    return (await response.json()) as ReceivedMail[];
  }

  /** The code of the next mail that has one. */
  code(address: string): Promise<string> {
    return this.#next(address, 'The mail with a code', (mail) => codeLine.exec(mail.text)?.[1]);
  }
  /** The code of the next text message to a phone that has one. */
  textedCode(phone: string): Promise<string> {
    return this.#next(mailboxOf(phone), 'The text message with a code', ({ text }) => codeInText.exec(text)?.[1]);
  }
  /** The link of the next mail that has one. */
  link(address: string): Promise<URL> {
    return this.#next(address, 'The mail with a link', ({ text }) => linkIn(text, (token) => !isVeto(token)));
  }
  /** The link of the next notice, for whoever it was not. */
  veto(address: string): Promise<URL> {
    return this.#next(address, 'The notice with its link', ({ text }) => linkIn(text, isVeto));
  }
  /** The next notice that a reset was done: with it the reset is over, to its last effect. */
  async notice(address: string): Promise<void> {
    await this.#next(address, 'The notice of the change', (mail) => changed.test(mail.subject));
  }

  #next<T>(address: string, what: string, read: (mail: ReceivedMail) => T | undefined | false): Promise<T> {
    return until(`${what} to ${address}`, async () => {
      for (const mail of (await this.to(address)).filter(({ id }) => !this.#read.has(id))) {
        const found = read(mail);
        if (!found) continue;
        this.#read.add(mail.id);
        return found;
      }
      return undefined;
    });
  }
}
