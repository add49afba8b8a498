/** What every store of credentials must do: claims with rising fences, one write a key, nothing under a claim that is not one's own. */
import { expect, it } from '@jest/globals';
import { alice, minute, monday, type Suite } from './world.js';

const first = 'Correct-Horse-Battery-1';

export const credentials: Suite = (world) => {
  const c = () => world().ports.credentials;
  const user = async (): Promise<string> => {
    const id = await world().ports.userAdmin.upsertUser(alice);
    await world().ports.userAdmin.setInitialPassword(id, 'password', first);
    return id;
  };
  const claim = (id: string, resetId: string) => c().claim(id, 'password', resetId);
  const set = (
    id: string,
    resetId: string,
    value: string,
    { key = `${resetId}/apply`, history = 3, mustChange = false } = {},
  ) => c().set({ subjectId: id, credentialId: 'password', resetId, key, value, history, mustChange });
  const matches = (id: string, value: string) => c().matches(id, 'password', value);
  const finish = (id: string, resetId: string) =>
    world().ports.directory.finish(id, {
      resetId,
      credentialId: 'password',
      state: 'completed',
      at: world().time.now,
    });

  it('ends all sessions with the write, and with nothing else', async () => {
    const id = await user();
    const endedAt = async () => (await world().ports.directory.get(id))?.sessionsEndedAt;
    await claim(id, 'r1');
    expect(await endedAt()).toBeUndefined();
    await set(id, 'r1', 'new');
    const then = world().time.now;
    expect(await endedAt()).toBe(then);
    world().time.now += minute;
    await finish(id, 'r1');
    expect(await endedAt()).toBe(then);
  });

  it('gives the claim to one, with the same fence as often as it asks', async () => {
    const id = await user();
    expect(await claim(id, 'r1')).toEqual({ held: true, fence: 1 });
    world().time.now += minute / 2;
    expect(await claim(id, 'r1')).toEqual({ held: true, fence: 1 });
    expect(await c().heldFence(id, 'password', 'r1')).toBe(1);
    expect(await c().heldFence(id, 'password', 'r2')).toBeNull();
  });

  it('lets another wait while the holder applies, for a minute at most, then gives it the next fence', async () => {
    const id = await user();
    await claim(id, 'r1');
    world().time.now = monday + minute - 1;
    await claim(id, 'r1');
    expect(await claim(id, 'r2')).toEqual({ held: false, until: monday + minute });
    world().time.now = monday + minute;
    expect(await claim(id, 'r2')).toEqual({ held: true, fence: 2 });
    expect(await c().heldFence(id, 'password', 'r1')).toBeNull();
    expect(await c().heldFence(id, 'password', 'r2')).toBe(2);
  });

  it('gives the claim on as soon as the holder has finished', async () => {
    const id = await user();
    await claim(id, 'r1');
    await finish(id, 'r1');
    expect(await c().heldFence(id, 'password', 'r1')).toBeNull();
    expect(await claim(id, 'r2')).toEqual({ held: true, fence: 2 });
  });

  it('never gives a claim back to one that lost it, nor lets that one free it', async () => {
    const id = await user();
    await claim(id, 'r1');
    world().time.now += minute;
    await claim(id, 'r2');
    world().time.now += 5 * minute;
    expect(await claim(id, 'r1')).toEqual({ held: false, lost: true });
    expect(await c().heldFence(id, 'password', 'r1')).toBeNull();
    expect(await set(id, 'r1', 'late-but-well-meant-1')).toBe('superseded');
    await finish(id, 'r1');
    expect(await c().heldFence(id, 'password', 'r2')).toBe(2);
    expect(await matches(id, first)).toBe(true);
  });

  it('gives one claim to many who ask at once', async () => {
    const id = await user();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(id, `r${i}`)));
    expect(answers.filter((a) => a.held)).toHaveLength(1);
  });

  it('keeps claims on two credentials apart', async () => {
    const id = await user();
    await claim(id, 'r1');
    expect(await c().claim(id, 'pin', 'r2')).toEqual({ held: true, fence: 1 });
  });

  it('gives no claim on nobody', async () => {
    await expect(claim('nobody', 'r1')).rejects.toThrow('not in the directory');
  });

  it('sets the value under the claim, and a login takes the new one only', async () => {
    const id = await user();
    await claim(id, 'r1');
    expect(await set(id, 'r1', 'a-new-one-of-alice')).toBe('set');
    expect(await matches(id, 'a-new-one-of-alice')).toBe(true);
    expect(await matches(id, first)).toBe(false);
    expect(await c().isSet(id, 'password', 'r1/apply')).toBe(true);
    expect(await c().isSet(id, 'password', 'other/apply')).toBe(false);
  });

  it('sets nothing without the claim', async () => {
    const id = await user();
    expect(await set(id, 'r1', 'a-new-one-of-alice')).toBe('superseded');
    expect(await set('nobody', 'r1', 'a-new-one-of-alice')).toBe('superseded');
    expect(await matches(id, first)).toBe(true);
  });

  it('writes nothing any more under a key that was barred, and tells whether it had', async () => {
    const id = await user();
    const bar = (key: string) => c().bar(id, 'password', key);
    await claim(id, 'r1');
    for (let time = 0; time < 2; time++) expect(await bar('r1/early')).toBe(false);
    expect(await set(id, 'r1', 'from-a-worker-given-up', { key: 'r1/early' })).toBe('superseded');
    expect(await matches(id, first)).toBe(true);
    expect(await set(id, 'r1', 'a-new-one-of-alice')).toBe('set');
    expect(await bar('r1/apply')).toBe(true);
    expect(await c().isSet(id, 'password', 'r1/apply')).toBe(true);
    expect(await set(id, 'r1', 'another-one-of-alice', { key: 'r1/apply/2' })).toBe('set');
    expect(await bar('r1/apply')).toBe(true);
    expect(await c().isSet(id, 'password', 'r1/apply')).toBe(false);
    expect(await c().bar('nobody', 'password', 'r1/apply')).toBe(false);
  });

  it('writes once per key: a repeat changes nothing, whatever it brings', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'a-new-one-of-alice');
    expect(await set(id, 'r1', 'quite-another-value')).toBe('set');
    expect(await matches(id, 'a-new-one-of-alice')).toBe(true);
    expect(await matches(id, 'quite-another-value')).toBe(false);
  });

  it('writes one value where the same call runs many times at once', async () => {
    const id = await user();
    await claim(id, 'r1');
    const values = Array.from({ length: 5 }, (_, i) => `value-number-${i}-of-alice`);
    expect(await Promise.all(values.map((v) => set(id, 'r1', v)))).toEqual(values.map(() => 'set'));
    const logins = await Promise.all(values.map((v) => matches(id, v)));
    expect(logins.filter(Boolean)).toHaveLength(1);
  });

  it('tells a late repeat that its value stands no more, and leaves the newer one', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'a-new-one-of-alice');
    await finish(id, 'r1');
    await claim(id, 'r2');
    expect(await set(id, 'r2', 'the-newest-of-alice')).toBe('set');
    await finish(id, 'r2');
    await claim(id, 'r1');
    expect(await set(id, 'r1', 'a-new-one-of-alice')).toBe('superseded');
    expect(await c().isSet(id, 'password', 'r1/apply')).toBe(false);
    expect(await matches(id, 'the-newest-of-alice')).toBe(true);
  });

  it('writes again under another key, as after a delivery that failed', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'first-try-of-alice', { key: 'r1/1' });
    expect(await set(id, 'r1', 'second-try-of-alice', { key: 'r1/2' })).toBe('set');
    expect(await matches(id, 'second-try-of-alice')).toBe(true);
  });

  it('remembers the current value and as many old ones as asked', async () => {
    const id = await user();
    const used = (value: string, history: number) => c().wasUsed(id, 'password', value, history);
    await claim(id, 'r1');
    for (const n of [1, 2, 3]) await set(id, 'r1', `value-number-${n}`, { key: `r1/${n}`, history: 2 });
    expect(await used('value-number-3', 0)).toBe(true);
    expect(await used('value-number-2', 0)).toBe(false);
    expect(await used('value-number-2', 1)).toBe(true);
    expect(await used('value-number-1', 2)).toBe(true);
    expect(await used(first, 3)).toBe(false);
    expect(await used('never-used-by-alice', 3)).toBe(false);
  });

  it('keeps no old value where none is asked for', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'a-new-one-of-alice', { history: 0 });
    expect(await c().wasUsed(id, 'password', first, 3)).toBe(false);
  });

  it('reads a value in one spelling, at set and at login (NFKC)', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'Zürich-Ångström-ﬁnal');
    expect(await matches(id, 'Zu\u0308rich-A\u030angstro\u0308m-final')).toBe(true);
    expect(await c().wasUsed(id, 'password', 'Zu\u0308rich-Ångström-final', 0)).toBe(true);
    expect(await matches(id, 'zürich-ångström-final')).toBe(false);
  });

  it('matches nothing for nobody, and nothing where nothing was set', async () => {
    const id = await user();
    expect(await matches('nobody', '')).toBe(false);
    expect(await c().matches(id, 'pin', '')).toBe(false);
    expect(await c().wasUsed('nobody', 'password', '', 3)).toBe(false);
  });

  it('gives a first value once, and never over another', async () => {
    const id = await user();
    expect(await world().ports.userAdmin.setInitialPassword(id, 'password', 'of-the-second-seed')).toBe(false);
    expect(await matches(id, first)).toBe(true);
    await expect(world().ports.userAdmin.setInitialPassword('nobody', 'password', first)).rejects.toThrow(
      'not in the directory',
    );
  });
};
