// A typed value is judged and set by one call: what was never heard of again, who comes too late from a worker that was given up, and what ends meanwhile.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { before, first, hold, type Fault } from '../support/faults.js';
import { oneProof, testParts } from '../support/parts.js';
import { goodPassword, World, type Running } from '../support/world.js';

const otherPassword = 'fifteen herons left the north shore';
/** Longer than an activity has: whoever waits for it gives it up. */
const long = 30_000;

describe('a value that is judged and set by one call', () => {
  let world: World;
  let one: Awaited<ReturnType<World['method']>>;
  let names = 0;

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    one = await world.method(oneProof);
  });
  afterAll(() => world.stop());
  afterEach(() => world.faults.mendAll());

  async function proved(): Promise<{
    reset: Running;
    user: string;
    logsIn: (value: string) => Promise<boolean>;
  }> {
    const name = `user-${++names}`;
    const user = await world.user(name);
    const reset = await (await world.request(one, name)).prove();
    return { reset, user, logsIn: (value) => world.ports.credentials.matches(user, 'password', value) };
  }
  /** The reset is none the worse: another value is set. */
  async function setsAnother({ reset, logsIn }: Pick<Awaited<ReturnType<typeof proved>>, 'reset' | 'logsIn'>) {
    expect(await reset.execute(otherPassword)).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    expect(await logsIn(otherPassword)).toBe(true);
  }
  const sets = (reset: Running): number => world.faults.callsOf('credentials.set', reset.id);
  /** The first call is held, as long as `release` is not called; `came` is what it answered then. */
  function given(name: string): { reached: Promise<void>; release: () => void; came: Promise<unknown> } {
    const { fault, reached, release } = hold(long);
    let tell: (answer: unknown) => void = () => undefined;
    const came = new Promise<unknown>((resolve) => (tell = resolve));
    const told: Fault = async (run, args) => {
      const answer = await fault(run, args);
      tell(answer);
      return answer;
    };
    world.faults.at(name, first(1, told));
    return { reached, release, came };
  }

  it('is one activity, which also closes the reset', async () => {
    const { reset, logsIn } = await proved();
    expect(await reset.execute(goodPassword)).toMatchObject({ passed: true, view: { state: 'completed' } });
    expect((await reset.activities()).at(-1)).toBe('source.user-entry.verify');
    expect(await logsIn(goodPassword)).toBe(true);
    const records = (await world.ports.audit.of(reset.id)).map(({ type, data }) => [type, data['from'], data['to']]);
    expect(records).toContainEqual(['target.apply', 'executing', 'completed']);
  });

  it('leaves nothing behind where the policy says no: others need not wait', async () => {
    const { reset, logsIn } = await proved();
    const b = await (await world.request(one, `user-${names}`, { source: 'address-2' })).prove();
    expect(await reset.execute('short')).toMatchObject({ passed: false, view: { state: 'authenticated' } });
    expect(await b.execute(otherPassword)).toMatchObject({ passed: true });
    expect(await b.result()).toMatchObject({ state: 'completed' });
    expect(await logsIn(otherPassword)).toBe(true);
    expect(await reset.cancel()).toMatchObject({ outcome: 'done' });
  });

  it('is set once where the one who had set it is never heard of again', async () => {
    const { reset, logsIn } = await proved();
    const closing = given('resets.close');
    const execute = reset.execute(goodPassword);
    await closing.reached;
    expect(await execute).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    closing.release();
    await closing.came;
    expect(sets(reset)).toBe(1);
    expect(await logsIn(goodPassword)).toBe(true);
    expect(reset.mailKeys().filter((key) => key === 'close/notice')).toHaveLength(1);
  });

  it('is not set by the one who was given up, nor is anything said by them; the next value is', async () => {
    const { reset, logsIn } = await proved();
    const writing = given('credentials.set');
    expect(await reset.execute(goodPassword)).toEqual({ outcome: 'tryAgain' });
    expect(await reset.view()).toMatchObject({ state: 'authenticated' });
    writing.release();
    expect(await writing.came).toBe('superseded');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await logsIn(goodPassword)).toBe(false);
    expect(await world.ports.resets.get(reset.id)).toMatchObject({ state: 'authenticated' });
    expect((await world.ports.audit.of(reset.id)).map(({ type }) => type)).not.toContain('target.apply');
    await setsAnother({ reset, logsIn });
  });

  it('is not set by one who was given up before the claim', async () => {
    const { reset, logsIn } = await proved();
    const asking = given('proofs.of');
    expect(await reset.execute(goodPassword)).toEqual({ outcome: 'tryAgain' });
    asking.release();
    await asking.came;
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(sets(reset)).toBe(0);
    await setsAnother({ reset, logsIn });
  });

  it('is told as superseded where it was set, and changed by the user before anybody found out', async () => {
    const { reset, user, logsIn } = await proved();
    const recording = given('audit.append');
    const execute = reset.execute(goodPassword);
    await recording.reached;
    const change = { subjectId: user, credentialId: 'password', key: 'login/1', history: 3 };
    await world.ports.credentials.change({ ...change, current: goodPassword, value: otherPassword });
    expect(await execute).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'superseded' });
    recording.release();
    await recording.came;
    expect(sets(reset)).toBe(1);
    expect(await logsIn(otherPassword)).toBe(true);
  });

  it('goes on until that is known, and till then a cancel is too late', async () => {
    const { reset, logsIn } = await proved();
    const closing = given('resets.close');
    world.faults.at('credentials.bar', before);
    const execute = reset.execute(goodPassword);
    await closing.reached;
    await reset.until(() => world.faults.callsOf('credentials.bar', reset.id) > 0 || undefined, 'the second try');
    expect(await reset.cancel()).toMatchObject({ problem: 'too-late' });
    await reset.handle.cancel();
    world.faults.mendAll();
    expect(await execute).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    closing.release();
    expect(await logsIn(goodPassword)).toBe(true);
  });

  it('is told as unknown where nobody can find out', async () => {
    const { reset } = await proved();
    const writing = given('credentials.set');
    world.faults.at('credentials.bar', before);
    void reset.execute(goodPassword);
    expect(await reset.result()).toMatchObject({ state: 'failed', steps: { directory: { state: 'unknown' } } });
    writing.release();
  });

  it('can still be cancelled where it waits for another call to set it', async () => {
    const { reset, logsIn } = await proved();
    const judging = given('credentials.wasUsed');
    world.faults.at('proofs.of', before);
    const execute = reset.execute(goodPassword);
    await judging.reached;
    await reset.handle.cancel();
    await reset.until(async () => (await reset.state()).applyBegan || undefined, 'the write');
    judging.release();
    expect(await execute).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'cancelled', reason: 'operator' });
    expect(await logsIn(goodPassword)).toBe(false);
  });

  it('leaves another that was taken before as it is, where it is refused', async () => {
    const { reset, logsIn } = await proved();
    const { ref, at } = await reset.sealValue(goodPassword);
    expect(await reset.answerSealed('user-entry', { ref, at })).toMatchObject({ passed: true });
    expect(await reset.execute('short')).toMatchObject({ passed: false });
    expect(await reset.execute()).toMatchObject({ passed: true });
    expect(await reset.result()).toMatchObject({ state: 'completed' });
    expect(await logsIn(goodPassword)).toBe(true);
  });

  it.each([
    ['was refused: it ends then', 'short', 'cancelled'],
    ['was set: it is too late', goodPassword, 'completed'],
  ])('a cancel in the UI waits for what becomes of it, and it %s', async (_what, value, state) => {
    const { reset } = await proved();
    const asking = hold();
    world.faults.at('directory.get', asking.fault);
    const execute = reset.execute(value);
    await asking.reached;
    expect(await reset.cancel()).toMatchObject({ problem: 'too-late' });
    await reset.handle.cancel();
    await reset.until(async () => (await reset.state()).applyBegan || undefined, 'the write');
    asking.release();
    await execute.catch(() => undefined);
    expect(await reset.result()).toMatchObject({ state });
  });

  it('can be cancelled once it was refused', async () => {
    const { reset } = await proved();
    expect(await reset.execute('short')).toMatchObject({ passed: false });
    expect(await reset.execute()).toMatchObject({ problem: 'value-needed' });
    expect(await reset.cancel()).toMatchObject({ outcome: 'done', view: { state: 'cancelled' } });
  });
});
