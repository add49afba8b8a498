// Resets that go through the helpdesk, and those that wait for time to pass, with the shipped methods and parts.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { testParts } from '../support/parts.js';
import {
  approve,
  asked,
  audited,
  begunFor,
  check,
  proveByMail,
  reachesStep,
  sendCode,
  shipped,
  stepsOf,
  wrongOf,
} from '../support/helped.js';
import { goodPassword, tokenOf, World, type Running } from '../support/world.js';

const minute = 60_000;
const hour = 60 * minute;
const script = { 'called-back': 'yes', 'named-manager': 'yes' };
const own = {
  either: 'atLeast: 2, of: [test-move, approval: { from: manager, decideWithin: P3D }, delay: { lasts: P1D }]',
};

describe('a reset that others help with', () => {
  let world: World;
  let names = 0;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    for (const id of ['helpdesk', 'helpdesk-lost-mailbox']) methods[id] = await world.method(shipped(id));
    Object.assign(methods, await world.methods(own, 'colleague, helpdesk'));
    for (const name of ['henry', 'hanna']) await world.user(name);
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  const begun = (method: string, kind: 'helpdesk' | 'colleague' = 'helpdesk') =>
    begunFor(world, methods[method]!, ++names, kind);
  async function join(reset: Running): Promise<void> {
    const joined = await reset.join('invitation', tokenOf((await reset.mail('invitation'))['url']));
    expect(joined).toMatchObject({ outcome: 'done', passed: true });
    reset.epoch = 2;
  }
  /** Another agent may do it, with a code of its own. */
  async function checkAgain(reset: Running): Promise<void> {
    const code = await sendCode(reset, 'hanna');
    expect((await stepsOf(reset))['caller-check']).toBe('challenged');
    expect(await check(reset, 'hanna', code, script)).toMatchObject({ done: true, passed: true });
  }
  const delayed = async (reset: Running): Promise<unknown> => reachesStep(reset, 'delay', 'challenged');

  describe('by the helpdesk, for somebody who has lost the mailbox', () => {
    it('takes the check, the approval and a day; then the agent who asked makes the value and collects it', async () => {
      const { reset, user, manager, phone, logsIn } = await begun('helpdesk-lost-mailbox');
      expect(await asked(reset, 1, 'caller-check')).toEqual(['rekey-helpdesk']);
      await asked(reset);
      await world.sleep(5 * hour);
      // Nobody has proved anything: the subject is not bothered with a waiting time.
      expect((await stepsOf(reset))['delay']).toBe('open');
      expect(reset.mails().filter((m) => m.message !== 'approval-request')).toEqual([]);

      const code = await sendCode(reset, 'henry');
      expect(await check(reset, 'henry', code, script)).toMatchObject({ done: true, passed: true });
      await delayed(reset);
      const told = reset.mails().filter((m) => m.message === 'notice-delay');
      expect(told.map((m) => m.to)).toContain(phone);
      expect(told).toHaveLength(2);
      await world.sleep(20 * hour);
      expect(await approve(reset, manager)).toMatchObject({ done: true, passed: true });
      await reachesStep(reset, 'approval', 'passed');
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 2 });
      expect(await reset.execute(undefined, 0)).toEqual({ outcome: 'refused', problem: 'wrong-state' });
      await world.sleep(4 * hour + minute);
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 3 });

      expect(await reset.execute(undefined, 1)).toEqual({ outcome: 'refused', problem: 'continued-elsewhere' });
      // The caller of the first day proves nothing about the caller of the second.
      expect(await reset.execute(undefined, 0)).toEqual({ outcome: 'refused', problem: 'proof-too-old' });
      await checkAgain(reset);
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 3 });
      expect(await reset.execute(goodPassword, 0)).toEqual({ outcome: 'refused', problem: 'value-not-allowed' });
      expect(await reset.execute(undefined, 0)).toMatchObject({ passed: true });
      await reset.reaches('delivering');
      await reset.until(async () => (await reset.view()).steps['agent-temporary']?.waitingFor, 'the delivery');
      expect(await reset.collect(1)).toEqual({ outcome: 'refused', problem: 'continued-elsewhere' });
      const collected = await reset.collect(0);
      if (collected.outcome !== 'done') throw new Error(JSON.stringify(collected));
      expect(await logsIn(await reset.opened(collected.value))).toBe(true);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await world.ports.credentials.mustChange(user, 'password')).toBe(true);
    });

    it('is over with the third wrong code, as an incident, and the subject hears of nothing but the codes', async () => {
      const { reset, hasOld } = await begun('helpdesk-lost-mailbox');
      await asked(reset, 1, 'caller-check');
      for (const agent of ['henry', 'hanna', 'hanna']) {
        const code = await sendCode(reset, agent);
        expect(await check(reset, agent, wrongOf(code), script)).toMatchObject({ refused: 'wrong-caller-code' });
      }
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      expect(await audited(reset)).toContain('incident codes-guessed');
      expect(reset.mails().filter((m) => m.message.startsWith('notice'))).toEqual([]);
      expect(await hasOld()).toBe(true);
    });

    it('ends unproved after three days', async () => {
      const { reset, manager } = await begun('helpdesk-lost-mailbox');
      await asked(reset);
      await approve(reset, manager);
      await world.sleep(49 * hour);
      expect(await reset.view()).toMatchObject({ state: 'refused', reason: 'not-proved' });
    });

    it('of somebody who asked for the reset of a user that there is not looks the same, and mails nobody', async () => {
      const requester = { kind: 'helpdesk', personId: 'person-henry' } as const;
      const reset = await world.request(methods['helpdesk-lost-mailbox']!, 'nobody-at-all', { requester });
      await asked(reset, 1, 'caller-check');
      const said = await reset.decide('caller-check', 'send', 'person-henry', { to: 'phone' });
      expect(await reset.judged('caller-check', said)).toMatchObject({ done: false, how: 'phone' });
      expect(await check(reset, 'henry', '00000000', script)).toMatchObject({ refused: 'wrong-caller-code' });
      expect(reset.mails()).toEqual([]);
      expect((await stepsOf(reset))['delay']).toBe('open');
    });
  });

  describe('by the helpdesk, for somebody who can still read their mail', () => {
    const answers = { 'named-manager': 'yes', 'explained-why': 'yes' };

    it('is proved by both; the code is asked for again where the check took long', async () => {
      const { reset, logsIn } = await begun('helpdesk');
      await join(reset);
      await proveByMail(reset);
      await world.sleep(hour);
      await check(reset, 'henry', await sendCode(reset, 'henry'), answers);
      await reset.reaches('authenticated');
      expect(await reset.execute(goodPassword)).toEqual({ outcome: 'refused', problem: 'proof-too-old' });
      expect(await reset.execute(goodPassword, 0)).toEqual({ outcome: 'refused', problem: 'continued-elsewhere' });
      await proveByMail(reset);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await logsIn(goodPassword)).toBe(true);
    });

    it('is checked once, where two agents work on it at the same instant', async () => {
      const { reset } = await begun('helpdesk');
      await asked(reset, 1, 'caller-check');
      const code = await sendCode(reset, 'henry');
      const typed = { 'caller-code': code, ...answers };
      const said = await Promise.all(
        ['henry', 'hanna'].map((agent) => reset.decide('caller-check', 'approve', `person-${agent}`, typed)),
      );
      await reachesStep(reset, 'caller-check', 'passed');
      const tallies = await world.ports.decisions.judged(reset.id, 'caller-check');
      // The code was read out to henry. Of hanna's word nothing comes, whether it was judged before or came too late.
      const passed = tallies.filter((d) => said.includes(d.id) && d.tally.passed);
      expect(passed).toMatchObject([{ by: 'person-henry', tally: { done: true } }]);
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
    });

    it('takes the newest code only, of the agent who had it sent, where two have one sent at the same instant', async () => {
      const { reset } = await begun('helpdesk');
      await asked(reset, 1, 'caller-check');
      const to = { to: 'phone' };
      const said = await Promise.all(
        ['henry', 'hanna'].map((agent) => reset.decide('caller-check', 'send', `person-${agent}`, to)),
      );
      for (const id of said) expect(await reset.judged('caller-check', id)).not.toHaveProperty('refused');
      const sent = (await world.ports.decisions.judged(reset.id, 'caller-check')).map(({ by }) =>
        by.slice('person-'.length),
      );
      const codes = () => reset.mails().flatMap((m) => (m.message === 'caller-code' ? String(m.values['code']) : []));
      const [older, newer] = (await reset.until(() => (codes().length === 2 ? codes() : undefined), 'both codes')) as [
        string,
        string,
      ];
      expect(older).not.toBe(newer);
      // Nothing is proved yet, so that no mail may tell by its time whether there is somebody to send to.
      const flushes = world.faults.calls.filter((c) => c.name === 'notifier.flush' && c.args[0] === reset.id);
      expect(flushes.every((c) => (c.args[1] as { scattered?: boolean }).scattered)).toBe(true);
      const [slow, quick] = sent as [string, string];
      expect(await check(reset, slow, newer, answers)).toMatchObject({ refused: 'no-code-sent' });
      expect(await check(reset, quick, older, answers)).toMatchObject({ refused: 'wrong-caller-code' });
      expect(await check(reset, quick, newer, answers)).toMatchObject({ done: true, passed: true });
    });
  });

  describe('a waiting time', () => {
    it('does not begin on the mere request of a colleague who is signed in, though others are asked', async () => {
      const { reset, manager } = await begun('either', 'colleague');
      await asked(reset);
      await world.sleep(30 * minute);
      expect((await stepsOf(reset))['delay']).toBe('open');
      expect(reset.mails().filter((m) => m.message === 'notice-delay')).toEqual([]);
      await approve(reset, manager);
      await delayed(reset);
      await reset.mail('notice-delay');
    });

    it('is ended early by a stronger proof where the method counts one beside it, however late the subject joins', async () => {
      const { reset, manager, logsIn } = await begun('either');
      await asked(reset);
      await approve(reset, manager);
      await delayed(reset);
      await world.sleep(2 * hour);
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
      await join(reset);
      await reset.prove('test-move');
      reset.epoch = 3;
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
      await reset.execute(goodPassword);
      const { state } = await reset.result();
      expect(state).toBe('completed');
      expect(await logsIn(goodPassword)).toBe(true);
    });

    it('is not ended early by itself: without another proof it takes all of the day', async () => {
      const { reset, hasOld } = await begun('either');
      await asked(reset);
      await approve(reset, `boss-${names}`);
      await delayed(reset);
      await world.sleep(24 * hour - minute);
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      await world.sleep(2 * minute);
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
      expect(await hasOld()).toBe(true);
    });
  });
});
