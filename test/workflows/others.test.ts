// Steps that others or time decide: when they begin, who is reminded when, what ends them.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collecting } from '../../domain/shapes.js';
import { decide } from '../../workflows/messages.js';
import { about, before, first } from '../support/faults.js';
import { rightCode, testParts } from '../support/parts.js';
import { goodPassword, tokenOf, World, type Running } from '../support/world.js';

const minute = 60_000;
const hour = 60 * minute;
const helpdesk = { kind: 'helpdesk', personId: 'person-agent' } as const;

describe('steps that others decide', () => {
  let world: World;
  let names = 0;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};
  const plans = {
    approval: 'atLeast: 2, of: [test-ask, test-await: { needed: 2, remindEvery: PT8H, decideWithin: P3D }]',
    signed:
      'atLeast: 2, of: [test-ask, test-delay: { lasts: P3D }, test-await: { remindEvery: PT8H, decideWithin: P1D }]',
    either: 'atLeast: 2, independent: false, of: [test-ask, test-ask: { id: other }, test-await]',
    people: 'atLeast: 2, of: [test-ask, test-await, test-await: { id: second }]',
    delayed: 'atLeast: 2, of: [test-ask, test-delay: { lasts: P1D }]',
    checked: 'atLeast: 2, of: [test-ask, test-check]',
    doubted: 'atLeast: 2, of: [test-ask, test-check: { passes: false }]',
  };

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    Object.assign(methods, await world.methods(plans));
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  async function requested(method: keyof typeof plans, signedIn = false): Promise<{ reset: Running; user: string }> {
    const name = `user-${++names}`;
    const user = await world.user(name);
    const reset = await world.request(methods[method]!, name, signedIn ? { requester: helpdesk } : {});
    await reset.reaches('authenticating');
    return { reset, user };
  }
  const invited = (reset: Running): Promise<unknown> =>
    reset.until(async () => (await reset.view()).steps['test-await']?.waitingFor, 'the invitation');
  const judged = (reset: Running, have: number): Promise<unknown> =>
    reset.until(
      async () => ((await reset.view()).steps['test-await']?.waitingFor?.values?.['have'] === have ? true : undefined),
      `${have} approvals`,
    );
  const steps = async (reset: Running) =>
    Object.fromEntries(Object.entries((await reset.view()).steps).map(([id, s]) => [id, s.state]));

  describe('an approval', () => {
    it('is not asked for before something was proved: strangers could send managers mail', async () => {
      const { reset } = await requested('approval');
      await world.sleep(30 * minute);
      expect(reset.mailKeys().filter((k) => k.includes('test-await'))).toEqual([]);
      await reset.prove();
      await invited(reset);
      expect(reset.mailKeys()).toContain('test-await/1/invite');
    });

    it('is asked for at once where somebody signed in asks', async () => {
      const { reset } = await requested('approval', true);
      await invited(reset);
      expect((await reset.state()).joined).toBe(false);
    });

    it('takes two people, not one person twice, nor the subject', async () => {
      const { reset } = await requested('approval');
      await reset.prove();
      await invited(reset);
      await reset.decide('test-await', 'approve', 'person-manager');
      await judged(reset, 1);
      await reset.decide('test-await', 'approve', 'person-manager');
      await reset.decide('test-await', 'approve', `person-user-${names}`);
      await reset.decide('test-await', 'approve', 'person-other');
      await reset.reaches('authenticated');
      expect(await reset.execute(goodPassword)).toMatchObject({ passed: true });
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('ends the reset with the first no, where it cannot be done without', async () => {
      const { reset } = await requested('approval');
      await reset.prove();
      await invited(reset);
      await reset.decide('test-await', 'refuse', 'person-manager');
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      await reset.mail('notice-ended');
    });

    it('leaves the reset open with a no, where it can be done without', async () => {
      const { reset } = await requested('signed', true);
      await invited(reset);
      await reset.decide('test-await', 'refuse', 'person-manager');
      await reset.until(async () => ((await steps(reset))['test-await'] === 'failed' ? true : undefined), 'the no');
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
    });

    it('is reminded of every 8 hours, each time under a key of its own, until it is too late', async () => {
      const { reset } = await requested('approval');
      await reset.prove();
      await invited(reset);
      await world.sleep(8 * hour + minute);
      expect(reset.mailKeys().filter((k) => k.includes('remind'))).toEqual(['test-await/1/remind/1']);
      await world.sleep(8 * hour);
      expect(reset.mailKeys().filter((k) => k.includes('remind'))).toHaveLength(2);
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      // At 72 h it is over, not reminded of a ninth time.
      expect(reset.mailKeys().filter((k) => k.includes('remind'))).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `test-await/1/remind/${n}`),
      );
    });

    it('is judged although a reminder cannot be sent meanwhile', async () => {
      const { reset } = await requested('approval');
      await reset.prove();
      await invited(reset);
      const mend = world.faults.at('notifier.send', before);
      await world.sleep(9 * hour);
      await reset.decide('test-await', 'approve', 'person-manager');
      await judged(reset, 1);
      mend();
    });

    it('that was given in time is judged, however late', async () => {
      const { reset } = await requested('approval');
      await reset.prove();
      await invited(reset);
      await world.sleep(71 * hour);
      await reset.decide('test-await', 'approve', 'person-manager');
      await judged(reset, 1);
      const mend = world.faults.at('vault.seal', before);
      await reset.decide('test-await', 'approve', 'person-other');
      await world.sleep(3 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      mend();
      await world.sleep(2 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
    });

    it('that was given before the end of the whole reset is judged, however late', async () => {
      const short = await world.method(`
id: short
title: t
request: { by: [self] }
authentication: { atLeast: 2, of: [test-ask, test-await: { remindEvery: PT8H, decideWithin: P1D }] }
source: user-entry
targets: [directory]
expires: P1D
`);
      await world.user('short');
      const reset = await world.request(short, 'short');
      await world.sleep(10 * minute);
      await reset.prove();
      await invited(reset);
      await world.sleep(23 * hour + 45 * minute);
      const mend = world.faults.at('vault.seal', before);
      await reset.decide('test-await', 'approve', 'person-manager');
      await world.sleep(20 * minute);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      mend();
      await world.sleep(2 * hour);
      expect((await steps(reset))['test-await']).toBe('passed');
    });

    it('and another by the same factor count once where proofs must be independent', async () => {
      const { reset } = await requested('people', true);
      await invited(reset);
      await reset.decide('test-await', 'approve', 'person-manager');
      await reset.decide('second', 'approve', 'person-other');
      await reset.until(async () => ((await steps(reset))['second'] === 'passed' ? true : undefined), 'both');
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
      const { url } = await reset.mail('invitation');
      await reset.join('invitation', tokenOf(url));
      reset.epoch = 2;
      await reset.prove();
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });
  });

  describe('decisions that nobody asked for', () => {
    it('change nothing: too early, of unknown steps, of steps that are answered, collects, without a record, and far too many', async () => {
      const { reset } = await requested('approval');
      const say = (stepId: string, id: string) => reset.handle.signal(decide, { stepId, decision: { id } });
      for (const step of ['nope', 'test-ask', 'user-entry', 'directory', '__proto__', 'constructor'])
        await say(step, '0');
      await say('test-await', collecting);
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 0 });
      for (let n = 0; n < 150; n++) await say('test-await', `${n}`);
      await reset.prove();
      await invited(reset);
      const judged = async () =>
        (await world.ports.audit.of(reset.id)).filter((r) => r.type === 'authenticator.decide').length;
      await reset.until(async () => (await judged()) >= 100 || undefined, 'all');
      await new Promise((r) => setTimeout(r, 300));
      expect(await judged()).toBe(100);
      expect(world.faults.callsOf('vault.seal', `${reset.id}/test-await`)).toBe(0);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
    });
  });

  describe('a message that says nothing', () => {
    it('breaks nothing: an operator can send one from the UI', async () => {
      const { reset } = await requested('approval');
      for (const name of ['veto', 'decide']) await reset.handle.signal(name);
      await reset.handle.signal('decide', {});
      expect((await reset.prove()) && (await reset.view())).toMatchObject({ state: 'authenticating', passed: 1 });
    });
  });

  describe('a decision that came when it was no longer needed', () => {
    it('does not keep the reset open beyond its end', async () => {
      const { reset } = await requested('either');
      await reset.prove();
      await invited(reset);
      await reset.prove('other');
      await reset.reaches('authenticated');
      await reset.decide('test-await', 'approve', 'person-manager');
      await world.sleep(6 * 24 * hour);
      expect(await reset.view()).toMatchObject({ state: 'expired' });
    });
  });

  describe('a decision of another reset', () => {
    it('counts there and not here, whoever brings its name here', async () => {
      const [here, there] = [(await requested('approval')).reset, (await requested('approval')).reset];
      for (const reset of [here, there]) await invited(await reset.prove());
      await world.tick();
      const said = { id: 'a-decision', stepId: 'test-await', verdict: 'approve', by: 'person-manager' } as const;
      await world.ports.decisions.record({ ...said, resetId: there.id, at: world.clock.skipped });
      const tallies = async ({ id }: Running) =>
        (await world.ports.audit.of(id)).filter((r) => r.type === 'authenticator.decide').map((r) => r.data);
      for (const reset of [here, there]) {
        await reset.handle.signal(decide, { stepId: 'test-await', decision: { id: said.id } });
        await reset.until(async () => (await tallies(reset)).length > 0, 'the judgement');
      }
      expect(await tallies(here)).toMatchObject([{ step: 'test-await', passed: false, refused: 'unknown-decision' }]);
      expect((await tallies(there))[0]).not.toHaveProperty('refused');
      await judged(there, 1);
      expect((await here.view()).steps['test-await']?.waitingFor?.values).toMatchObject({ have: 0 });
    });
  });

  describe('a cooling-off time', () => {
    it('is announced, elapses, and is proof at the gate', async () => {
      const { reset } = await requested('delayed');
      await reset.prove();
      await reset.until(
        async () => ((await steps(reset))['test-delay'] === 'challenged' ? true : undefined),
        'the delay',
      );
      expect(reset.mailKeys()).toContain('test-delay/1/announce');
      await world.sleep(23 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      await world.sleep(2 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
      expect(await reset.execute(goodPassword)).toEqual({ outcome: 'refused', problem: 'proof-too-old' });
      await reset.prove();
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('ends the reset by a veto', async () => {
      const { reset, user } = await requested('delayed');
      await reset.prove();
      await world.sleep(2 * hour);
      await reset.veto({ recorded: false });
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      await reset.veto();
      expect(await reset.result()).toMatchObject({ state: 'vetoed' });
      expect(await world.ports.credentials.matches(user, 'password', goodPassword)).toBe(false);
    });

    it('begins when it was announced, not before', async () => {
      const { reset } = await requested('delayed');
      world.faults.at('notifier.send', about('test-delay', first(30, before)));
      await reset.prove();
      await world.sleep(24 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      await world.sleep(24 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
    });
  });

  describe('a check that asks nobody', () => {
    it('passes by itself once something was proved, and holds on the device where the reset goes on', async () => {
      const { reset } = await requested('checked', true);
      await reset.until(async () => ((await steps(reset))['test-check'] === 'passed' ? true : undefined), 'the check');
      await reset.join('invitation', tokenOf((await reset.mail('invitation'))['url']));
      reset.epoch = 2;
      await reset.prove();
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('ends the reset where it fails and cannot be done without', async () => {
      const { reset } = await requested('doubted');
      await reset.prove();
      expect(await reset.result()).toMatchObject({ state: 'refused' });
    });
  });

  it('never lets a decoy be approved', async () => {
    const reset = await world.request(methods['signed']!, 'nobody-at-all', { requester: helpdesk });
    await reset.reaches('authenticating');
    await invited(reset);
    await reset.decide('test-await', 'approve', 'person-manager');
    await reset.until(async () => ((await steps(reset))['test-await'] === 'failed' ? true : undefined), 'the verdict');
    expect(reset.mails()).toEqual([]);
    expect(await reset.join('invitation', rightCode)).toMatchObject({ passed: false });
  });
});
