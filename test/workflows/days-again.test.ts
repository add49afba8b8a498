// Checks of a caller that are too old by the time that the value could be made: agents check once more, and only then.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { planHash } from '../../domain/compiled.js';
import type { Plan } from '../../domain/plan.js';
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
} from '../support/helped.js';
import { tokenOf, World, type Running } from '../support/world.js';

const hour = 3_600_000;
const script = { 'called-back': 'yes', 'named-manager': 'yes' };
const tooOld = { outcome: 'refused', problem: 'proof-too-old' };
/** More steps than it wants. */
const twoOfThree = shipped('helpdesk-lost-mailbox')
  .replace('id: helpdesk-lost-mailbox', 'id: two-of-three')
  .replace('atLeast: 3', 'atLeast: 2')
  .replace('independent: false', 'independent: true');

describe('a check that is too old when the value could be made', () => {
  let world: World;
  let names = 0;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};
  beforeAll(async () => {
    world = await World.start();
    for (const id of ['helpdesk', 'helpdesk-lost-mailbox']) methods[id] = await world.method(shipped(id));
    methods['two-of-three'] = await world.method(twoOfThree);
    for (const name of ['henry', 'hanna']) await world.user(name);
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  /** Checked by henry on the first day, approved, and waited for. */
  async function aDayLater(method = methods['helpdesk-lost-mailbox']!) {
    const begun = await begunFor(world, method, ++names);
    const { reset, manager } = begun;
    await asked(reset);
    const code = await sendCode(reset, 'henry');
    const typed = { 'caller-code': code, ...script };
    const first = await reset.decide('caller-check', 'approve', 'person-henry', typed);
    expect(await reset.judged('caller-check', first)).toMatchObject({ done: true, passed: true });
    await reachesStep(reset, 'delay', 'challenged');
    await approve(reset, manager);
    await world.sleep(25 * hour);
    await reset.reaches('authenticated');
    return { ...begun, code, first };
  }
  const signal = (reset: Running, id: string): Promise<void> =>
    reset.handle.signal('decide', { stepId: 'caller-check', decision: { id } });
  /** As long as what must not happen would take: no worker says that it has not. */
  const aMoment = (): Promise<void> => new Promise((r) => setTimeout(r, 500));

  it('is made once more, and takes neither the code nor the decision of the first time', async () => {
    const { reset, code, first } = await aDayLater();
    expect(await reset.execute(undefined, 0)).toEqual(tooOld);
    const again = await sendCode(reset, 'henry');
    expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 2 });
    await signal(reset, first);
    expect(await check(reset, 'henry', code, script)).toMatchObject({ refused: 'wrong-caller-code' });
    expect((await stepsOf(reset))['caller-check']).toBe('challenged');
    expect(again).not.toBe(code);
    expect(await check(reset, 'henry', again, script)).toMatchObject({ done: true, passed: true, round: 2 });
    expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 3 });
    expect(await reset.execute(undefined, 0)).toMatchObject({ passed: true });
    await reset.reaches('delivering');
  });

  it('is not begun by anything but the record of somebody who has a code sent', async () => {
    const { reset, first } = await aDayLater();
    const approved = await reset.decide('caller-check', 'approve', 'person-hanna', {});
    for (const id of [first, approved, 'nobody-said-so']) await signal(reset, id);
    await aMoment();
    expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 3 });
    expect(await audited(reset)).not.toContain('incident codes-guessed');
    await sendCode(reset, 'hanna');
    expect(await reset.view()).toMatchObject({ state: 'authenticating', passed: 2 });
  });

  it('is not made once more where it keeps nothing from going on', async () => {
    const { reset } = await begunFor(world, methods['helpdesk']!, ++names);
    await reset.join('invitation', tokenOf((await reset.mail('invitation'))['url']));
    reset.epoch = 2;
    await check(reset, 'henry', await sendCode(reset, 'henry'), { 'named-manager': 'yes', 'explained-why': 'yes' });
    await world.sleep(hour);
    // What the user has still to type is enough.
    await reset.decide('caller-check', 'send', 'person-hanna', { to: 'phone' });
    await aMoment();
    expect((await stepsOf(reset))['caller-check']).toBe('passed');
    await proveByMail(reset);
    expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
  });

  it.each(['refused', 'not made'] as const)('ends the reset where the second one is %s', async (how) => {
    const { reset, hasOld } = await aDayLater();
    await sendCode(reset, 'hanna');
    if (how === 'refused') await reset.decide('caller-check', 'refuse', 'person-hanna');
    else await world.sleep(49 * hour);
    expect(await reset.result()).toMatchObject({ state: 'refused', reason: 'not-proved' });
    expect(await hasOld()).toBe(true);
  });

  it('is waited for once it was begun, even where the other proofs are enough by themselves', async () => {
    const { reset } = await aDayLater(methods['two-of-three']);
    expect(await reset.execute(undefined, 0)).toEqual(tooOld);
    const code = await sendCode(reset, 'hanna');
    expect(await reset.execute(undefined, 0)).toEqual({ outcome: 'refused', problem: 'wrong-state' });
    await check(reset, 'hanna', code, script);
    expect(await reset.execute(undefined, 0)).toMatchObject({ passed: true });
    await reset.reaches('delivering');
  });

  it('and that did not pass the second time counts for nothing: others that are enough do', async () => {
    const { reset } = await aDayLater(methods['two-of-three']);
    await sendCode(reset, 'hanna');
    await reset.decide('caller-check', 'refuse', 'person-hanna');
    expect(await reset.reaches('authenticated')).toMatchObject({ passed: 2 });
    expect(await reset.execute(undefined, 0)).toMatchObject({ passed: true });
    await reset.reaches('delivering');
  });

  it('never gets old in a plan from before checks did', async () => {
    const { plan } = methods['helpdesk-lost-mailbox']!;
    const of = plan.authentication.of.map(({ getsOld: _, ...step }) => step as (typeof plan.authentication.of)[number]);
    const old: Plan = { ...plan, authentication: { ...plan.authentication, of } };
    const published = { plan: old, hash: planHash(old) };
    await world.ports.plans.publish(published);
    const { reset } = await aDayLater(published);
    expect((await reset.view()).steps['caller-check']).not.toHaveProperty('answeredAt');
    expect(await reset.execute(undefined, 0)).toMatchObject({ passed: true });
    await reset.reaches('delivering');
  });
});
