// People around a user who is reset: a manager, three colleagues of the same unit, an agent of the helpdesk. For the demo and the tests.
import { randomBytes, randomInt } from 'node:crypto';
import type { NewUser, UserAdmin } from '../adapters/user.js';
import { login } from './oidc-login.js';

/** Somebody who may be asked to decide. */
export interface Helper {
  readonly userName: string;
  readonly address: string;
  readonly password: string;
  /** Of the helpdesk: has a queue, and is not written to. */
  readonly isAgent: boolean;
  /** Signs in; answers with an access token for the API. */
  readonly token: () => Promise<string>;
}

/** Puts them into the directory, and the user into their unit. */
export async function surround(admin: UserAdmin, issuer: string, user: NewUser): Promise<Helper[]> {
  const unit = `unit-of-${user.userName}`;
  const manager = await helper(admin, issuer, `${user.userName}-manager`, {});
  const colleagues = [1, 2, 3].map((n) => helper(admin, issuer, `${user.userName}-colleague-${n}`, { unit }));
  const one = agent(admin, issuer, `${user.userName}-agent`);
  await admin.upsertUser({ ...user, unit, manager: manager.userName });
  return [manager, ...(await Promise.all([...colleagues, one]))];
}

/** Puts one agent of the helpdesk into the directory. */
export const agent = (admin: UserAdmin, issuer: string, userName: string): Promise<Helper> =>
  helper(admin, issuer, userName, { groups: [helpdesk] });
const helpdesk = 'rekey-helpdesk';

/** Text messages to it go nowhere: no country has this code (ITU-T E.164, 999 is reserved). */
export const anyPhone = (): string =>
  `+999${randomInt(10 ** 11)
    .toString()
    .padStart(11, '0')}`;

async function helper(admin: UserAdmin, issuer: string, userName: string, more: Partial<NewUser>): Promise<Helper> {
  const address = `${userName}@example.org`;
  const password = randomBytes(15).toString('base64url');
  const id = await admin.upsertUser({
    ...{ personId: userName, userName, displayName: 'Demo Helper', groups: [], ...more },
    addresses: [{ kind: 'email', value: address, verified: true, source: 'demo' }],
  });
  await admin.setInitialPassword(id, 'password', password);
  const token = async (): Promise<string> => {
    const signedIn = await login({ issuer, userName, password });
    if (!signedIn.ok) throw new Error(signedIn.reason);
    return signedIn.accessToken;
  };
  return { userName, address, password, isAgent: more.groups?.includes(helpdesk) ?? false, token };
}
