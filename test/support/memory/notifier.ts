/** The notifier in memory: an outbox, and the messages that a server that is up has taken. */
import {
  attempt,
  recipients,
  sendTo,
  wordsFor,
  type Mailing,
  type OutgoingMail,
  type Recipient,
  type Render,
} from '../../../adapters/mail-rules.js';
import type { Ms } from '../../../domain/plan.js';
import type { Clock, Keyed, Mail, Notifier } from '../../../domain/ports.js';

export interface StoredMail extends Pick<Mail, 'key' | 'resetId' | 'messageId' | 'values'> {
  /** What it was to go to. */
  aim: Mail['to'];
  /** Addresses and phones of recipients; none for a decoy. */
  to: string[];
  /** Those that it has still to reach. */
  left: Recipient[];
  locale: string;
  at: Ms;
}
export interface MemoryNotifier extends Notifier {
  /** Every message that was asked for, decoys' too. */
  stored: StoredMail[];
  /** What went out, with the message and the values that its text was made of. A text message has no subject. */
  sent: (OutgoingMail & Pick<Recipient, 'kind'> & { message: string; values: Mail['values'] })[];
  /** `down`: takes nothing. */
  server: { down: boolean };
}

/** The message's id and its values: tests look at these, not at words. */
const plainRender: Render = (messageId, values) => ({ subject: messageId, text: JSON.stringify(values), html: '' });
const plainMailing: Mailing = {
  render: plainRender,
  transport: { async send() {} },
  texting: {
    forms: { has: () => true, render: (_messageId, values) => JSON.stringify(values) },
    sms: { async send() {} },
  },
};

export function memoryNotifier(clock: Clock, keyed: Keyed, given: Partial<Mailing> = {}): MemoryNotifier {
  const mailing = { ...plainMailing, ...given };
  const stored: StoredMail[] = [];
  const sent: MemoryNotifier['sent'] = [];
  const server = { down: false };

  async function deliver(mail: StoredMail): Promise<void> {
    const { key, aim, messageId: message, values, locale } = mail;
    const words = wordsFor({ to: aim, messageId: message, values, locale }, mailing);
    for (const recipient of [...mail.left]) {
      const { kind, address: to } = recipient;
      const id = keyed.mac('message-id', key, to);
      const sending = async (): Promise<void> => {
        if (server.down) throw new Error('the server is down');
        await sendTo({ ...recipient, id }, words, mailing);
        const shown = kind === 'email' ? words.email : { subject: '', text: words.phone ?? '', html: '' };
        if (shown) sent.push({ ...shown, kind, to, messageId: id, message, values });
      };
      if ((await attempt(sending)) === 'done') mail.left = mail.left.filter((r) => r !== recipient);
    }
  }

  return {
    stored,
    sent,
    server,
    async send(subject, { to: aim, ...mail }) {
      if (stored.some((s) => s.resetId === mail.resetId && s.key === mail.key)) return;
      const left = recipients(subject, { to: aim, messageId: mail.messageId }, mailing);
      const to = left.map(({ address }) => address);
      stored.push({ ...structuredClone(mail), aim, to, left, locale: subject.locale, at: clock.now() });
    },
    async flush(resetId) {
      const ofReset = stored.filter((s) => s.resetId === resetId);
      for (const mail of ofReset) await deliver(mail);
      return { unsent: ofReset.reduce((sum, m) => sum + m.left.length, 0) };
    },
  };
}
