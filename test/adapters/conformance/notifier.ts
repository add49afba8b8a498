/** What every notifier must do: a mail is stored once under its key, and sent until it went out. */
import { beforeEach, expect, it } from '@jest/globals';
import type { Mail, Subject } from '../../../domain/ports.js';
import { alice, decoy, type Suite } from './world.js';

const mail: Mail = {
  key: 'r1/code/1/challenge',
  resetId: 'r1',
  messageId: 'email-code',
  values: { code: '12345678', minutes: 10 },
  to: 'primary',
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
};
