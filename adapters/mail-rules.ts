/**
 * Which addresses a message goes to, by mail or as a text message, what it is called, and who turns it into words and sends it: shared by the
 * outbox in MongoDB and the one in memory.
 */
import type { Address, Mail, MessageValues, Subject } from '../domain/ports.js';

/** A message as a person reads it in a mail. */
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

/** The short forms of messages, for phones. Not every message has one. */
export interface ShortForms {
  has(messageId: string): boolean;
  /** Plain text; throws where there is no such message. */
  render(messageId: string, values: MessageValues, locale: string): string;
}
/** One text message as it goes out. `to`: `isPhoneNumber`. `key`: letters, digits, `-` and `_`; the same one is the same text message. */
export interface OutgoingText {
  to: string;
  text: string;
  key: string;
}
export interface Sms {
  /** Throws where the text message was not taken; with `lasting: true` where it never would be. */
  send(text: OutgoingText): Promise<void>;
}
/** What the outbox makes text messages with. */
export interface Texting {
  forms: ShortForms;
  sms: Sms;
}

/** What the outbox makes messages with; without `texting` no phone is a recipient. */
export interface Mailing {
  render: Render;
  transport: Transport;
  texting?: Texting;
  /** Takes a random moment; what is to be scattered is sent after it. */
  scatter?(): Promise<void>;
}

/** What stands in a message where a sender does not say. */
export const presets = {
  service: 'Rekey',
  name: '',
  requesterKind: 'other',
  requester: '',
  ticket: '',
  credential: 'other',
};

type Kind = Address['kind'];
export interface Recipient {
  kind: Kind;
  address: string;
}
const kindsOf: Record<Mail['to'], readonly Kind[]> = { primary: ['email'], phone: ['phone'], all: ['email', 'phone'] };

/** Where a message goes to all, phones get it only in a form made for them. */
const goesBy = (kind: Kind, { to, messageId }: Pick<Mail, 'to' | 'messageId'>, texting: Texting | undefined): boolean =>
  kindsOf[to].includes(kind) &&
  (kind === 'email' || (texting !== undefined && (to === 'phone' || texting.forms.has(messageId))));

/** Messages go to verified addresses only, and to the first of them unless they go to all. None for a decoy. */
export function recipients(
  subject: Subject,
  mail: Pick<Mail, 'to' | 'messageId'>,
  { texting }: Pick<Mailing, 'texting'>,
): Recipient[] {
  const verified = subject.decoy ? [] : subject.addresses.filter((a) => a.verified);
  const reached = verified.filter(({ kind }) => goesBy(kind, mail, texting));
  return (mail.to === 'all' ? reached : reached.slice(0, 1)).map(({ kind, value }) => ({ kind, address: value }));
}

/** The words of a message for each way that it may go. */
export interface Words {
  email?: Rendered;
  phone?: string;
}
/** They are made whether or not there is a recipient of the kind: a decoy's message is as much work. */
export function wordsFor(
  mail: Pick<Mail, 'to' | 'messageId' | 'values'> & { locale: string },
  { render, texting }: Pick<Mailing, 'render' | 'texting'>,
): Words {
  const { messageId, values, locale } = mail;
  return {
    ...(goesBy('email', mail, texting) && { email: render(messageId, values, locale) }),
    ...(texting && goesBy('phone', mail, texting) && { phone: texting.forms.render(messageId, values, locale) }),
  };
}

/** Sends a message to one recipient. Nothing where the way that it was to go is closed by now: it would wait for ever. */
export async function sendTo(
  { kind, address, id }: Recipient & { id: string },
  { email, phone }: Words,
  { transport, texting }: Pick<Mailing, 'transport' | 'texting'>,
): Promise<void> {
  if (kind === 'phone')
    return phone === undefined ? undefined : texting?.sms.send({ to: address, text: phone, key: id });
  return email && transport.send({ ...email, to: address, messageId: id });
}

/** Whether the message went out, or never will: `again` where the next attempt may do better. Never throws. */
export async function attempt(sending: () => Promise<void>): Promise<'done' | 'again'> {
  try {
    await sending();
    return 'done';
  } catch (error) {
    return (error as { lasting?: unknown }).lasting === true ? 'done' : 'again';
  }
}
