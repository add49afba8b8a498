/** What every directory must do. */
import { expect, it } from '@jest/globals';
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
      locale: 'en',
    });
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
};
