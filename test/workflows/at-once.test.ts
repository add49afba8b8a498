// Two steps that move at the same moment: what both add up to is told to those who read.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { answerAtOnce } from '../support/at-once.js';
import { rightCode, testParts } from '../support/parts.js';
import { World, type Running } from '../support/world.js';

let world: World;
let reset: Running;
beforeAll(async () => {
  world = await World.start({ parts: testParts, rests: true });
});
afterAll(() => world.stop());

/** Answers both steps; neither is done before `meanwhile` was, which happens once both have begun. */
async function answerBoth(user: string, meanwhile?: () => Promise<void>): Promise<void> {
  const method = await world.method(`
id: at-once
title: t
authentication: { atLeast: 2, independent: false, of: [test-ask, test-ask: { id: second }] }
source: user-entry
targets: [directory]
`);
  await world.user(user);
  reset = await world.request(method, user);
  await answerAtOnce(world, reset, ['test-ask', 'second'], meanwhile);
}

async function bothAreRead(): Promise<void> {
  expect(await reset.view()).toMatchObject({ state: 'authenticated', passed: 2 });
  const row = await reset.until(async () => {
    const found = await world.ports.resets.get(reset.id);
    return found?.state === 'authenticated' ? found : undefined;
  }, 'the read model to tell of both');
  expect(row).toMatchObject({ passed: 2, steps: { 'test-ask': { state: 'passed' }, second: { state: 'passed' } } });
}

it('what two steps add up to that passed at the same moment is read by everybody', async () => {
  await answerBoth('alice');
  await bothAreRead();
});

it('and where the workflow learns of both in one task', async () => {
  await answerBoth('bob', async () => {
    // Takes no more tasks, but ends the activities that it has begun.
    void world.rest().then(() => world.work());
    await new Promise((r) => setTimeout(r, 200));
  });
  await bothAreRead();
});

it('what does not count, because the reset had moved on by then, is read by nobody', async () => {
  const method = await world.method(`
id: moved
title: t
authentication: { atLeast: 2, independent: false, of: [test-move, test-ask] }
source: user-entry
targets: [directory]
`);
  await world.user('mo');
  reset = await world.request(method, 'mo');
  await reset.reaches('authenticating');
  for (const stepId of ['test-move', 'test-ask']) await reset.challenge(stepId);
  let goOn = (): void => {};
  const moved = new Promise<void>((resolve) => (goOn = resolve));
  let calls = 0;
  world.faults.at('vault.open', async (call) => {
    if (++calls === 1) await moved;
    return call();
  });
  const typed = reset.answer('test-ask', { code: rightCode });
  await reset.until(() => calls === 1 || undefined, 'the code to be judged');
  await reset.answer('test-move', { code: rightCode });
  goOn();
  expect(await typed).toEqual({ outcome: 'refused', problem: 'continued-elsewhere' });
  world.faults.mendAll();
  expect((await reset.view()).steps['test-ask']).toMatchObject({ state: 'challenged' });
  await reset.until(async () => {
    const row = await world.ports.resets.get(reset.id);
    return row?.steps['test-ask']?.state === 'challenged' || undefined;
  }, 'the read model to say so, too');
});
