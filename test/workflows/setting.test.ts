// From the accepted value to every target's truth: executes, the gate, the claim, outcomes that nobody knows, cancels that come too late.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { retryNow } from '../../workflows/messages.js';
import { after, before, first, hold, about } from '../support/faults.js';
import { testParts } from '../support/parts.js';
import { system } from '../support/system.js';
import { goodPassword, World, type Running } from '../support/world.js';

const minute = 60_000;
const head = `
title: t
request: { by: [self] }
authentication: { of: [test-ask] }
source: user-entry
expires: PT2H
`;
const otherPassword = 'fifteen herons left the north shore';

describe('setting the new value', () => {
  const crm = system('crm');
  const honest = { ...crm.script };
  let world: World;
  let one: Awaited<ReturnType<World['method']>>;
  let two: typeof one;
  let alone: typeof one;
  let names = 0;

  beforeAll(async () => {
    world = await World.start({ parts: [...testParts, crm.part] });
    one = await world.method(`id: one${head}targets: [directory]`);
    alone = await world.method(`id: alone${head}targets: [crm: { within: PT10M }]`);
    two = await world.method(`id: two${head}targets: [directory, crm: { within: PT10M }]`);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.faults.mendAll();
    Object.assign(crm.script, honest);
  });

  /** A new user with a proved reset. */
  async function proved(method = one): Promise<{ reset: Running; user: string; name: string }> {
    const name = `user-${++names}`;
    const user = await world.user(name);
    const reset = await world.request(method, name);
    return { reset: await reset.prove(), user, name };
  }
  const logsIn = (user: string, value: string): Promise<boolean> =>
    world.ports.credentials.matches(user, 'password', value);
  const stepsOf = async (reset: Running) =>
    Object.fromEntries(Object.entries((await reset.state()).steps).map(([id, s]) => [id, s.state]));

  describe('execute', () => {
    it('is taken once where two come at once: the other is busy, and one value is written', async () => {
      const { reset, user } = await proved();
      const answers = await Promise.all([reset.execute(goodPassword), reset.execute(otherPassword)]);
      expect(answers.map((a) => (a.outcome === 'refused' ? a.problem : a.outcome)).sort()).toEqual(['busy', 'done']);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect([await logsIn(user, goodPassword), await logsIn(user, otherPassword)].sort()).toEqual([false, true]);
      expect(world.faults.callsOf('credentials.set', reset.id)).toBe(1);
    });

    it('says tryAgain where nothing is known, and takes the same value under the same key afterwards', async () => {
      const { reset } = await proved();
      const mend = world.faults.at('credentials.wasUsed', before);
      const value = await reset.sealValue(goodPassword);
      expect(await reset.executeSealed(value)).toEqual({ outcome: 'tryAgain' });
      expect(await reset.view()).toMatchObject({ state: 'authenticated' });
      mend();
      expect(await reset.executeSealed(value)).toMatchObject({ outcome: 'done', passed: true });
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('wants the value, and lets the policy speak as often as it must', async () => {
      const { reset } = await proved();
      expect(await reset.execute()).toMatchObject({ problem: 'value-needed' });
      for (const weak of ['short', 'password password', 'short'])
        expect(await reset.execute(weak)).toMatchObject({ passed: false, view: { state: 'authenticated' } });
      expect(await reset.execute(goodPassword)).toMatchObject({ passed: true });
    });

    it('judges a second value before anything is set, although a first one was taken as an answer', async () => {
      const { reset, user } = await proved();
      const { ref, at } = await reset.sealValue(goodPassword);
      expect(await reset.answerSealed('user-entry', { ref, at })).toMatchObject({ passed: true });
      const held = hold();
      world.faults.at('credentials.wasUsed', held.fault);
      const second = reset.execute(otherPassword);
      await held.reached;
      await new Promise((r) => setTimeout(r, 200));
      expect(world.faults.callsOf('credentials.set', reset.id)).toBe(0);
      held.release();
      expect(await second).toMatchObject({ passed: true });
      await reset.result();
      expect(await logsIn(user, otherPassword)).toBe(true);
    });
  });

  describe('the gate', () => {
    const closed: [string, (r: Running, user: string) => void | Promise<void>, string][] = [
      [
        'the subject was disabled meanwhile',
        async (_r, user) => void (world.ports.stored.users.get(user)!.state = 'disabled'),
        'not-eligible',
      ],
      ['there is no proof', () => void world.faults.at('proofs.of', async () => []), 'not-proved'],
    ];
    it.each(closed)('is closed where %s: nothing is set', async (_why, tamper, reason) => {
      const { reset, user } = await proved();
      await tamper(reset, user);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'failed' });
      expect((await reset.state()).steps['directory']).toMatchObject({ state: 'refused', reasons: [{ id: reason }] });
      expect(await logsIn(user, goodPassword)).toBe(false);
    });

    it('waits where it cannot be asked', async () => {
      const { reset, user } = await proved();
      const mend = world.faults.at('proofs.of', before);
      await reset.execute(goodPassword);
      await world.sleep(5 * minute);
      expect(await reset.view()).toMatchObject({ state: 'executing' });
      mend();
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await logsIn(user, goodPassword)).toBe(true);
    });

    it('is tried at once on `retryNow`', async () => {
      const { reset } = await proved();
      const mend = world.faults.at('plans.get', before);
      await reset.execute(goodPassword);
      await world.sleep(30 * minute);
      mend();
      await reset.handle.signal(retryNow);
      await reset.reaches('completed');
    });
  });

  describe('an outcome that nobody knows', () => {
    it('is asked for before anything is repeated: it was set', async () => {
      const { reset, user } = await proved();
      world.faults.at('credentials.set', after);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(world.faults.callsOf('credentials.set', reset.id)).toBe(1);
      expect(await logsIn(user, goodPassword)).toBe(true);
    });

    it('is asked for before anything is repeated: it was not set', async () => {
      const { reset, user } = await proved();
      world.faults.at('credentials.set', first(1, before));
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(world.faults.callsOf('credentials.isSet', reset.id)).toBeGreaterThan(0);
      expect(world.faults.callsOf('credentials.set', reset.id)).toBe(2);
      const results = (await world.ports.audit.of(reset.id)).map((r) => [r.type, r.data['result']]);
      expect(results).toContainEqual(['target.apply', 'set']);
      expect(await logsIn(user, goodPassword)).toBe(true);
    });

    it('stays unknown where the target never answers', async () => {
      const { reset, user } = await proved(two);
      crm.script.apply = crm.script.verify = () => Promise.reject(new Error('no route to host'));
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'failed' });
      expect(await reset.state()).toMatchObject({ reason: 'target-unreachable' });
      expect(await stepsOf(reset)).toMatchObject({ directory: 'set', crm: 'unknown' });
      expect(await logsIn(user, goodPassword)).toBe(true);
    });
  });

  describe('closing with the write that completes it', () => {
    const notices = (reset: Running): string[] => reset.mailKeys().filter((key) => key === 'close/notice');
    const records = async (reset: Running): Promise<string[]> =>
      (await world.ports.audit.of(reset.id)).map(({ type }) => type).slice(-2);

    it('takes no activity of its own, where nothing else is under way', async () => {
      const { reset } = await proved();
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await reset.activities()).not.toContain('reset.close');
      expect(await records(reset)).toEqual(['target.apply', 'reset.closed']);
      expect(world.faults.callsOf('resets.close', reset.id)).toBe(1);
      expect(notices(reset)).toHaveLength(1);
    });

    it.each(['notifier.send', 'vault.shred', 'directory.finish', 'audit.append', 'resets.close', 'notifier.flush'])(
      'is done by an activity of its own where %s fails, before or after its effect, and the value is written once',
      async (call) => {
        for (const fault of [before, after]) {
          const { reset, user } = await proved();
          const mend = world.faults.at(call, first(1, fault));
          await reset.execute(goodPassword);
          expect(await reset.result()).toMatchObject({ state: 'completed' });
          mend();
          expect(await reset.activities()).toContain('reset.close');
          expect(world.faults.callsOf('credentials.set', reset.id)).toBe(1);
          expect(await logsIn(user, goodPassword)).toBe(true);
          expect(await records(reset)).toEqual(['target.apply', 'reset.closed']);
          expect(notices(reset)).toHaveLength(1);
          expect(await world.ports.resets.get(reset.id)).toMatchObject({
            state: 'completed',
            closedAt: expect.any(Number),
          });
        }
      },
    );

    it('tells the truth where the report is lost after the value is gone, though the target cannot be asked without it', async () => {
      const { reset } = await proved(alone);
      crm.script.verify = () => Promise.reject(new Error('no such value'));
      // As where a worker dies between shredding and closing: neither the closing nor what stands for it is written.
      world.faults.at('directory.finish', async () => {
        world.faults.at('resets.save', about(reset.id, before));
        throw new Error('broken before its effect');
      });
      await reset.execute(goodPassword);
      await reset.until(() => world.faults.callsOf('directory.finish', reset.id) > 0 || undefined, 'the closing');
      world.faults.mendAll();
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await stepsOf(reset)).toMatchObject({ crm: 'set' });
      expect(crm.calls.filter((c) => c.resetId === reset.id).map((c) => c.verb)).toEqual(['apply']);
      expect(notices(reset)).toHaveLength(1);
    });
  });

  describe('two targets', () => {
    it('are both prepared before one is set: where one refuses nothing is', async () => {
      const { reset, user } = await proved(two);
      crm.script.prepare = () => ({ state: 'refused', reasons: [{ id: 'too-short' }] });
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'failed', steps: { directory: { state: 'ready' } } });
      expect(crm.calls.filter((c) => c.resetId === reset.id).map((c) => c.verb)).toEqual(['prepare']);
      expect(await logsIn(user, goodPassword)).toBe(false);
    });

    it('tell the truth of each where the second refuses late', async () => {
      const { reset, user } = await proved(two);
      crm.script.apply = () => ({ state: 'refused', reasons: [{ id: 'read-only' }] });
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'failed' });
      expect(await stepsOf(reset)).toMatchObject({ directory: 'set', crm: 'refused' });
      expect(await logsIn(user, goodPassword)).toBe(true);
    });

    it('are both set, each under one key', async () => {
      const { reset } = await proved(two);
      await reset.execute(goodPassword);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      const mine = crm.calls.filter((c) => c.resetId === reset.id);
      expect(mine.map((c) => c.verb)).toEqual(['prepare', 'apply']);
      expect(new Set(mine.map((c) => c.key)).size).toBe(2);
    });

    it('can be cancelled as long as they are only prepared', async () => {
      const { reset, user } = await proved(two);
      crm.script.prepare = () => Promise.reject(new Error('not now'));
      await reset.execute(goodPassword);
      await world.sleep(minute);
      expect(await reset.cancel()).toMatchObject({ outcome: 'done' });
      expect(await reset.result()).toMatchObject({ state: 'cancelled' });
      expect(await logsIn(user, goodPassword)).toBe(false);
    });
  });

  describe('two resets of one subject', () => {
    it('set one value each at most: the second waits 60 s for the first, which then ends superseded', async () => {
      const { reset: a, user, name } = await proved();
      const b = await (await world.request(one, name, { source: 'address-2' })).prove();
      world.faults.at('credentials.set', about(a.id, before));
      await a.execute(goodPassword);
      await a.until(() => world.faults.callsOf('credentials.set', a.id) > 0 || undefined, 'the first write');
      await b.execute(otherPassword);
      await world.sleep(30_000);
      expect(await b.view()).toMatchObject({ state: 'executing' });
      expect(await b.result()).toMatchObject({ state: 'completed' });
      world.faults.mendAll();
      expect(await a.result()).toMatchObject({ state: 'superseded' });
      expect(await logsIn(user, otherPassword)).toBe(true);
    });

    it('never write the older value over the newer one, whatever the only target is; each is told its number and who asked', async () => {
      const { reset: a, user, name } = await proved(alone);
      const b = await (await world.request(alone, name, { source: 'address-2' })).prove();
      crm.script.apply = () => Promise.reject(new Error('no route to host'));
      crm.script.verify = () => ({ state: 'ready' });
      await a.execute(goodPassword);
      await world.sleep(2 * minute);
      crm.script.apply = honest.apply;
      await b.execute(otherPassword);
      expect(await b.result()).toMatchObject({ state: 'completed' });
      expect(await a.result()).toMatchObject({ state: 'superseded' });
      const applied = crm.calls.filter((c) => c.verb === 'apply' && [a.id, b.id].includes(c.resetId));
      expect(applied.at(-1)).toMatchObject({ resetId: b.id, fence: 2, requester: { kind: 'self' } });
      expect(applied[0]).toMatchObject({ resetId: a.id, fence: 1 });
      expect(await logsIn(user, goodPassword)).toBe(false);
    });

    it('tell the truth where the first had set one of its targets', async () => {
      const { reset: a, name } = await proved(two);
      const b = await (await world.request(one, name, { source: 'address-2' })).prove();
      crm.script.apply = () => Promise.reject(new Error('no route to host'));
      crm.script.verify = () => ({ state: 'ready' });
      await a.execute(goodPassword);
      await world.sleep(2 * minute);
      await b.execute(otherPassword);
      expect(await b.result()).toMatchObject({ state: 'completed' });
      expect(await a.result()).toMatchObject({ state: 'failed' });
      expect(await a.state()).toMatchObject({ reason: 'superseded' });
    });
  });

  describe('cancel', () => {
    it('wins over a value that is still being judged, where it is set by calls of their own', async () => {
      const { reset, user } = await proved(two);
      const held = hold();
      world.faults.at('credentials.wasUsed', held.fault);
      const execute = reset.execute(goodPassword);
      await held.reached;
      expect(await reset.cancel('staff')).toMatchObject({ outcome: 'done', view: { state: 'cancelled' } });
      held.release();
      expect(await execute).toMatchObject({ outcome: 'refused', problem: 'already-ended' });
      expect(await reset.result()).toMatchObject({ state: 'cancelled', reason: 'staff' });
      expect(await logsIn(user, goodPassword)).toBe(false);
    });

    it('is too late, as are a veto and a cancel in the UI, once the first write was scheduled', async () => {
      const { reset, user } = await proved();
      const held = hold();
      world.faults.at('credentials.set', held.fault);
      const execute = reset.execute(goodPassword);
      await held.reached;
      expect(await reset.cancel()).toMatchObject({ problem: 'too-late' });
      await reset.veto();
      await reset.handle.cancel();
      expect(await reset.view()).toMatchObject({ state: 'executing' });
      held.release();
      expect(await execute).toMatchObject({ passed: true });
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await logsIn(user, goodPassword)).toBe(true);
    });

    it('in the UI is a cancel, and everything is cleaned up', async () => {
      const { reset } = await proved();
      await reset.handle.cancel();
      expect(await reset.result()).toMatchObject({ state: 'cancelled', reason: 'operator' });
      expect(await world.ports.resets.get(reset.id)).toMatchObject({
        state: 'cancelled',
        closedAt: expect.any(Number),
      });
      expect(await reset.mail('notice-ended')).toBeDefined();
    });
  });

  it('finishes after the deadline what was accepted before it', async () => {
    const { reset, user } = await proved();
    await world.sleep(115 * minute);
    await reset.prove();
    const mend = world.faults.at('plans.get', before);
    await reset.execute(goodPassword);
    await world.sleep(15 * minute);
    expect(await reset.view()).toMatchObject({ state: 'executing' });
    mend();
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    expect(await logsIn(user, goodPassword)).toBe(true);
  });
});
