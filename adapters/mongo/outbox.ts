/**
 * The outbox: one document a reset. A mail is sealed until it went out; a decoy's has no recipients and goes the same way with the same
 * work.
 */
import type { mongo } from 'mongoose';
import type { Ms } from '../../domain/plan.js';
import type { Clock, Keyed, Mail, Notifier, Subject } from '../../domain/ports.js';
import type { Cipher } from '../keys/types.js';
import { attempt, recipients, type Mailing } from '../mail-rules.js';
import { writeGuarded } from './guarded.js';
import type { OutboxDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** One attempt takes no longer, whatever the transport does: an activity has 10 s for all it does. */
const attemptLasts: Ms = 5_000;

/** What is sealed of a mail. `id`: the left side of its Message-ID. */
interface Letter extends Pick<Mail, 'messageId' | 'values'> {
  to: { address: string; id: string }[];
  locale: string;
}
type StoredMail = OutboxDoc['mails'][number];

export function outboxOf(
  outbox: mongo.Collection<OutboxDoc>,
  rest: { cipher: Cipher; keyed: Keyed; clock: Clock; expireAt: ExpireAt; mailing: Mailing },
): Notifier {
  const { cipher, keyed, clock, expireAt, mailing } = rest;
  const boundTo = (resetId: string, key: string): Record<string, string> => ({ resetId, key, purpose: 'mail' });

  const letterOf = (subject: Subject, { key, to, messageId, values }: Mail): Letter => ({
    to: recipients(subject, to).map((address) => ({ address, id: keyed.mac('message-id', key, address) })),
    messageId,
    values,
    locale: subject.locale,
  });

  /** How many recipients it has still to reach. */
  async function deliver(resetId: string, { key, left, sealed = '' }: StoredMail): Promise<number> {
    const letter = JSON.parse(await cipher.open(sealed, boundTo(resetId, key))) as Letter;
    const words = mailing.render(letter.messageId, letter.values, letter.locale);
    const outcomes = await Promise.all(
      left.map(async (n) => {
        const { address, id } = letter.to[n]!;
        return bounded(mailing.transport, { ...words, to: address, messageId: id });
      }),
    );
    const done = left.filter((_n, i) => outcomes[i] === 'done');
    const remaining = left.length - done.length;
    if (remaining === 0 || done.length > 0)
      await outbox.updateOne(
        { _id: resetId, 'mails.key': key },
        {
          $pull: { 'mails.$.left': { $in: done } },
          ...(remaining === 0 && { $unset: { 'mails.$.sealed': true } }),
        },
      );
    return remaining;
  }

  return {
    async send(subject, mail) {
      const { key, resetId } = mail;
      const at = clock.now();
      const letter = letterOf(subject, mail);
      const sealed = await cipher.seal(JSON.stringify(letter), boundTo(resetId, key));
      const stored: StoredMail = { key, at, left: letter.to.map((_to, n) => n), sealed };
      // False where it was stored before: the same key is the same mail, whoever it would go to now.
      await writeGuarded(
        outbox,
        { _id: resetId, 'mails.key': { $ne: key } },
        {
          $push: { mails: stored },
          $set: { expireAt: expireAt('outbox', at) },
        },
      );
    },

    async flush(resetId) {
      const doc = await outbox.findOne({ _id: resetId }, { projection: { mails: 1 } });
      const waiting = (doc?.mails ?? []).filter((m) => m.sealed !== undefined);
      const left = await Promise.all(waiting.map((m) => deliver(resetId, m)));
      return { unsent: left.reduce((sum, n) => sum + n, 0) };
    },
  };
}

async function bounded(...[transport, mail]: Parameters<typeof attempt>): Promise<'done' | 'again'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'again'>((resolve) => {
    timer = setTimeout(resolve, attemptLasts, 'again');
  });
  return Promise.race([attempt(transport, mail), late]).finally(() => clearTimeout(timer));
}
