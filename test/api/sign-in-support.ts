/** Signing in to the pages of staff without a provider: everybody is who the test says. */
import { MemoryStore } from 'express-session';
import { staffPaths, type StaffPages } from '../../api/sign-in.js';
import type { SignIn } from '../../domain/sign-in.js';
import type { Browser } from './pages-support.js';
import type { TestPerson } from './support.js';

const hour = 3_600_000;
/** Where browsers are sent who are not signed in. */
export const provider = 'https://provider.test/';

/** `people`: by the name with which `signInAs` signs them in. */
export function pagesFor(people: Readonly<Record<string, TestPerson>>): StaffPages {
  const signIn: SignIn = {
    ask: async () => ({ url: provider, asked: { state: 'state', nonce: 'nonce', verifier: 'verifier' } }),
    answered: async (query) => {
      const name = new URLSearchParams(query).get('as') ?? '';
      return { person: { groups: [], ...people[name]! }, name, idToken: 'id-token' };
    },
    signOutAt: async () => null,
  };
  const store = new MemoryStore();
  return { signIn, store: async () => store, idle: hour, lasts: 8 * hour };
}

export async function signInAs(browser: Browser, name: string): Promise<void> {
  await browser.get(staffPaths.signIn);
  await browser.get(`${staffPaths.callback}?state=state&as=${name}`);
}
