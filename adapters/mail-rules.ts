/** Which addresses a mail goes to, what it is called, and who turns it into words and sends it: shared by the outbox in MongoDB and the one in memory. */
import type { Mail, MessageValues, Subject } from '../domain/ports.js';

/** A message as a person reads it. */
export interface Rendered {
  subject: string;
  text: string;
  html: string;
}
/** Words for a message; throws where there is no such message. */
export type Render = (messageId: string, values: MessageValues, locale: string) => Rendered;
/** One mail as it goes out. `messageId`: the left side of the Message-ID header (RFC 5322 §3.6.4). */
export type OutgoingMail = Rendered & { to: string; messageId: string };
export interface Transport {
  /** Throws where the mail was not taken; with `lasting: true` where it never would be. */
  send(mail: OutgoingMail): Promise<void>;
}
/** What the outbox makes mails with. */
export interface Mailing {
  render: Render;
  transport: Transport;
}

/** Messages go to verified addresses only; the first of them is the primary one. None for a decoy. */
export function recipients(subject: Subject, to: Mail['to']): string[] {
  const all = subject.decoy ? [] : subject.addresses.filter((a) => a.verified).map((a) => a.value);
  return to === 'primary' ? all.slice(0, 1) : all;
}

/** Whether the mail went out, or never will: `again` where the next attempt may do better. Never throws. */
export async function attempt(transport: Transport, mail: OutgoingMail): Promise<'done' | 'again'> {
  try {
    await transport.send(mail);
    return 'done';
  } catch (error) {
    return (error as { lasting?: unknown }).lasting === true ? 'done' : 'again';
  }
}
