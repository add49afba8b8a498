/** What every notifier must do: a message is stored once under its key, and sent until it went out, by mail or to a phone. */
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Mail, Subject } from '../../../domain/ports.js';
import type { NewUser } from '../../../adapters/user.js';
import { alice, decoy, tooLongForPhones, type Suite } from './world.js';

const mail: Mail = {
  key: 'r1/code/1/challenge',
  resetId: 'r1',
  messageId: 'email-code',
  values: { code: '12345678', minutes: 10 },
  to: 'primary',
};

const phone = (value: string, verified = true) => ({ kind: 'phone' as const, value, verified });
/** With phones before and after her mailboxes: the order of one kind is not the other's. */
const aliceOnThePhone: NewUser = {
  ...alice,
  addresses: [phone('+4915550000000', false), phone('+4915550000001'), ...alice.addresses, phone('+4915550000002')],
};

export const notifier: Suite = (world) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = (await world().ports.directory.get(await world().ports.userAdmin.upsertUser(alice)))!;
  });
  const send = (change: Partial<Mail> = {}, to = subject) => world().ports.notifier.send(to, { ...mail, ...change });
  const flush = (resetId = 'r1') => world().ports.notifier.flush(resetId);
  const sent = () => world().mail.sent;

  it('sends nothing before it is flushed, and then each mail once', async () => {
    await send();
    expect(sent()).toEqual([]);
    expect(await flush()).toEqual({ unsent: 0 });
    expect(await flush()).toEqual({ unsent: 0 });
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({
      to: 'alice@example.org',
      subject: 'email-code',
      text: JSON.stringify(mail.values),
    });
  });

  it('writes to the first verified address, or to all of them, and to no other', async () => {
    await send({ to: 'all' });
    await flush();
    expect(
      sent()
        .map((m) => m.to)
        .sort(),
    ).toEqual(['alice@example.org', 'alice@home.example']);
  });

  it('keeps one mail of a key, however often it is asked for', async () => {
    await Promise.all([send(), send(), send()]);
    await send({ values: { code: '87654321', minutes: 9 } });
    await send({}, decoy);
    await flush();
    await send();
    await flush();
    expect(sent().map((m) => m.text)).toEqual([JSON.stringify(mail.values)]);
  });

  it('sends only what belongs to the reset', async () => {
    await send();
    await send({ resetId: 'r2', key: 'r2/code/1/challenge' });
    await flush('r2');
    expect(sent()).toHaveLength(1);
    expect(await flush('r3')).toEqual({ unsent: 0 });
  });

  it('says how much is unsent while the mail server is down, and sends it when it is back', async () => {
    world().mail.server = 'down';
    await send({ to: 'all' });
    expect(await flush()).toEqual({ unsent: 2 });
    world().mail.server = 'up';
    expect(await flush()).toEqual({ unsent: 0 });
    expect(sent()).toHaveLength(2);
  });

  it('gives up a mail that would never be taken', async () => {
    world().mail.server = 'refuses';
    await send();
    expect(await flush()).toEqual({ unsent: 0 });
    world().mail.server = 'up';
    await flush();
    expect(sent()).toEqual([]);
  });

  it('gives the same mail the same Message-ID, and each its own', async () => {
    await send({ to: 'all' });
    await send({ key: 'r1/code/2/challenge' });
    await flush();
    const ids = sent().map((m) => m.messageId);
    expect(new Set(ids).size).toBe(3);
    const keyed = (key: string, to: string) => world().keyed.mac('message-id', key, to);
    expect(ids.sort()).toEqual(
      [
        keyed(mail.key, 'alice@example.org'),
        keyed(mail.key, 'alice@home.example'),
        keyed('r1/code/2/challenge', 'alice@example.org'),
      ].sort(),
    );
  });

  it('drops the mails of a decoy and of one without a verified address, and owes nothing', async () => {
    await send({}, decoy);
    await send({ key: 'another' }, { ...subject, addresses: [] });
    expect(await flush()).toEqual({ unsent: 0 });
    expect(sent()).toEqual([]);
  });

  describe('where the subject has phones', () => {
    beforeEach(async () => {
      subject = (await world().ports.directory.get(await world().ports.userAdmin.upsertUser(aliceOnThePhone)))!;
    });
    const texts = () => world().texts.sent;
    const to = <T extends { to: string }>(messages: T[]): string[] => messages.map((m) => m.to).sort();

    it('writes to the first verified phone, in the short form, under a key of its own', async () => {
      await send({ to: 'phone' });
      expect(texts()).toEqual([]);
      expect(await flush()).toEqual({ unsent: 0 });
      expect(await flush()).toEqual({ unsent: 0 });
      expect(texts()).toEqual([
        {
          to: '+4915550000001',
          text: `email-code ${JSON.stringify(mail.values)}`,
          key: world().keyed.mac('message-id', mail.key, '+4915550000001'),
        },
      ]);
      expect(sent()).toEqual([]);
    });

    it('writes to no phone where the first e-mail address is meant', async () => {
      await send();
      await flush();
      expect(to(sent())).toEqual(['alice@example.org']);
      expect(texts()).toEqual([]);
    });

    it('writes to every verified address and phone where all are meant', async () => {
      await send({ to: 'all' });
      expect(await flush()).toEqual({ unsent: 0 });
      expect(to(sent())).toEqual(['alice@example.org', 'alice@home.example']);
      expect(to(texts())).toEqual(['+4915550000001', '+4915550000002']);
    });

    it('leaves phones out where a message to all has no short form', async () => {
      await send({ to: 'all', messageId: tooLongForPhones });
      expect(await flush()).toEqual({ unsent: 0 });
      expect(sent()).toHaveLength(2);
      expect(texts()).toEqual([]);
    });

    it('keeps one message of a key, whichever way it was to go', async () => {
      await send({ to: 'phone' });
      await send({ to: 'all' });
      await flush();
      expect(to(texts())).toEqual(['+4915550000001']);
      expect(sent()).toEqual([]);
    });

    it('sends what is left when a carrier is back, and the rest once', async () => {
      world().texts.server = 'down';
      await send({ to: 'all' });
      await send({ to: 'phone', key: 'r1/code/2/challenge' });
      expect(await flush()).toEqual({ unsent: 3 });
      expect(sent()).toHaveLength(2);
      world().texts.server = 'up';
      expect(await flush()).toEqual({ unsent: 0 });
      expect([sent().length, texts().length]).toEqual([2, 3]);
    });

    it('gives up a phone that would never be reached, and it alone', async () => {
      world().texts.server = 'refuses';
      world().mail.server = 'down';
      await send({ to: 'all' });
      await send({ to: 'phone', key: 'r1/code/2/challenge' });
      expect(await flush()).toEqual({ unsent: 2 });
      Object.assign(world().texts, { server: 'up' });
      Object.assign(world().mail, { server: 'up' });
      expect(await flush()).toEqual({ unsent: 0 });
      expect(to(sent())).toEqual(['alice@example.org', 'alice@home.example']);
      expect(texts()).toEqual([]);
    });

    it.each(['phone', 'all'] as const)('drops what a decoy was to get, and owes nothing: to %s', async (aim) => {
      await send({ to: aim }, decoy);
      await send({ to: aim, key: 'another' }, { ...decoy, addresses: subject.addresses });
      expect(await flush()).toEqual({ unsent: 0 });
      expect([sent(), texts()]).toEqual([[], []]);
    });

    it('drops a text message to one without a verified phone', async () => {
      const unproved = subject.addresses.map((a) => ({ ...a, verified: a.kind === 'email' }));
      await send({ to: 'phone' }, { ...subject, addresses: unproved });
      expect(await flush()).toEqual({ unsent: 0 });
      expect([sent(), texts()]).toEqual([[], []]);
    });
  });
};
