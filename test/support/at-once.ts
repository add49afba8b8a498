/** Steps that are answered at the same moment. */
import { rightCode } from './parts.js';
import type { Running } from './running.js';
import type { World } from './world.js';

/** Has these `test-ask` steps challenged and answers all; none is done before `meanwhile` was, which happens once all have begun. */
export async function answerAtOnce(
  world: World,
  reset: Running,
  stepIds: readonly string[],
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await reset.reaches('authenticating');
  for (const stepId of stepIds) await reset.challenge(stepId);
  let arrived = 0;
  let allAreThere = (): void => {};
  const all = new Promise<void>((resolve) => (allAreThere = resolve)).then(meanwhile);
  world.faults.at('vault.open', async (call) => {
    if (++arrived === stepIds.length) allAreThere();
    await all;
    return call();
  });
  await Promise.all(stepIds.map((stepId) => reset.answer(stepId, { code: rightCode })));
  world.faults.mendAll();
}
