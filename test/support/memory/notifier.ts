/** The notifier in memory: an outbox, and the mails that a mail server that is up has taken. */
import { attempt, recipients, type Mailing, type OutgoingMail, type Render } from '../../../adapters/mail-rules.js';
import type { Ms } from '../../../domain/plan.js';
import type { Clock, Keyed, Mail, Notifier } from '../../../domain/ports.js';

export interface StoredMail extends Pick<Mail, 'key' | 'resetId' | 'messageId' | 'values'> {
  /** Recipients; none for a decoy. */
  to: string[];
  /** Those that it has still to reach. */
  left: string[];
  locale: string;
  at: Ms;
}
export interface MemoryNotifier extends Notifier {
  /** Every mail that was asked for, decoys' too. */
  stored: StoredMail[];
  /** What went out, with the message and the values that its text was made of. */
  sent: (OutgoingMail & { message: string; values: Mail['values'] })[];
  /** `down`: takes nothing. */
  server: { down: boolean };
}

/** The message's id and its values: tests look at these, not at words. */
const plainRender: Render = (messageId, values) => ({ subject: messageId, text: JSON.stringify(values), html: '' });

export function memoryNotifier(
  clock: Clock,
  keyed: Keyed,
  { render = plainRender, transport }: Partial<Mailing> = {},
): MemoryNotifier {
  const stored: StoredMail[] = [];
  const sent: MemoryNotifier['sent'] = [];
  const server = { down: false };

  async function take(mail: OutgoingMail): Promise<void> {
    if (server.down) throw new Error('the mail server is down');
    await transport?.send(mail);
  }
  async function deliver(mail: StoredMail): Promise<void> {
    for (const to of [...mail.left]) {
      const words = render(mail.messageId, mail.values, mail.locale);
      const outgoing = { ...words, to, messageId: keyed.mac('message-id', mail.key, to) };
      const note = async (): Promise<void> => {
        await take(outgoing);
        sent.push({ ...outgoing, message: mail.messageId, values: mail.values });
      };
      if ((await attempt({ send: note }, outgoing)) === 'done') mail.left = mail.left.filter((a) => a !== to);
    }
  }

  return {
    stored,
    sent,
    server,
    async send(subject, { to, ...mail }) {
      if (stored.some((s) => s.resetId === mail.resetId && s.key === mail.key)) return;
      const all = recipients(subject, to);
      stored.push({ ...structuredClone(mail), to: all, left: all, locale: subject.locale, at: clock.now() });
    },
    async flush(resetId) {
      const ofReset = stored.filter((s) => s.resetId === resetId);
      for (const mail of ofReset) await deliver(mail);
      return { unsent: ofReset.reduce((sum, m) => sum + m.left.length, 0) };
    },
  };
}
