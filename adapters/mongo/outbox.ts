/**
 * The outbox: one document a reset. A message is sealed until it went out, by mail or as a text message; a decoy's has no recipients and
 * goes the same way with the same work.
 */
import type { mongo } from 'mongoose';
import type { Ms } from '../../domain/plan.js';
import type { Clock, Keyed, Mail, Notifier, Subject } from '../../domain/ports.js';
import type { Cipher } from '../keys/types.js';
import { attempt, recipients, sendTo, wordsFor, type Mailing, type Recipient } from '../mail-rules.js';
import { writeGuarded } from './guarded.js';
import type { OutboxDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** One attempt takes no longer, whatever a transport does: an activity has 10 s for all it does. */
const attemptLasts: Ms = 5_000;

/** A text message costs money, and says twice what a mail of the same Message-ID says once: one process at a time sends it, a dead one's is free again after this. */
const leaseLasts: Ms = 2 * attemptLasts;

/** What is sealed of a message. `id`: the left side of a mail's Message-ID, the key of a text message. */
interface Letter extends Pick<Mail, 'messageId' | 'values'> {
  /** Letters from before there were phones have no `kind`, and no `aim`: mails all of them. */
  to: (Pick<Recipient, 'address'> & Partial<Recipient> & { id: string })[];
  aim?: Mail['to'];
  locale: string;
}
type StoredMail = OutboxDoc['mails'][number];

export function outboxOf(
  outbox: mongo.Collection<OutboxDoc>,
  rest: { cipher: Cipher; keyed: Keyed; clock: Clock; expireAt: ExpireAt; mailing: Mailing },
): Notifier {
  const { cipher, keyed, clock, expireAt, mailing } = rest;
  const boundTo = (resetId: string, key: string): Record<string, string> => ({ resetId, key, purpose: 'mail' });

  const letterOf = (subject: Subject, mail: Mail): Letter => ({
    to: recipients(subject, mail, mailing).map((r) => ({ ...r, id: keyed.mac('message-id', mail.key, r.address) })),
    aim: mail.to,
    messageId: mail.messageId,
    values: mail.values,
    locale: subject.locale,
  });

  /** Whether this process may send it now, as far as it has seen it. `nth`: its place, which it keeps. */
  async function leased(resetId: string, nth: number, seen: Ms): Promise<boolean> {
    const now = clock.now();
    if (seen > now) return false;
    const until = `mails.${nth}.leasedUntil`;
    const { modifiedCount } = await outbox.updateOne(
      { _id: resetId, [until]: seen },
      { $set: { [until]: now + leaseLasts } },
    );
    return modifiedCount === 1;
  }

  /** How many recipients it has still to reach. */
  async function deliver(resetId: string, mail: StoredMail, nth: number): Promise<number> {
    const { key, left, sealed = '', leasedUntil } = mail;
    if (leasedUntil !== undefined && !(await leased(resetId, nth, leasedUntil))) return left.length;
    const letter = JSON.parse(await cipher.open(sealed, boundTo(resetId, key))) as Letter;
    const words = wordsFor({ ...letter, to: letter.aim ?? 'primary' }, mailing);
    const outcomes = await Promise.all(
      left.map((n) => bounded(() => sendTo({ kind: 'email', ...letter.to[n]! }, words, mailing))),
    );
    const done = left.filter((_n, i) => outcomes[i] === 'done');
    const remaining = left.length - done.length;
    if (remaining === 0 || done.length > 0 || leasedUntil !== undefined)
      await outbox.updateOne(
        { _id: resetId, 'mails.key': key },
        {
          $pull: { 'mails.$.left': { $in: done } },
          ...(remaining === 0 && { $unset: { 'mails.$.sealed': true, 'mails.$.leasedUntil': true } }),
          ...(remaining > 0 && leasedUntil !== undefined && { $set: { 'mails.$.leasedUntil': 0 } }),
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
      const lease = mail.to === 'phone' ? { leasedUntil: 0 } : {};
      const stored: StoredMail = { key, at, left: letter.to.map((_to, n) => n), sealed, ...lease };
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

    async flush(resetId, { scattered = false } = {}) {
      if (scattered) await mailing.scatter?.();
      const doc = await outbox.findOne({ _id: resetId }, { projection: { mails: 1 } });
      const left = await Promise.all(
        (doc?.mails ?? []).map(async (m, nth) => (m.sealed === undefined ? 0 : deliver(resetId, m, nth))),
      );
      return { unsent: left.reduce((sum, n) => sum + n, 0) };
    },
  };
}

async function bounded(sending: () => Promise<void>): Promise<'done' | 'again'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'again'>((resolve) => {
    timer = setTimeout(resolve, attemptLasts, 'again');
  });
  return Promise.race([attempt(sending), late]).finally(() => clearTimeout(timer));
}
