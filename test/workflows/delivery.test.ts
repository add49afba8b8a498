// Handing the new value over: once, to the subject only, in time, and what happens where nobody comes for it.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { resetOfVeto } from '../../domain/veto.js';
import { about, after, before, hold } from '../support/faults.js';
import { testParts } from '../support/parts.js';
import { tokenOf, World, type Running } from '../support/world.js';

const minute = 60_000;
const oldPassword = (name: string): string => `old password of ${name}`;

describe('handing the new value over', () => {
  let world: World;
  let display: Awaited<ReturnType<World['method']>>;
  let admin: typeof display;
  let names = 0;

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    display = await world.method(`
id: display
title: t
request: { by: [self] }
authentication: { of: [test-ask] }
source: { random: { length: 20 } }
targets: [directory]
delivery: { display: { within: PT15M } }
expires: PT1H
`);
    admin = await world.method(`
id: admin
title: t
request: { by: [admin] }
source: { random: { length: 20 } }
targets: [directory]
delivery: { display: { within: P1D } }
expires: P2D
`);
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  async function proved(): Promise<{ reset: Running; user: string; name: string }> {
    const name = `user-${++names}`;
    const user = await world.user(name);
    return { reset: await (await world.request(display, name)).prove(), user, name };
  }
  async function ready(): Promise<{ reset: Running; user: string; name: string }> {
    const it = await proved();
    expect(await it.reset.execute()).toMatchObject({ outcome: 'done', passed: true });
    await it.reset.reaches('delivering');
    await waits(it.reset);
    return it;
  }
  const waits = (reset: Running): Promise<unknown> =>
    reset.until(async () => Object.values((await reset.view()).steps).find((s) => s.waitingFor), 'the delivery');
  async function collected(reset: Running): Promise<string> {
    const outcome = await reset.collect();
    if (outcome.outcome !== 'done') throw new Error(JSON.stringify(outcome));
    return reset.opened(outcome.value);
  }
  const logsIn = (user: string, value: string): Promise<boolean> =>
    world.ports.credentials.matches(user, 'password', value);

  it('gives the value that was set, for one minute, then never again', async () => {
    const { reset, user } = await ready();
    const value = await collected(reset);
    expect(value).toHaveLength(20);
    expect(await logsIn(user, value)).toBe(true);
    await reset.closed();
    const { value: ref } = await reset.state();
    expect(await reset.opened(ref!)).toBe(value);
    await world.sleep(2 * minute);
    await expect(reset.opened(ref!)).rejects.toThrow();
  });

  it('has nothing to give before it is set, and takes no value from anybody', async () => {
    const { reset } = await proved();
    expect(await reset.collect()).toMatchObject({ problem: 'wrong-state' });
    expect(await reset.execute('chosen by the requester')).toMatchObject({ problem: 'value-not-allowed' });
  });

  it('says tryAgain to whoever comes when the read model knows that it is set and the workflow does not yet', async () => {
    const { reset } = await proved();
    const held = hold();
    world.faults.at('audit.append', about('target.apply', held.fault));
    expect(await reset.execute()).toMatchObject({ passed: true });
    await held.reached;
    expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'delivering' });
    expect(await reset.collect()).toEqual({ outcome: 'tryAgain' });
    held.release();
    await reset.reaches('delivering');
    await waits(reset);
    expect(await collected(reset)).toHaveLength(20);
  });

  it('gives it to one of two that come at once', async () => {
    const { reset } = await ready();
    const held = hold();
    world.faults.at('audit.append', held.fault);
    const one = reset.collect();
    await held.reached;
    expect(await reset.collect()).toMatchObject({ problem: 'busy' });
    held.release();
    expect(await one).toMatchObject({ outcome: 'done' });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
  });

  it('says tryAgain while it is still being set', async () => {
    const { reset } = await proved();
    const held = hold();
    world.faults.at('credentials.set', held.fault);
    await reset.execute();
    await held.reached;
    expect(await reset.collect()).toEqual({ outcome: 'tryAgain' });
    held.release();
    await waits(reset);
    expect(await collected(reset)).toHaveLength(20);
  });

  it('says tryAgain where the outcome is not known, and gives it afterwards', async () => {
    const { reset } = await ready();
    const mend = world.faults.at('audit.append', before);
    expect(await reset.collect()).toEqual({ outcome: 'tryAgain' });
    mend();
    expect(await collected(reset)).toHaveLength(20);
  });

  it('makes the same value where the making is repeated', async () => {
    const { reset, user } = await proved();
    const mend = world.faults.at('vault.seal', after);
    expect(await reset.execute()).toEqual({ outcome: 'tryAgain' });
    mend();
    const before = world.ports.vault.secrets().length;
    expect(await reset.execute()).toMatchObject({ passed: true });
    await waits(reset);
    expect(world.ports.vault.secrets()).toHaveLength(before);
    expect(await logsIn(user, await collected(reset))).toBe(true);
  });

  it('goes back for a new value where nobody comes, twice, then ends undelivered', async () => {
    const { reset, user, name } = await ready();
    const values = new Set<string>();
    for (const failed of [1, 2]) {
      values.add(await reset.opened((await reset.state()).value!));
      await world.sleep(16 * minute);
      expect(await reset.state()).toMatchObject({ state: 'authenticated', failedDeliveries: failed });
      // The second time the proof is too old.
      if (failed === 2) await reset.prove();
      expect(await reset.execute()).toMatchObject({ passed: true });
      await waits(reset);
    }
    values.add(await reset.opened((await reset.state()).value!));
    expect(values.size).toBe(3);
    expect(await logsIn(user, [...values][2]!)).toBe(true);
    expect(await reset.result()).toMatchObject({ state: 'undelivered', reason: 'not-collected' });
    expect(await logsIn(user, oldPassword(name))).toBe(false);
    await expect(reset.opened((await reset.state()).value!)).rejects.toThrow();
  });

  it('hands a later value over as well as the first', async () => {
    const { reset, user } = await ready();
    await world.sleep(16 * minute);
    await reset.execute();
    await waits(reset);
    expect(await logsIn(user, await collected(reset))).toBe(true);
    expect(await reset.result()).toMatchObject({ state: 'completed' });
  });

  it('is undelivered, never as if nothing had happened, where it ends after a delivery that failed', async () => {
    const { reset } = await ready();
    await world.sleep(16 * minute);
    expect(await reset.view()).toMatchObject({ state: 'authenticated' });
    expect(await reset.result()).toMatchObject({ state: 'undelivered', reason: 'deadline' });
    const other = (await ready()).reset;
    await world.sleep(16 * minute);
    expect(await other.cancel()).toMatchObject({ view: { state: 'undelivered' } });
  });

  it('tells the read model that it waits for a new value', async () => {
    const { reset } = await ready();
    await world.sleep(16 * minute);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'authenticated' });
  });

  it('goes on after the end of the reset where it began before', async () => {
    const { reset, user } = await proved();
    await world.sleep(55 * minute);
    await reset.prove();
    await reset.execute();
    await waits(reset);
    await world.sleep(10 * minute);
    expect(await logsIn(user, await collected(reset))).toBe(true);
  });

  it('finishes a collect that came in time', async () => {
    const { reset } = await ready();
    const { until } = (await reset.view()).steps['display']!;
    await world.sleep(until! - world.clock.skipped - 3_000);
    const held = hold();
    world.faults.at('audit.append', held.fault);
    const collect = reset.collect();
    await held.reached;
    await new Promise((r) => setTimeout(r, 3_500));
    held.release();
    expect(await collect).toMatchObject({ outcome: 'done' });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
  });

  it('still works after a cancel in the UI that came too late', async () => {
    const { reset } = await ready();
    await reset.handle.cancel();
    expect(await collected(reset)).toHaveLength(20);
    expect(await reset.result()).toMatchObject({ state: 'completed' });
  });

  describe('where an administrator asked', () => {
    const requester = { kind: 'admin', personId: 'person-admin' } as const;

    it('only the subject collects, behind a mailed link, under the next epoch', async () => {
      const user = await world.user('picked');
      const reset = await world.request(admin, 'picked', { requester });
      await reset.reaches('authenticated');
      expect(await reset.execute()).toMatchObject({ passed: true });
      await reset.reaches('delivering');
      expect(await reset.collect()).toMatchObject({ problem: 'not-joined' });
      const { url } = await reset.mail('pick-up');
      expect(await reset.join('display', `${tokenOf(url)}x`)).toMatchObject({ passed: false });
      expect(await reset.join('display', tokenOf(url))).toMatchObject({ passed: true, view: { epoch: 2 } });
      expect(await reset.join('display', tokenOf(url))).toMatchObject({ problem: 'continued-elsewhere' });
      expect(await reset.collect()).toMatchObject({ problem: 'continued-elsewhere' });
      reset.epoch = 2;
      expect(await logsIn(user, await collected(reset))).toBe(true);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('the first of two devices that open the link has it', async () => {
      await world.user('twice');
      const reset = await world.request(admin, 'twice', { requester });
      await reset.reaches('authenticated');
      await reset.execute();
      const { url } = await reset.mail('pick-up');
      const both = await Promise.all([reset.join('display', tokenOf(url)), reset.join('display', tokenOf(url))]);
      expect(both.map((o) => o.outcome).sort()).toEqual(['done', 'refused']);
      expect(await reset.view()).toMatchObject({ epoch: 2 });
    });

    it('the mail about it says how to object, and then nobody collects it any more', async () => {
      await world.user('objects');
      const reset = await world.request(admin, 'objects', { requester });
      await reset.reaches('authenticated');
      await reset.execute();
      const { veto } = await reset.mail('pick-up');
      expect(resetOfVeto(world.ports.keyed, tokenOf(veto))).toBe(reset.id);
      await reset.veto();
      expect(await reset.result()).toMatchObject({ state: 'undelivered' });
      const closed = (await world.ports.audit.of(reset.id)).find(({ type }) => type === 'reset.closed');
      expect(closed?.data).toMatchObject({ reason: 'vetoed' });
    });

    it('a value that the subject did not pick up in time is undelivered: nobody could ask for another', async () => {
      await world.user('slow');
      const reset = await world.request(admin, 'slow', { requester });
      await reset.reaches('authenticated');
      await reset.execute();
      await reset.mail('pick-up');
      expect(await reset.result()).toMatchObject({ state: 'undelivered', reason: 'not-collected' });
    });
  });
});
