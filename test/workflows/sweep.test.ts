// Resets that were terminated in the Temporal UI: the sweep tells what came of them, whether their workflow can still be asked or not.
import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registry } from '../../activities/registry.js';
import type { Ref } from '../../domain/plan.js';
import type { Purpose } from '../../domain/ports.js';
import { sweep } from '../../worker/sweep.js';
import { after, before, type Fault } from '../support/faults.js';
import { oneProof, testParts } from '../support/parts.js';
import { goodPassword, World, type Running } from '../support/world.js';

/** Longer than what a terminated workflow began may still be at work. */
const settled = 20_000;

let world: World;
let one: Awaited<ReturnType<World['method']>>;
let names = 0;
beforeAll(async () => {
  world = await World.start({ parts: testParts });
  one = await world.method(oneProof);
});
afterAll(() => world.stop());

interface Open {
  reset: Running;
  oldPassword: string;
  logsIn: (value: string) => Promise<boolean>;
}
async function begun(): Promise<Open> {
  const name = `user-${++names}`;
  const oldPassword = `old password of ${name}`;
  const user = await world.user(name, { password: oldPassword });
  const reset = await world.request(one, name);
  await reset.reaches('authenticating');
  return { reset, oldPassword, logsIn: (value) => world.ports.credentials.matches(user, 'password', value) };
}
/** Its workflow knows that a write began, and not what came of it; the read model does not even know that. */
async function writing(write: Fault): Promise<Open & { value: Ref }> {
  const open = await begun();
  const { reset } = open;
  await reset.prove();
  world.faults.at('credentials.set', write);
  for (const call of ['resets.save', 'credentials.isSet']) world.faults.at(call, before);
  const value = await reset.sealValue(goodPassword);
  // Nobody is there any more to answer it.
  reset.executeSealed(value).catch(() => undefined);
  const isAsked = () => world.faults.callsOf('credentials.isSet', reset.id) > 0 || undefined;
  await reset.until(isAsked, 'the question what was set');
  expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'authenticated' });
  return { ...open, value: value.ref };
}

async function terminate({ handle }: Running): Promise<void> {
  await handle.terminate();
  world.faults.mendAll();
  await world.tick();
}
/** The clock alone: once an activity was cut off the time-skipping server skips no more. */
function settle(): void {
  world.clock.skipped += settled;
}

const isOpen = (reset: Running, ref: Ref, purpose: Purpose): Promise<boolean> =>
  world.ports.vault.open(ref, { resetId: reset.id, purpose }).then(
    () => true,
    () => false,
  );
/** The audit's: the row keeps only what the subject may be told. */
const lastRecord = async ({ id }: Running): Promise<object | undefined> =>
  (await world.ports.audit.of(id)).at(-1)?.data;

describe.each([
  ['told by its workflow', true],
  ['told by the read model, because its history can’t be replayed any more', false],
])('a reset that was terminated, %s:', (_by, isReplayed) => {
  /** Answers how many were cleaned up. The time-skipping server has no visibility: what would be found is given. */
  function sweeps({ id, handle }: Running): Promise<number> {
    const query = () => Promise.reject(new Error('nondeterminism'));
    const asked = isReplayed ? handle : { describe: () => handle.describe(), query };
    const workflow = { list: () => [{ workflowId: id }], getHandle: () => asked };
    return sweep({ client: { workflow } as unknown as Client, ports: world.ports, registry });
  }

  it('it is failed where a write began and the target says that nothing was set: no secret stays, and the user is told', async () => {
    const { reset, value, oldPassword, logsIn } = await writing(before);
    await terminate(reset);
    expect(await sweeps(reset)).toBe(0);
    expect(await isOpen(reset, value, 'new-credential')).toBe(true);

    settle();
    expect(await sweeps(reset)).toBe(1);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({
      ...{ state: 'failed', closedAt: expect.any(Number) },
      steps: { directory: { state: 'ready' } },
    });
    expect(await lastRecord(reset)).toMatchObject({ state: 'failed', reason: 'terminated', set: 0 });
    expect(await isOpen(reset, value, 'new-credential')).toBe(false);
    expect(await isOpen(reset, `${reset.id}/request`, 'request')).toBe(false);
    expect(reset.mails().map(({ message }) => message)).toContain('notice-ended');
    expect(await logsIn(oldPassword)).toBe(true);
    expect(await sweeps(reset)).toBe(0);
  });

  it('it is completed where the target says that it was set', async () => {
    const { reset, value, logsIn } = await writing(after);
    await terminate(reset);
    settle();
    expect(await sweeps(reset)).toBe(1);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({
      ...{ state: 'completed', closedAt: expect.any(Number) },
      steps: { directory: { state: 'set' } },
    });
    expect(await lastRecord(reset)).toMatchObject({ state: 'completed', set: 1 });
    expect(await isOpen(reset, value, 'new-credential')).toBe(false);
    expect(reset.mails().map(({ message }) => message)).toContain('notice-completed');
    expect(await logsIn(goodPassword)).toBe(true);
  });

  it('it is cancelled where nothing was proved, of which nobody is told', async () => {
    const { reset, oldPassword, logsIn } = await begun();
    await terminate(reset);
    settle();
    expect(await sweeps(reset)).toBe(1);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'cancelled', closedAt: expect.any(Number) });
    expect(await lastRecord(reset)).toMatchObject({ state: 'cancelled', reason: 'terminated' });
    expect(await isOpen(reset, `${reset.id}/request`, 'request')).toBe(false);
    expect(reset.mailKeys()).not.toContain('close/notice');
    expect(await logsIn(oldPassword)).toBe(true);
  });
});
