// Decisions that are given while no worker is there: recorded, and judged once there is one.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { approval, asked, proveByMail, reachesStep, shipped } from '../support/helped.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.start({ rests: true });
});
afterAll(() => world.stop());

it('what two colleagues say while no worker is there takes effect once there is one', async () => {
  const colleagues = ['bob', 'carol'];
  for (const name of colleagues) await world.user(name, { unit: 'sales' });
  await world.user('alice', { unit: 'sales' });
  const reset = await world.request(await world.method(shipped('colleague-approval')), 'alice');
  await reset.reaches('authenticating');
  await proveByMail(reset);
  await asked(reset, 2);
  const answers = await Promise.all(colleagues.map((name) => approval(reset, name)));

  await world.rest();
  for (const [n, name] of colleagues.entries()) {
    const id = await reset.decide('approval', 'approve', `person-${name}`, answers[n]);
    expect(await world.ports.decisions.get(reset.id, id)).toMatchObject({ verdict: 'approve' });
  }
  expect(await world.ports.decisions.judged(reset.id, 'approval')).toEqual([]);
  expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'authenticating', passed: 1 });

  await world.work();
  await reachesStep(reset, 'approval', 'passed');
  expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
  await reset.until(async () => (await world.ports.resets.get(reset.id))?.state === 'authenticated', 'the read model');
});
