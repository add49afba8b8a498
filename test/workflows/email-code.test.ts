// A reset by mailed code from request to end, in the workflow with real activities over ports in memory.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goodPassword, World } from '../support/world.js';

const emailCode = `
id: email-code
title: By a code
request: { by: [self], subjects: { notIn: [privileged] } }
authentication:
  of:
    - email-code: { digits: 8 }
source: user-entry
targets: [directory]
`;

describe('a reset by mailed code', () => {
  let world: World;
  let method: Awaited<ReturnType<World['method']>>;
  beforeAll(async () => {
    world = await World.start();
    method = await world.method(emailCode);
  });
  afterAll(() => world.stop());

  it('ends with the new password set and the old one gone', async () => {
    const alice = await world.user('alice');
    const reset = await world.request(method, 'alice');
    const { code } = await reset.mail('email-code');
    expect(await reset.answer('email-code', { code: String(code) })).toMatchObject({
      outcome: 'done',
      passed: true,
      view: { state: 'authenticated' },
    });
    expect(await reset.execute(goodPassword)).toMatchObject({ outcome: 'done', passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    expect(await world.ports.credentials.matches(alice, 'password', goodPassword)).toBe(true);
    expect(await world.ports.credentials.matches(alice, 'password', 'old password of alice')).toBe(false);
    expect(await reset.mail('notice-completed')).toBeDefined();
    expect((await world.ports.resets.get(reset.id))?.state).toBe('completed');
  });

  it.each(['arthur', 'nobody'])(
    'has its mail sent at a random moment, whether or not there is somebody to send to: %s',
    async (name) => {
      if (name !== 'nobody') await world.user(name);
      const reset = await world.request(method, name);
      const sending = () => world.faults.calls.find((c) => c.name === 'notifier.flush' && c.args[0] === reset.id);
      expect((await reset.until(sending, 'the sending')).args).toEqual([reset.id, { scattered: true }]);
    },
  );

  it('refuses a wrong code, counts it, and takes the right one afterwards', async () => {
    await world.user('bob');
    const reset = await world.request(method, 'BOB@example.org');
    const { code } = await reset.mail('email-code');
    const wrong = String(code).replace(/./, (d) => String((Number(d) + 1) % 10));
    expect(await reset.answer('email-code', { code: wrong })).toMatchObject({
      passed: false,
      reasons: [{ id: 'wrong-code' }],
      view: { steps: { 'email-code': { attemptsLeft: 4 } } },
    });
    expect(await reset.answer('email-code', { code: String(code) })).toMatchObject({ passed: true });
    await reset.cancel();
    expect(await reset.result()).toMatchObject({ state: 'cancelled', reason: 'subject' });
  });

  it('is a decoy for a name that nobody has', async () => {
    const reset = await world.request(method, 'nobody');
    await reset.reaches('authenticating');
    expect(await reset.answer('email-code', { code: '12345678' })).toMatchObject({
      passed: false,
      reasons: [{ id: 'wrong-code' }],
    });
    expect(reset.mails()).toEqual([]);
    expect(await reset.result()).toMatchObject({ state: 'expired' });
  });

  it('tells every violation of the policy and takes a better value', async () => {
    await world.user('carol');
    const reset = await world.request(method, 'carol');
    const { code } = await reset.mail('email-code');
    await reset.answer('email-code', { code: String(code) });
    const refused = await reset.execute('carol1');
    expect(refused).toMatchObject({ outcome: 'done', passed: false, view: { state: 'authenticated' } });
    expect(await reset.execute(goodPassword)).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
  });
});
