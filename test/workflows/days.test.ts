// Resets that wait for people for days, with the real parts: reminders, escalation, delegates, deadlines, and what changes in between.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  approval,
  approve,
  asked,
  mailedCode,
  proveByMail,
  reachesStep,
  refuse,
  stepsOf,
  wrongOf,
} from '../support/helped.js';
import { goodPassword, World, type Running } from '../support/world.js';

const minute = 60_000;
const hour = 60 * minute;
const plans = {
  manager:
    'atLeast: 2, of: [email-code, approval: { from: manager, remindEvery: PT8H, decideWithin: P3D, escalate: { afterReminders: 3, to: { group: deputies } } }]',
  unit: 'atLeast: 2, of: [email-code, approval: { from: unit, needed: 2, refusal: counts, decideWithin: P3D }]',
  either: 'atLeast: 2, of: [email-code, delay: { lasts: PT10H }, approval: { from: manager, decideWithin: P3D }]',
};

describe('a reset that takes days', () => {
  let world: World;
  let names = 0;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};

  beforeAll(async () => {
    world = await World.start();
    Object.assign(methods, await world.methods(plans));
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  /** A subject with a manager, a deputy who is asked when nobody answers, and two colleagues; and a reset of theirs. */
  async function waiting(method: keyof typeof plans, away?: { until: number; delegate?: string }) {
    const n = ++names;
    const [subject, manager, deputy] = [`subject-${n}`, `manager-${n}`, `deputy-${n}`];
    const colleagues = [`colleague-${n}`, `friend-${n}`];
    await world.user(deputy, { groups: ['deputies', `deputies-${n}`] });
    await world.user(manager, away ? { away } : {});
    for (const name of colleagues) await world.user(name, { unit: `unit-${n}` });
    const user = await world.user(subject, { manager: `person-${manager}`, unit: `unit-${n}` });
    const reset = await world.request(methods[method]!, subject);
    await reset.reaches('authenticating');
    await proveByMail(reset);
    await asked(reset, method === 'unit' ? 2 : 1);
    const hasNew = () => world.ports.credentials.matches(user, 'password', goodPassword);
    const hasOld = () => world.ports.credentials.matches(user, 'password', `old password of ${subject}`);
    return { reset, subject, manager, deputy, colleagues, hasNew, hasOld };
  }
  const mailsTo = (reset: Running, name: string, message = 'approval-request') =>
    reset.mails().filter((mail) => mail.to === `${name}@example.org` && mail.message === message).length;

  describe('that waits for a manager', () => {
    it('is done when they approve on the third day, once the subject has proved it again', async () => {
      const { reset, manager, hasNew } = await waiting('manager');
      await world.sleep(70 * hour);
      expect(await approve(reset, manager)).toMatchObject({ done: true, passed: true });
      await reset.reaches('authenticated');
      expect(await reset.execute(goodPassword)).toEqual({ outcome: 'refused', problem: 'proof-too-old' });
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
      await proveByMail(reset);
      expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
      expect(await reset.execute(goodPassword)).toMatchObject({ passed: true });
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await hasNew()).toBe(true);
    });

    it('reminds them every 8 hours, asks others with the third reminder, and is refused after three days', async () => {
      const { reset, manager, deputy, hasOld } = await waiting('manager');
      expect(mailsTo(reset, manager)).toBe(1);
      await world.sleep(8 * hour + minute);
      expect(mailsTo(reset, manager)).toBe(2);
      await world.sleep(8 * hour);
      expect([mailsTo(reset, manager), mailsTo(reset, deputy)]).toEqual([3, 0]);
      await world.sleep(8 * hour);
      expect([mailsTo(reset, manager), mailsTo(reset, deputy)]).toEqual([4, 1]);
      await world.sleep(8 * hour);
      expect([mailsTo(reset, manager), mailsTo(reset, deputy)]).toEqual([5, 2]);
      const before = Date.now();
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      expect(before).toBeLessThan(world.clock.skipped);
      expect(mailsTo(reset, manager)).toBe(9);
      expect(await hasOld()).toBe(true);
      await reset.mail('notice-ended');
    });

    it('is done by whom it was escalated to', async () => {
      const { reset, deputy, hasNew } = await waiting('manager');
      await world.sleep(25 * hour);
      expect(await approve(reset, deputy)).toMatchObject({ done: true, passed: true });
      await proveByMail(reset);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await hasNew()).toBe(true);
    });

    it('is over with their no, and the subject is told', async () => {
      const { reset, manager, hasOld } = await waiting('manager');
      await world.sleep(20 * hour);
      expect(await refuse(reset, manager)).toMatchObject({ done: true, passed: false });
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      await reset.mail('notice-ended');
      expect(await hasOld()).toBe(true);
    });

    it('asks who stands in for one who is away, whose word holds after they are back', async () => {
      await world.tick();
      await world.user('stand-in');
      const { reset, manager, hasNew } = await waiting('manager', {
        until: world.clock.skipped + 24 * hour,
        delegate: 'person-stand-in',
      });
      expect(await asked(reset)).toEqual(['stand-in']);
      expect(mailsTo(reset, manager)).toBe(0);
      await world.sleep(30 * hour);
      expect(await approve(reset, 'stand-in')).toMatchObject({ done: true, passed: true });
      await proveByMail(reset);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await hasNew()).toBe(true);
    });

    it('asks who stands in for one who went away meanwhile, with the next reminder', async () => {
      const { reset, manager, hasNew } = await waiting('manager');
      await world.user('later-stand-in');
      await world.sleep(hour);
      const away = { until: world.clock.skipped + 100 * hour, delegate: 'person-later-stand-in' };
      await world.user(manager, { away });
      await world.sleep(8 * hour);
      expect(await asked(reset, 2)).toEqual([manager, 'later-stand-in']);
      expect(await approve(reset, 'later-stand-in')).toMatchObject({ done: true, passed: true });
      await proveByMail(reset);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await hasNew()).toBe(true);
    });
  });

  describe('fails, with the truth about its target, where in between', () => {
    it('the one who approved is no longer the manager', async () => {
      const { reset, subject, manager, hasOld } = await waiting('manager');
      await approve(reset, manager);
      await reset.reaches('authenticated');
      await world.user(subject, { manager: 'person-somebody-else' });
      expect(await reset.execute(goodPassword)).toMatchObject({ passed: true });
      expect(await reset.result()).toMatchObject({
        state: 'failed',
        steps: { directory: { state: 'refused', reasons: [{ id: 'not-proved' }] } },
      });
      expect(await hasOld()).toBe(true);
      await reset.mail('notice-ended');
    });

    it('the one who approved was disabled', async () => {
      const { reset, manager, hasOld } = await waiting('manager');
      await approve(reset, manager);
      await world.user(manager, { state: 'disabled' });
      await reset.reaches('authenticated');
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({
        state: 'failed',
        steps: { directory: { state: 'refused', reasons: [{ id: 'not-proved' }] } },
      });
      expect(await hasOld()).toBe(true);
    });

    it('the subject was disabled', async () => {
      const { reset, subject, manager, hasOld } = await waiting('manager');
      await approve(reset, manager);
      await reset.reaches('authenticated');
      await world.user(subject, { manager: `person-${manager}`, state: 'disabled' });
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({
        state: 'failed',
        steps: { directory: { state: 'refused', reasons: [{ id: 'not-eligible' }] } },
      });
      expect(await hasOld()).toBe(true);
    });
  });

  describe('that waits for two colleagues', () => {
    it('counts both where they approve at the same instant', async () => {
      const { reset, colleagues, hasNew } = await waiting('unit');
      const said = await Promise.all(
        colleagues.map(async (name) =>
          reset.decide('approval', 'approve', `person-${name}`, await approval(reset, name)),
        ),
      );
      const tallies = await Promise.all(said.map((id) => reset.judged('approval', id)));
      expect(tallies.map((t) => t.done).sort()).toEqual([false, true]);
      await reset.reaches('authenticated');
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await hasNew()).toBe(true);
    });

    it('counts one who says it twice at the same instant once', async () => {
      const { reset, colleagues } = await waiting('unit');
      const [name] = colleagues as [string];
      const answer = await approval(reset, name);
      const said = await Promise.all([1, 2].map(() => reset.decide('approval', 'approve', `person-${name}`, answer)));
      const tallies = await Promise.all(said.map((id) => reset.judged('approval', id)));
      expect(tallies.map((t) => t.refused).sort()).toEqual(['decided-already', undefined]);
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
    });
  });

  describe('whose proof got old', () => {
    it('ends with too many wrong codes at the second proof, where nothing else can make up for it', async () => {
      const { reset, manager, hasOld } = await waiting('manager');
      await world.sleep(hour);
      await approve(reset, manager);
      await reset.reaches('authenticated');
      const code = await mailedCode(reset);
      expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 1 });
      expect(await reset.execute(goodPassword)).toMatchObject({ outcome: 'refused', problem: 'wrong-state' });
      for (let n = 0; n < 5; n++) await reset.answer('email-code', { code: wrongOf(code) });
      expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
      expect(await hasOld()).toBe(true);
    });

    it('goes on to wait for the others, where they can make up for it', async () => {
      const { reset, manager } = await waiting('either');
      await world.sleep(11 * hour);
      expect(await stepsOf(reset)).toMatchObject({ delay: 'passed', approval: 'challenged' });
      await reset.reaches('authenticated');
      const code = await mailedCode(reset);
      for (let n = 0; n < 5; n++) await reset.answer('email-code', { code: wrongOf(code) });
      expect(await reset.view()).toMatchObject({ state: 'authenticating' });
      await world.sleep(9 * hour);
      expect(mailsTo(reset, manager)).toBeGreaterThan(2);
      expect(await approve(reset, manager)).toMatchObject({ done: true, passed: true });
      await reset.reaches('authenticated');
    });
  });

  describe('that is proved without those who were asked', () => {
    it('reminds them of nothing more, judges what they still say, and ends in time', async () => {
      const { reset, manager } = await waiting('either');
      await world.sleep(11 * hour);
      await reset.reaches('authenticated');
      const reminded = mailsTo(reset, manager);
      await world.sleep(20 * hour);
      expect(mailsTo(reset, manager)).toBe(reminded);
      expect(await approve(reset, manager)).toMatchObject({ done: true, passed: true });
      await reachesStep(reset, 'approval', 'passed');
      expect(await reset.result()).toMatchObject({ state: 'expired' });
    });

    it('stays as it is with a late no', async () => {
      const { reset, manager } = await waiting('either');
      await world.sleep(11 * hour);
      await reset.reaches('authenticated');
      expect(await refuse(reset, manager)).toMatchObject({ done: true, passed: false });
      await reachesStep(reset, 'approval', 'failed');
      await proveByMail(reset);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });
  });
});
