// Proving who it is: answers and challenges at every wrong moment, epochs, decoys, deadlines.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { about, after, before, first, hold } from '../support/faults.js';
import { rightCode, testParts } from '../support/parts.js';
import { goodPassword, tokenOf, World, type Running } from '../support/world.js';

const minute = 60_000;
const wrong = { code: '111111' };
const right = { code: rightCode };

describe('proving who it is', () => {
  let world: World;
  let names = 0;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};
  const plans = {
    code: 'of: [test-ask]',
    either: 'atLeast: 1, of: [test-ask, email-code]',
    both: 'atLeast: 2, of: [test-move, test-ask]',
    link: 'of: [email-link]',
  };

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    for (const [id, authentication] of Object.entries(plans))
      methods[id] = await world.method(`
id: ${id}
title: t
request: { by: [self, helpdesk], subjects: { notIn: [privileged] } }
authentication: { ${authentication} }
source: user-entry
targets: [directory]
expires: P2D
proveWithin: PT30M
`);
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  async function requested(method: keyof typeof plans, more = {}): Promise<{ reset: Running; user: string }> {
    const name = `user-${++names}`;
    const user = await world.user(name);
    const reset = await world.request(methods[method]!, name, more);
    await reset.reaches('authenticating');
    return { reset, user };
  }

  describe('an answer', () => {
    it('that came before the reset was open is judged once it is; of two at once the second finds it busy', async () => {
      await world.user('early');
      const held = hold();
      world.faults.at('directory.find', held.fault);
      const reset = await world.request(methods['code']!, 'early');
      await held.reached;
      const both = [reset.answer('test-ask', right), reset.answer('test-ask', right)];
      const unknown = reset.answer('nope', right);
      await new Promise((r) => setTimeout(r, 300));
      held.release();
      const outcomes = await Promise.all(both);
      expect(outcomes.map((o) => (o.outcome === 'refused' ? o.problem : o.outcome)).sort()).toEqual(['busy', 'done']);
      expect(await unknown).toMatchObject({ problem: 'no-such-step' });
    });

    it('is counted where it is wrong; with the last one the reset is refused', async () => {
      const { reset } = await requested('code');
      for (const attemptsLeft of [2, 1, 0])
        expect(await reset.answer('test-ask', wrong)).toMatchObject({
          passed: false,
          view: { steps: { 'test-ask': { attemptsLeft } } },
        });
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
    });

    it('that was the last leaves the other step open', async () => {
      const { reset } = await requested('either');
      await reset.challenge('test-ask');
      for (let n = 0; n < 3; n++) await reset.answer('test-ask', wrong);
      expect(await reset.answer('test-ask', right)).toMatchObject({ problem: 'no-attempts-left' });
      expect(await reset.challenge('test-ask')).toMatchObject({ problem: 'no-attempts-left' });
      expect(await reset.challenge('email-code')).toMatchObject({ outcome: 'done' });
      const other = () => reset.mails().find((m) => m.values['code'] !== rightCode);
      const { values } = await reset.until(other, 'the other code');
      expect(await reset.answer('email-code', { code: String(values['code']) })).toMatchObject({ passed: true });
    });

    it('whose outcome is not known may be repeated: it is charged once', async () => {
      const { reset } = await requested('code');
      const mend = world.faults.at('challenges.guess', after);
      const sealed = await reset.seal('answer', JSON.stringify(wrong));
      expect(await reset.answerSealed('test-ask', sealed)).toEqual({ outcome: 'tryAgain' });
      mend();
      expect(await reset.answerSealed('test-ask', sealed)).toMatchObject({ passed: false });
      expect((await reset.view()).steps['test-ask']!.attemptsLeft).toBe(2);
      await reset.answer('test-ask', wrong);
      expect(await reset.answer('test-ask', right)).toMatchObject({ passed: true });
    });

    it('needs a challenge first, and none after it has passed', async () => {
      const { reset } = await requested('both');
      expect(await reset.answer('test-ask', right)).toMatchObject({ problem: 'wrong-state' });
      await reset.challenge('test-ask');
      const gone = { ref: 'never-sealed', at: world.clock.skipped };
      expect(await reset.answerSealed('test-ask', gone)).toMatchObject({ problem: 'reset-expired' });
      await reset.prove('test-ask');
      expect(await reset.answer('test-ask', right)).toMatchObject({ problem: 'already-passed' });
      expect(await reset.challenge('test-ask')).toMatchObject({ problem: 'already-passed' });
      expect(await reset.answer('directory', right)).toMatchObject({ problem: 'wrong-state' });
      expect(await reset.execute(goodPassword)).toMatchObject({ problem: 'wrong-state' });
    });

    it('after the life of its code is wrong', async () => {
      const { reset } = await requested('code');
      await world.sleep(11 * minute);
      expect(await reset.answer('test-ask', right)).toMatchObject({ passed: false, reasons: [{ id: 'code-expired' }] });
    });
  });

  describe('a new challenge', () => {
    it('replaces the code and gives no new attempts', async () => {
      const { reset } = await requested('either');
      await reset.challenge('email-code');
      const old = await reset.mail('email-code');
      await reset.answer('email-code', { code: '00000000' });
      expect(await reset.challenge('email-code')).toMatchObject({
        view: { steps: { 'email-code': { attemptsLeft: 4 } } },
      });
      await reset.until(() => (reset.mails().length === 2 ? true : undefined), 'the second mail');
      expect(await reset.answer('email-code', { code: String(old['code']) })).toMatchObject({ passed: false });
      const { code } = await reset.mail('email-code');
      expect(await reset.answer('email-code', { code: String(code) })).toMatchObject({ passed: true });
    });

    it('whose outcome is not known is repeated as the same one: one mail', async () => {
      const { reset } = await requested('either');
      const mend = world.faults.at('notifier.send', after);
      expect(await reset.challenge('email-code')).toEqual({ outcome: 'tryAgain' });
      mend();
      expect(await reset.challenge('email-code')).toMatchObject({ outcome: 'done' });
      await reset.mail('email-code');
      expect(reset.mailKeys()).toEqual(['email-code/1/challenge']);
      expect(reset.mails()).toHaveLength(1);
    });

    it('is sent although the mail before it was still being sent', async () => {
      const { reset } = await requested('either');
      const held = hold();
      world.faults.at('notifier.flush', async (run, args) => {
        const result = await run();
        return held.fault(async () => result, args);
      });
      await reset.challenge('test-ask');
      await held.reached;
      await reset.challenge('email-code');
      held.release();
      await reset.until(() => (reset.mails().length === 2 ? true : undefined), 'both mails');
    });
  });

  describe('a mailed link', () => {
    it('moves the reset to the device that opened it; the old one sees only that', async () => {
      const { reset, user } = await requested('link');
      const link = tokenOf((await reset.mail('email-link'))['url']);
      expect(await reset.answer('email-link', { link: `${link}x` })).toMatchObject({ reasons: [{ id: 'link-used' }] });
      expect(await reset.answer('email-link', { link })).toMatchObject({
        passed: true,
        view: { epoch: 2, state: 'authenticated' },
      });
      expect(await reset.execute(goodPassword)).toMatchObject({ problem: 'continued-elsewhere' });
      expect(await reset.challenge('email-link')).toMatchObject({ problem: 'continued-elsewhere' });
      expect(await reset.collect()).toMatchObject({ problem: 'continued-elsewhere' });
      expect((await world.ports.proofs.of(reset.id)).map((p) => p.epoch)).toEqual([2]);
      expect(await reset.execute(goodPassword, 2)).toMatchObject({ passed: true });
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await world.ports.credentials.matches(user, 'password', goodPassword)).toBe(true);
    });

    it('makes void what was typed on the old device, also what is just being judged there', async () => {
      const { reset } = await requested('both');
      await reset.challenge('test-ask');
      await reset.challenge('test-move');
      const held = hold();
      world.faults.at('challenges.guess', about('/test-ask/', held.fault));
      const slow = reset.answer('test-ask', right);
      await held.reached;
      expect(await reset.answer('test-move', right)).toMatchObject({ passed: true, view: { epoch: 2, passed: 1 } });
      held.release();
      expect(await slow).toMatchObject({ problem: 'continued-elsewhere' });
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
    });

    it('opens a step again that was passed on the old device', async () => {
      const { reset } = await requested('both');
      await reset.prove('test-ask');
      await reset.challenge('test-move');
      expect(await reset.answer('test-move', right)).toMatchObject({
        view: { passed: 1, state: 'authenticating', steps: { 'test-ask': { state: 'open' } } },
      });
      reset.epoch = 2;
      await reset.prove('test-ask');
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });
  });

  describe('a subject for whom somebody else asked', () => {
    const more = { requester: { kind: 'helpdesk', personId: 'person-agent' } };

    it('joins by the mailed invitation, once; nothing begins before', async () => {
      const { reset } = await requested('code', more);
      expect(await reset.challenge('test-ask')).toMatchObject({ problem: 'not-joined' });
      expect(await reset.answer('test-ask', right)).toMatchObject({ problem: 'not-joined' });
      expect(await reset.execute(goodPassword)).toMatchObject({ problem: 'not-joined' });
      expect(reset.mailKeys()).toEqual(['invitation/1/invite']);
      const link = tokenOf((await reset.mail('invitation'))['url']);
      expect(await reset.join('directory', link)).toMatchObject({ problem: 'wrong-state' });
      expect(await reset.join('invitation', link)).toMatchObject({ passed: true, view: { epoch: 2, joined: true } });
      expect(await reset.join('invitation', link)).toMatchObject({ problem: 'continued-elsewhere' });
      expect(await reset.challenge('test-ask')).toMatchObject({ problem: 'continued-elsewhere' });
      reset.epoch = 2;
      await reset.prove();
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });
  });

  describe('the deadline', () => {
    it('comes soon where nothing was proved, and as the method says where something was', async () => {
      const { reset } = await requested('code');
      const { requestedAt, deadline } = await reset.view();
      expect(deadline - requestedAt).toBe(30 * minute);
      await reset.prove();
      expect((await reset.view()).deadline - requestedAt).toBe(2 * 24 * 60 * minute);
      await world.sleep(24 * 60 * minute);
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
      expect(await reset.result()).toMatchObject({ state: 'expired', reason: 'deadline' });
      const idle = (await requested('code')).reset;
      await world.sleep(31 * minute);
      expect(await idle.view()).toMatchObject({ state: 'expired' });
      expect(await idle.execute(goodPassword).catch((e: Error) => e.name)).toBe('WorkflowNotFoundError');
    });

    it('refuses what is sealed after it, takes what was sealed before, and finishes what it took', async () => {
      const { reset } = await requested('code');
      const { deadline } = await reset.view();
      await reset.challenge('test-ask');
      await world.sleep(deadline - world.clock.skipped - 1_000);
      await reset.challenge('test-ask');
      const sealed = await reset.seal('answer', JSON.stringify(right));
      await new Promise((r) => setTimeout(r, 1_500));
      await world.tick();
      expect(world.clock.skipped).toBeGreaterThan(deadline);
      expect(await reset.answer('test-ask', right)).toMatchObject({ problem: 'reset-expired' });
      world.faults.at('challenges.guess', first(2, before));
      expect(await reset.answerSealed('test-ask', sealed)).toMatchObject({
        passed: true,
        view: { state: 'authenticated' },
      });
    });
  });

  describe('a decoy', () => {
    const decoys: [string, (name: string) => Promise<unknown>][] = [
      ['a name that nobody has', async () => undefined],
      ['a disabled user', (name) => world.user(name, { state: 'disabled' })],
      ['a privileged user', (name) => world.user(name, { groups: ['privileged'] })],
    ];
    it.each(decoys)('stands for %s, and looks like any other reset that is not proved', async (_who, make) => {
      const name = `decoy-${++names}`;
      await make(name);
      const reset = await world.request(methods['either']!, name);
      const { reset: real } = await requested('either');
      await reset.reaches('authenticating');
      const play = async (r: Running): Promise<unknown[]> => [
        await r.challenge('email-code'),
        await r.answer('email-code', { code: '00000000' }),
        await r.challenge('test-ask'),
        await r.answer('test-ask', wrong),
        await r.answer('test-ask', wrong),
        await r.execute(goodPassword),
        await r.answer('test-ask', wrong),
        await r.challenge('email-code'),
      ];
      expect(shape(await play(reset))).toEqual(shape(await play(real)));
      expect(await reset.challenge('test-ask')).toMatchObject({ problem: 'no-attempts-left' });
      expect(reset.mails()).toEqual([]);
      expect(reset.mailKeys()).toEqual(real.mailKeys());
    });
  });
});

/** What a caller could tell apart: everything but the reset's id and the moments. */
function shape(outcomes: unknown): unknown {
  const alike = (key: string, value: unknown): unknown =>
    typeof value === 'number' && value > 1e12
      ? 'a moment'
      : key === 'id' && String(value).length === 36
        ? 'an id'
        : value;
  return JSON.parse(JSON.stringify(outcomes, alike));
}
