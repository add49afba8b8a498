/** What every directory must do. */
import { expect, it } from '@jest/globals';
import type { NewUser } from '../../../adapters/user.js';
import type { Who } from '../../../domain/ports.js';
import { alice, bob, decoy, minute, monday, type Suite } from './world.js';

export const directory: Suite = (world) => {
  const { find, get, findPerson, keepProgress, finish } = {
    find: (name: string) => world().ports.directory.find(name),
    get: (id: string) => world().ports.directory.get(id),
    findPerson: (id: string) => world().ports.directory.findPerson(id),
    keepProgress: (id: string) =>
      world().ports.directory.keepProgress(id, { resetId: 'r1', methodId: 'm', state: 'authenticating', at: monday }),
    finish: (id: string) =>
      world().ports.directory.finish(id, {
        resetId: 'r1',
        credentialId: 'password',
        state: 'completed',
        at: monday,
      }),
  };
  const upsert = (user = alice) => world().ports.userAdmin.upsertUser(user);
  const carol: NewUser = { ...bob, personId: 'person-carol', userName: 'Carol' };
  const people = async (who: Who, limit = 10): Promise<string[]> =>
    (await world().ports.directory.people(who, limit)).map((subject) => subject.id);
  const nominate = (id: string, personIds: string[]) => world().ports.directory.nominate(id, personIds);

  it.each(['Alice', 'aLiCe', ' alice ', 'ＡＬＩＣＥ', 'alice@example.org', 'Alice@Home.Example'])(
    'finds a user by name or verified address, however it is written: %j',
    async (typed) => {
      const id = await upsert();
      expect((await find(typed))?.id).toBe(id);
    },
  );

  it.each(['unproved@example.net', 'alic', 'alice@example', ''])(
    'finds nobody by what is no name or verified address of theirs: %j',
    async (typed) => {
      await upsert();
      expect(await find(typed)).toBeNull();
    },
  );

  it('finds nobody by a phone', async () => {
    const phone = { kind: 'phone' as const, value: '+4915550123456', verified: true };
    const id = await upsert({ ...alice, addresses: [...alice.addresses, phone] });
    expect(await find(phone.value)).toBeNull();
    expect((await get(id))?.addresses).toContainEqual({ ...phone, source: 'import', since: monday });
  });

  it.each(['015550123456', '+0123456789', '+49 1555 0123456', '+123456', '+1234567890123456', 'tel:+4915550123456'])(
    'takes no phone that is not written as E.164 has it, and does not repeat it: %j',
    async (value) => {
      const wrong = { kind: 'phone' as const, value, verified: true };
      const error: unknown = await upsert({ ...alice, addresses: [wrong] }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toMatch(/E\.164/);
      expect(String(error)).not.toContain(value);
      expect(await find('alice')).toBeNull();
    },
  );

  it('finds nobody where a name fits two users', async () => {
    await upsert();
    await upsert({ ...bob, addresses: [{ kind: 'email', value: 'ALICE@example.org', verified: true }] });
    expect(await find('alice@example.org')).toBeNull();
    expect((await find('bob'))?.personId).toBe('person-bob');
  });

  it('tells all that resets need, and no credential', async () => {
    const id = await upsert();
    await world().ports.userAdmin.setInitialPassword(id, 'password', 'Correct-Horse-Battery-1');
    expect(await get(id)).toEqual({
      id,
      personId: 'person-alice',
      decoy: false,
      state: 'active',
      userName: 'Alice',
      displayName: 'Alice Example',
      addresses: alice.addresses.map((a) => ({ ...a, source: 'import', since: monday })),
      groups: ['staff'],
      privileged: false,
      locale: 'en',
    });
  });

  it('tells who is privileged, by the groups that the deployment names, however they are found', async () => {
    const id = await upsert({ ...alice, groups: ['staff', world().privilegedGroup], unit: 'sales' });
    await upsert({ ...bob, groups: ['privileged', `${world().privilegedGroup}s`], unit: 'sales' });
    const found = await Promise.all([find('alice'), get(id), findPerson('person-alice')]);
    expect(found.map((subject) => subject?.privileged)).toEqual([true, true, true]);
    expect((await find('bob'))?.privileged).toBe(false);
    const sales = await world().ports.directory.people({ unit: 'sales' }, 10);
    expect(Object.fromEntries(sales.map((s) => [s.userName, s.privileged]))).toEqual({ Alice: true, Bob: false });
    await upsert({ ...alice, groups: ['staff'] });
    expect((await get(id))?.privileged).toBe(false);
  });

  it('knows a user by id and by person, also when disabled', async () => {
    const id = await upsert({ ...alice, state: 'disabled' });
    expect(await get(id)).toMatchObject({ id, state: 'disabled' });
    expect(await findPerson('person-alice')).toMatchObject({ id, state: 'disabled' });
    expect(await get('nobody')).toBeNull();
    expect(await findPerson('nobody')).toBeNull();
  });

  it('updates the user of a person, who keeps id, credential and the age of an address', async () => {
    const id = await upsert();
    await world().ports.userAdmin.setInitialPassword(id, 'password', 'Correct-Horse-Battery-1');
    world().time.now += minute;
    const moved = [alice.addresses[0]!, { kind: 'email' as const, value: 'new@example.org', verified: true }];
    expect(await upsert({ ...alice, userName: 'alice2', addresses: moved })).toBe(id);
    expect(await find('alice')).toBeNull();
    expect((await find('alice2'))?.addresses.map((a) => a.since)).toEqual([monday, monday + minute]);
    expect(await world().ports.credentials.matches(id, 'password', 'Correct-Horse-Battery-1')).toBe(true);
  });

  it('makes one user of a person whom two import at once', async () => {
    const ids = await Promise.all([upsert(), upsert(), upsert()]);
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps the progress of a decoy without making it somebody', async () => {
    await keepProgress(decoy.id);
    await keepProgress(decoy.id);
    await finish(decoy.id);
    expect(await get(decoy.id)).toBeNull();
    expect(await findPerson(decoy.id)).toBeNull();
    expect(await find(decoy.id)).toBeNull();
    expect(await find('')).toBeNull();
  });

  it('finishes a reset of nobody, and one that left no progress', async () => {
    const id = await upsert();
    await finish('nobody');
    await finish(id);
    await keepProgress(id);
    await finish(id);
    expect(await get(id)).toMatchObject({ userName: 'Alice' });
  });

  it('tells whom a user works with, who stands in and whom they nominated', async () => {
    const around = { manager: 'person-mona', unit: 'sales', away: { until: monday + minute, delegate: 'person-bob' } };
    const id = await upsert({ ...alice, ...around, nominated: ['person-bob', 'person-carol'] });
    expect(await get(id)).toMatchObject({ ...around, nominated: ['person-bob', 'person-carol'] });
  });

  it('forgets manager, unit and absence with the description that has none, and keeps the nominations', async () => {
    const id = await upsert({ ...alice, manager: 'person-mona', unit: 'sales', away: { until: monday } });
    await nominate(id, ['person-bob']);
    await upsert({ ...alice, unit: 'engineering' });
    const subject = await get(id);
    expect(subject).toMatchObject({ unit: 'engineering', nominated: ['person-bob'] });
    expect(subject).not.toHaveProperty('manager');
    expect(subject).not.toHaveProperty('away');
    expect(await people({ unit: 'sales' })).toEqual([]);
  });

  it.each<[string, Partial<NewUser>]>([
    ["can't be their own manager", { manager: 'person-alice' }],
    ["can't stand in for themselves", { away: { until: monday, delegate: 'person-alice' } }],
    ["can't nominate themselves", { nominated: ['person-bob', 'person-alice'] }],
  ])('refuses a user who %s, and stores nothing', async (why, wrong) => {
    await expect(upsert({ ...alice, ...wrong })).rejects.toThrow(why);
    expect(await find('alice')).toBeNull();
  });

  it('replaces the nominations as a whole', async () => {
    const id = await upsert();
    await nominate(id, ['person-bob', 'person-carol', 'person-bob']);
    expect((await get(id))?.nominated).toEqual(['person-bob', 'person-carol']);
    await nominate(id, ['person-dave']);
    expect((await get(id))?.nominated).toEqual(['person-dave']);
    await nominate(id, []);
    expect((await get(id))?.nominated).toEqual([]);
  });

  it('takes nominations of nobody else than a user', async () => {
    await keepProgress(decoy.id);
    for (const id of ['nobody', decoy.id]) await expect(nominate(id, [])).rejects.toThrow('not in the directory');
    expect(await get(decoy.id)).toBeNull();
  });

  it('ends sessions, and never takes that back', async () => {
    const endSessions = (of: string, at: number) => world().ports.directory.endSessions(of, at);
    const id = await upsert();
    const endedAt = async () => (await get(id))?.sessionsEndedAt;
    await endSessions(id, monday);
    expect(await endedAt()).toBe(monday);
    await endSessions(id, monday + minute);
    await endSessions(id, monday);
    expect(await endedAt()).toBe(monday + minute);
  });

  it('ends no sessions of nobody', async () => {
    await keepProgress(decoy.id);
    for (const id of ['nobody', decoy.id]) {
      await world().ports.directory.endSessions(id, monday);
      expect(await get(id)).toBeNull();
    }
  });

  it('lists people of a group, of a unit, and by person, ordered by id', async () => {
    const [a, b, c] = [
      await upsert({ ...alice, groups: ['staff', 'helpdesk'], unit: 'sales' }),
      await upsert({ ...bob, groups: ['helpdesk'], unit: 'sales' }),
      await upsert({ ...carol, groups: ['staff'], unit: 'engineering' }),
    ];
    expect(await people({ group: 'staff' })).toEqual([a, c].sort());
    expect(await people({ group: 'helpdesk' })).toEqual([a, b].sort());
    expect(await people({ unit: 'sales' })).toEqual([a, b].sort());
    expect(await people({ personIds: ['person-carol', 'person-alice', 'nobody', 'person-alice'] })).toEqual(
      [a, c].sort(),
    );
    expect(await people({ personIds: [] })).toEqual([]);
    for (const who of [{ group: 'staf' }, { unit: 'Sales' }, { unit: '' }]) expect(await people(who)).toEqual([]);
  });

  it('lists people as `get` tells them', async () => {
    const id = await upsert({ ...alice, unit: 'sales', manager: 'person-mona', nominated: ['person-bob'] });
    expect(await world().ports.directory.people({ unit: 'sales' }, 1)).toEqual([await get(id)]);
  });

  it('lists no more than asked for, the first by id', async () => {
    const ids = [await upsert(), await upsert(bob), await upsert(carol)].sort();
    expect(await people({ group: 'staff' }, 2)).toEqual(ids.slice(0, 2));
    for (const none of [0, -1]) expect(await people({ group: 'staff' }, none)).toEqual([]);
  });

  it('lists neither the disabled nor what stands for a decoy', async () => {
    await upsert({ ...alice, state: 'disabled', unit: 'sales' });
    await keepProgress(decoy.id);
    for (const who of [{ group: 'staff' }, { unit: 'sales' }, { personIds: ['person-alice', decoy.personId] }])
      expect(await people(who)).toEqual([]);
  });

  it('follows a user into another group', async () => {
    const id = await upsert();
    await upsert({ ...alice, groups: ['helpdesk'] });
    expect(await people({ group: 'staff' })).toEqual([]);
    expect(await people({ group: 'helpdesk' })).toEqual([id]);
  });

  it('counts a person once, who is imported under a second name', async () => {
    const id = await upsert();
    await upsert({ ...alice, userName: 'alice-admin', addresses: [] });
    expect(await people({ group: 'staff' })).toEqual([id]);
    expect(await people({ personIds: ['person-alice'] })).toEqual([id]);
  });
};
