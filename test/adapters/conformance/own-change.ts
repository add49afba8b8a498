/** What every store of credentials must do for those who change a value at a login: one that must be changed, and the user's own change. */
import { expect, it } from '@jest/globals';
import { alice, minute, type Suite } from './world.js';

const first = 'Correct-Horse-Battery-1';
const temporary = 'temporary-one-of-alice';
const own = 'the-own-choice-of-alice';

export const ownChange: Suite = (world) => {
  const c = () => world().ports.credentials;
  const user = async (): Promise<string> => {
    const id = await world().ports.userAdmin.upsertUser(alice);
    await world().ports.userAdmin.setInitialPassword(id, 'password', first);
    return id;
  };
  const claim = (id: string, resetId: string) => c().claim(id, 'password', resetId);
  const set = (id: string, resetId: string, value: string, mustChange: boolean) =>
    c().set({
      ...{ subjectId: id, credentialId: 'password', resetId, key: `${resetId}/apply` },
      ...{ value, history: 3, mustChange },
    });
  /** Somebody who was given a temporary value by the reset r1, which still has its claim. */
  const givenTemporary = async (): Promise<string> => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', temporary, true);
    return id;
  };
  const change = (id: string, { key = 'login/1', current = temporary, value = own, history = 3 } = {}) =>
    c().change({ subjectId: id, credentialId: 'password', key, current, value, history });
  const mustChange = (id: string) => c().mustChange(id, 'password');
  const matches = (id: string, value: string) => c().matches(id, 'password', value);
  const wasUsed = (id: string, value: string) => c().wasUsed(id, 'password', value, 3);
  const endedAt = async (id: string) => (await world().ports.directory.get(id))?.sessionsEndedAt;

  it('knows nothing that must be changed where nothing was set so', async () => {
    const id = await user();
    expect(await mustChange(id)).toBe(false);
    expect(await c().mustChange(id, 'pin')).toBe(false);
    expect(await mustChange('nobody')).toBe(false);
    await claim(id, 'r1');
    await set(id, 'r1', temporary, false);
    expect(await mustChange(id)).toBe(false);
  });

  it('keeps that a value must be changed with the value, until a reset sets another', async () => {
    const id = await givenTemporary();
    expect(await mustChange(id)).toBe(true);
    expect(await c().mustChange(id, 'pin')).toBe(false);
    world().time.now += minute;
    await claim(id, 'r2');
    expect(await mustChange(id)).toBe(true);
    await set(id, 'r2', own, false);
    expect(await mustChange(id)).toBe(false);
  });

  it('keeps it through a write that came too late, and a new description of the user', async () => {
    const id = await givenTemporary();
    await set(id, 'r2', own, false);
    await set(id, 'r1', own, false);
    await world().ports.userAdmin.upsertUser({ ...alice, displayName: 'Alice Other' });
    expect(await mustChange(id)).toBe(true);
    expect(await matches(id, temporary)).toBe(true);
  });

  it('lets the user change it: a login takes the new one only, and nothing must be changed any more', async () => {
    const id = await givenTemporary();
    expect(await change(id)).toBe('changed');
    expect(await matches(id, own)).toBe(true);
    expect(await matches(id, temporary)).toBe(false);
    expect(await mustChange(id)).toBe(false);
    expect(await c().isSet(id, 'password', 'r1/apply')).toBe(false);
  });

  it('lets a user change a value that need not be changed', async () => {
    const id = await user();
    expect(await change(id, { current: first })).toBe('changed');
    expect(await matches(id, own)).toBe(true);
  });

  it.each(['wrong-one', first, '', own])(
    'changes nothing for somebody who does not know what stands: %j',
    async (typed) => {
      const id = await givenTemporary();
      const ended = await endedAt(id);
      world().time.now += minute;
      expect(await change(id, { current: typed })).toBe('wrong');
      expect(await matches(id, temporary)).toBe(true);
      expect(await mustChange(id)).toBe(true);
      expect(await endedAt(id)).toBe(ended);
    },
  );

  it('changes nothing for nobody, and nothing where nothing was set', async () => {
    const id = await user();
    expect(await change('nobody', { current: '' })).toBe('wrong');
    const pin = { credentialId: 'pin', key: 'login/1', current: '', value: own, history: 3 };
    expect(await c().change({ ...pin, subjectId: id })).toBe('wrong');
    expect(await c().matches(id, 'pin', own)).toBe(false);
  });

  it('reads the current value in any spelling, as a login does (NFKC)', async () => {
    const id = await user();
    await claim(id, 'r1');
    await set(id, 'r1', 'Zürich-Ångström-ﬁnal', true);
    expect(await change(id, { current: 'Zu\u0308rich-A\u030angstro\u0308m-final' })).toBe('changed');
  });

  it('remembers the value that was changed, and as many old ones as asked', async () => {
    const id = await givenTemporary();
    await change(id);
    for (const value of [own, temporary, first]) expect(await wasUsed(id, value)).toBe(true);
    await change(id, { key: 'login/2', current: own, value: 'the-next-of-alice', history: 1 });
    expect(await wasUsed(id, own)).toBe(true);
    expect(await wasUsed(id, temporary)).toBe(false);
  });

  it('ends all sessions with the change', async () => {
    const id = await givenTemporary();
    world().time.now += minute;
    await change(id);
    expect(await endedAt(id)).toBe(world().time.now);
  });

  it('takes back no end of sessions that is later', async () => {
    const id = await givenTemporary();
    const later = world().time.now + minute;
    await world().ports.directory.endSessions(id, later);
    await change(id);
    expect(await endedAt(id)).toBe(later);
    await claim(id, 'r1');
    await c().set({
      ...{ subjectId: id, credentialId: 'password', resetId: 'r1', key: 'r1/again' },
      ...{ value: temporary, history: 3, mustChange: true },
    });
    expect(await endedAt(id)).toBe(later);
  });

  it('changes once per key: a repeat has the same answer and changes nothing, whatever it brings', async () => {
    const id = await givenTemporary();
    await change(id);
    const ended = await endedAt(id);
    world().time.now += minute;
    expect(await change(id)).toBe('changed');
    expect(await change(id, { current: own, value: 'quite-another-value' })).toBe('changed');
    expect(await matches(id, own)).toBe(true);
    expect(await endedAt(id)).toBe(ended);
  });

  it('gives a repeat the same answer after others have written, and leaves the newer value', async () => {
    const id = await givenTemporary();
    await change(id);
    world().time.now += minute;
    await claim(id, 'r2');
    await set(id, 'r2', 'of-the-next-reset', true);
    expect(await change(id)).toBe('changed');
    expect(await matches(id, 'of-the-next-reset')).toBe(true);
    expect(await mustChange(id)).toBe(true);
  });

  it('changes once where the same change runs many times at once', async () => {
    const id = await givenTemporary();
    const answers = await Promise.all(Array.from({ length: 5 }, () => change(id)));
    expect(answers).toEqual(answers.map(() => 'changed'));
    expect(await matches(id, own)).toBe(true);
    expect(await wasUsed(id, temporary)).toBe(true);
  });

  it('lets one win where many who know the value change it at once', async () => {
    const id = await givenTemporary();
    const numbers = [0, 1, 2, 3, 4];
    const values = numbers.map((n) => `own-choice-${n}-of-alice`);
    const answers = await Promise.all(numbers.map((n) => change(id, { key: `login/${n}`, value: values[n]! })));
    expect([...answers].sort()).toEqual(['changed', 'wrong', 'wrong', 'wrong', 'wrong']);
    expect(await matches(id, values[answers.indexOf('changed')]!)).toBe(true);
  });

  it('leaves a reset its claim and its fence, and the reset then sets its value', async () => {
    const id = await user();
    await claim(id, 'r1');
    await change(id, { current: first });
    expect(await c().heldFence(id, 'password', 'r1')).toBe(1);
    expect(await set(id, 'r1', temporary, true)).toBe('set');
    expect(await matches(id, temporary)).toBe(true);
    expect(await mustChange(id)).toBe(true);
    for (const value of [first, own]) expect(await wasUsed(id, value)).toBe(true);
  });

  it('lets a reset win that writes at the same moment, and loses no value that was changed to', async () => {
    for (let n = 0; n < 10; n++) {
      const id = await world().ports.userAdmin.upsertUser({ ...alice, personId: `p${n}` });
      await world().ports.userAdmin.setInitialPassword(id, 'password', first);
      await claim(id, 'r1');
      const [written, changed] = await Promise.all([set(id, 'r1', temporary, true), change(id, { current: first })]);
      expect(written).toBe('set');
      expect(await matches(id, temporary)).toBe(true);
      expect(await mustChange(id)).toBe(true);
      expect(await wasUsed(id, own)).toBe(changed === 'changed');
    }
  });

  it('tells a late repeat of a reset that the user has changed its value since', async () => {
    const id = await givenTemporary();
    await change(id);
    expect(await set(id, 'r1', temporary, true)).toBe('superseded');
    expect(await matches(id, own)).toBe(true);
    expect(await mustChange(id)).toBe(false);
  });
};
