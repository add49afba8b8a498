// Two steps that move at the same moment: what both add up to is told to those who read.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { rightCode, testParts } from '../support/parts.js';
import { World } from '../support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.start({ parts: testParts });
});
afterAll(() => world.stop());

it('what two steps add up to that passed at the same moment is read by everybody', async () => {
  const method = await world.method(`
id: at-once
title: t
authentication: { atLeast: 2, independent: false, of: [test-ask, test-ask: { id: second }] }
source: user-entry
targets: [directory]
`);
  await world.user('alice');
  const reset = await world.request(method, 'alice');
  await reset.reaches('authenticating');
  for (const stepId of ['test-ask', 'second']) await reset.challenge(stepId);
  let arrived = 0;
  let bothAreThere = (): void => {};
  const both = new Promise<void>((resolve) => (bothAreThere = resolve));
  // Neither is done before the other has begun.
  world.faults.at('vault.open', async (call) => {
    if (++arrived === 2) bothAreThere();
    await both;
    return call();
  });
  await Promise.all(['test-ask', 'second'].map((stepId) => reset.answer(stepId, { code: rightCode })));
  world.faults.mendAll();
  expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
  const row = await reset.until(async () => {
    const found = await world.ports.resets.get(reset.id);
    return found?.state === 'authenticated' ? found : undefined;
  }, 'the read model to tell of both');
  expect(row).toMatchObject({ passed: 2, steps: { 'test-ask': { state: 'passed' }, second: { state: 'passed' } } });
});
