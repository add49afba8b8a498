// The users of the embedded stack. Everybody knows their password: for development only.
import type { NewUser, UserAdmin } from '../adapters/user.js';
import { openStore } from './store.js';

/** What each of them has until it is reset. The policy is not asked: it is for passwords that people choose. */
export const demoPassword = 'Correct-Horse-Battery-1';

/** `manager` and `nominated` are user names here. */
type DemoUser = Pick<NewUser, 'userName' | 'displayName' | 'manager' | 'unit' | 'nominated'> &
  Partial<Pick<NewUser, 'groups' | 'state'>>;

const sales = { unit: 'sales', manager: 'mona' };
const engineering = { unit: 'engineering', manager: 'max' };

/** Who there is; each has the address `<userName>@example.org`. */
export const demoUsers: readonly DemoUser[] = [
  { userName: 'alice', displayName: 'Alice Adams', ...sales, nominated: ['bob', 'carol', 'dave'] },
  { userName: 'bob', displayName: 'Bob Brown', ...sales },
  { userName: 'carol', displayName: 'Carol Clark', ...sales },
  { userName: 'dave', displayName: 'Dave Davis', ...sales },
  { userName: 'erin', displayName: 'Erin Evans', ...engineering },
  { userName: 'frank', displayName: 'Frank Fisher', ...engineering },
  { userName: 'mona', displayName: 'Mona Meyer' },
  { userName: 'max', displayName: 'Max Miller' },
  { userName: 'ada', displayName: 'Ada Archer', groups: ['rekey-admins'] },
  { userName: 'henry', displayName: 'Henry Hill', groups: ['rekey-helpdesk'] },
  { userName: 'hanna', displayName: 'Hanna Hayes', groups: ['rekey-helpdesk'] },
  { userName: 'paula', displayName: 'Paula Price', groups: ['privileged'] },
  { userName: 'dora', displayName: 'Dora Dunn', state: 'disabled' },
];

/** Puts the demo users into the directory. Can be repeated: a password that is there already stays, whatever it is by now. */
export async function seedUsers(admin: UserAdmin): Promise<void> {
  for (const user of demoUsers) {
    const id = await admin.upsertUser(described(user));
    await admin.setInitialPassword(id, 'password', demoPassword);
  }
}

/** The same for the database that the stack's environment names. */
export async function seed(env: Record<string, string>): Promise<void> {
  const store = await openStore(env);
  try {
    await seedUsers(store.userAdmin);
  } finally {
    await store.close();
  }
}

/** No country has this code (ITU-T E.164: 999 is reserved): what is sent there can go nowhere else. */
const phoneOf = (userName: string): string =>
  `+9990000${String(1 + demoUsers.findIndex((u) => u.userName === userName)).padStart(3, '0')}`;
const personOf = (userName: string): string => `demo-${userName}`;
const described = ({ manager, nominated, ...user }: DemoUser): NewUser => ({
  groups: [],
  ...user,
  personId: personOf(user.userName),
  ...(manager !== undefined && { manager: personOf(manager) }),
  ...(nominated && { nominated: nominated.map(personOf) }),
  addresses: [
    { kind: 'email', value: `${user.userName}@example.org`, verified: true, source: 'seed' },
    { kind: 'phone', value: phoneOf(user.userName), verified: true, source: 'seed' },
  ],
});
