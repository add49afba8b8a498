/** The demo users: there after the first seed, and left alone by the next. */
import { describe, expect, it } from '@jest/globals';
import { demoPassword, demoUsers, seedUsers } from '../../dev/seed.js';
import type { Who } from '../../domain/ports.js';
import { memoryPorts } from '../support/memory/index.js';

describe('the seed', () => {
  it('makes users who can be found by name and address and have the demo password', async () => {
    const { userAdmin, directory, credentials } = memoryPorts();
    await seedUsers(userAdmin);
    for (const { userName } of demoUsers) {
      const byName = await directory.find(userName);
      expect(byName).toMatchObject({
        userName,
        addresses: [
          { kind: 'email', value: `${userName}@example.org`, verified: true },
          { kind: 'phone', verified: true },
        ],
      });
      expect(await directory.find(`${userName}@example.org`)).toEqual(byName);
      expect(await credentials.matches(byName?.id ?? '', 'password', demoPassword)).toBe(true);
    }
  });

  it('has an admin, a helpdesk agent, a privileged user and a disabled one', async () => {
    const { userAdmin, directory } = memoryPorts();
    await seedUsers(userAdmin);
    expect((await directory.find('ada'))?.groups).toEqual(['rekey-admins']);
    expect((await directory.find('henry'))?.groups).toEqual(['rekey-helpdesk']);
    expect((await directory.find('hanna'))?.groups).toEqual(['rekey-helpdesk']);
    expect((await directory.find('paula'))?.groups).toEqual(['privileged']);
    expect((await directory.find('dora'))?.state).toBe('disabled');
  });

  it('has two units, whose managers and nominated colleagues are users too', async () => {
    const { userAdmin, directory } = memoryPorts();
    await seedUsers(userAdmin);
    const namesIn = async (who: Who): Promise<string[]> =>
      (await directory.people(who, 100)).map(({ userName }) => userName).sort();
    expect(await namesIn({ unit: 'sales' })).toEqual(['alice', 'bob', 'carol', 'dave']);
    expect(await namesIn({ unit: 'engineering' })).toEqual(['erin', 'frank']);
    const alice = await directory.find('alice');
    expect(await namesIn({ personIds: alice?.nominated ?? [] })).toEqual(['bob', 'carol', 'dave']);
    for (const [user, manager] of [
      ['alice', 'mona'],
      ['erin', 'max'],
    ] as const)
      expect(await directory.findPerson((await directory.find(user))?.manager ?? '')).toMatchObject({
        userName: manager,
      });
  });

  it('leaves a password that was reset since, and makes no user twice', async () => {
    const { userAdmin, directory, credentials, stored } = memoryPorts();
    await seedUsers(userAdmin);
    const id = (await directory.find('alice'))?.id ?? '';
    await credentials.claim(id, 'password', 'r1');
    await credentials.set({
      subjectId: id,
      credentialId: 'password',
      resetId: 'r1',
      key: 'k',
      value: 'another one',
      history: 3,
      mustChange: false,
    });
    await seedUsers(userAdmin);
    expect(await credentials.matches(id, 'password', 'another one')).toBe(true);
    expect(await credentials.matches(id, 'password', demoPassword)).toBe(false);
    expect(stored.users.size).toBe(demoUsers.length);
  });
});
