// reset.close: what is left of a reset when it has ended.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { endings, next, type Reset } from '../../domain/reset.js';
import { before } from '../support/faults.js';
import { goodPassword } from '../support/password.js';
import { Fixture } from './fixture.js';

const yaml = `
id: m
title: t
request: { by: [self] }
authentication: { of: [email-code] }
source: random
targets: [directory]
delivery: { display: { within: PT15M } }
`;

describe('reset.close', () => {
  let f: Fixture;
  let user: string;
  let opened: Reset;
  beforeEach(async () => {
    f = new Fixture();
    user = await f.user('alice');
    opened = await f.open(await f.method(yaml), 'alice');
  });
  const close = (more: Partial<Reset>): Promise<Record<string, unknown>> =>
    f.run('reset.close', { reset: { ...opened, version: opened.version + 9, ...more } });
  const notices = () => f.mailsOf(opened.id).filter((m) => m.messageId.startsWith('notice-'));

  it.each(endings)(
    '%s: the whole truth is in the read model, the audit has its end, and the progress is gone',
    async (state) => {
      await close({ state, reason: 'deadline' });
      expect(await f.ports.resets.get(opened.id)).toMatchObject({
        state,
        closedAt: f.now,
        version: opened.version + 9,
      });
      expect((await f.ports.audit.of(opened.id)).at(-1)).toMatchObject({ type: 'reset.closed', data: { state } });
      expect(f.ports.stored.progress.has(user)).toBe(false);
      expect(await f.ports.resets.unclosed(f.now + 1e12, 10)).toEqual([]);
    },
  );

  it('nobody is told of a mere request', async () => {
    for (const state of endings.filter((s) => s !== 'completed')) await close({ state, proved: false });
    expect(notices()).toEqual([]);
  });

  it('all addresses are told of a completed reset, and of one that ended otherwise after a proof', async () => {
    await close({ state: 'completed', proved: true });
    expect(notices()).toMatchObject([
      { messageId: 'notice-completed', to: ['alice@example.org', 'alice@example.net'], left: [] },
    ]);
    opened = await f.open(await f.method(yaml), 'alice', { source: 'x' });
    await close({ state: 'cancelled', proved: true });
    expect(notices()).toMatchObject([{ messageId: 'notice-ended', left: [] }]);
  });

  it('is told although the quota of anonymous mails is used up', async () => {
    for (let i = 0; i < 30; i++) await f.open(await f.method(yaml), 'alice', { source: `x${i}` });
    await close({ state: 'completed', proved: true });
    expect(notices()[0]!.to).toHaveLength(2);
  });

  it('a decoy is told nothing and ends nothing', async () => {
    opened = await f.open(await f.method(yaml), 'nobody');
    await close({ state: 'completed', proved: true });
    expect(notices()[0]!.to).toEqual([]);
  });

  it('all secrets are destroyed; one that was collected a minute later', async () => {
    const value = await f.value(opened, goodPassword);
    const other = await f.value(opened, 'another value');
    const display = { ...opened.steps['display']!, state: 'passed' as const };
    await close({ state: 'completed', proved: true, value, steps: { ...opened.steps, display } });
    const bound = { resetId: opened.id, purpose: 'new-credential' } as const;
    await expect(f.ports.vault.open(other, bound)).rejects.toThrow();
    expect((await f.ports.vault.open(value, bound)).value).toContain(goodPassword);
    f.now += 60_000;
    await expect(f.ports.vault.open(value, bound)).rejects.toThrow();
  });

  it.each(['completed', 'undelivered', 'failed', 'cancelled'] as const)(
    '%s without a collect: no secret is left',
    async (state) => {
      await f.answer(opened, { code: '12345678' });
      const value = await f.value(opened, goodPassword);
      await close({ state, proved: true, value });
      expect(f.ports.vault.secrets()).toEqual([]);
    },
  );

  it('says what waits to be sent, and finishes all else', async () => {
    f.ports.notifier.server.down = true;
    expect(await close({ state: 'completed', proved: true })).toEqual({ unsent: 2 });
    expect(await f.ports.resets.get(opened.id)).toMatchObject({ closedAt: f.now });
  });

  it('finishes where it was interrupted', async () => {
    for (const call of ['notifier.send', 'vault.shred', 'directory.finish', 'audit.append', 'resets.close']) {
      const mend = f.faults.at(call, before);
      await expect(close({ state: 'completed', proved: true })).rejects.toMatchObject({ nonRetryable: false });
      mend();
    }
    await close({ state: 'completed', proved: true });
    expect(notices()).toHaveLength(1);
    expect(await f.ports.resets.get(opened.id)).toMatchObject({ state: 'completed' });
  });

  it('tells nothing that was told before it closed', async () => {
    await close({ state: 'cancelled' });
    const late = next(opened, { type: 'challenging', stepId: 'email-code' });
    await f.ports.resets.save(late, ['email-code']);
    expect(await f.ports.resets.get(opened.id)).toMatchObject({ state: 'cancelled' });
  });
});
