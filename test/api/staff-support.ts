/** The pages of staff over ports in memory and the real development provider, which knows the users of the same directory. */
import { expect } from '@jest/globals';
import getPort from 'get-port';
import { MemoryStore } from 'express-session';
import { staffSignIn } from '../../adapters/oidc/sign-in.js';
import type { Deps } from '../../api/deps.js';
import { staffPaths, type StaffPages } from '../../api/sign-in.js';
import { staffClient } from '../../dev/idp/clients.js';
import { newSigningKeys } from '../../dev/idp/keys.js';
import { personClaim } from '../../dev/idp/provider.js';
import { startIdentityProvider } from '../../dev/idp/server.js';
import { throughForm, type Cookies } from '../../dev/oidc-login.js';
import { memoryPorts, systemClock, type MemoryPorts } from '../support/memory/index.js';
import { origin, type Browser, type Page } from './pages-support.js';
import { api, type Api } from './support.js';

const password = 'Correct-Horse-Battery-1';
export const minute = 60_000;
const callback = `${origin}${staffPaths.callback}`;

export interface World {
  issuer: string;
  ports: MemoryPorts;
  /** Ends the provider; `start` brings it back. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** The façade with a store of sessions of its own. */
  api(change?: {
    pages?: Partial<StaffPages>;
    deps?: Partial<Omit<Deps, 'ports'>>;
    secret?: string;
    methods?: readonly string[];
  }): Promise<StaffApi>;
}
export interface StaffApi extends Api {
  store: MemoryStore;
}

export async function staffWorld(): Promise<World> {
  const ports = memoryPorts();
  const port = await getPort({ host: '127.0.0.1' });
  const issuer = `http://127.0.0.1:${port}`;
  const signingKeys = await newSigningKeys();
  const { directory, credentials, userAdmin } = ports;
  for (const [userName, displayName, groups] of [
    ['henry', 'Henry <b> Hill', ['rekey-helpdesk']],
    ['ada', 'Ada Archer', ['rekey-admins', 'rekey-approvers']],
    ['alice', 'Alice Adams', []],
    ['hanna', 'Hanna Huber', ['rekey-helpdesk']],
  ] as const) {
    const address = { kind: 'email', value: `${userName}@example.org`, verified: true } as const;
    const user = { personId: `person-${userName}`, userName, displayName, groups: [...groups], addresses: [address] };
    await userAdmin.setInitialPassword(await userAdmin.upsertUser(user), 'password', password);
  }
  const start = () =>
    startIdentityProvider(
      { issuer, audience: 'rekey', signingKeys, publicUrl: origin, port },
      { directory, credentials, clock: systemClock },
    );
  let provider = await start();
  return {
    issuer,
    ports,
    halt: () => provider.stop(),
    async start() {
      provider = await start();
    },
    async api({ pages, deps, secret = staffClient.clientSecret, methods = [] } = {}) {
      const store = new MemoryStore();
      const lasts = 8 * 60 * minute;
      const signIn = staffSignIn({
        ...{ issuer, personClaim, clientId: staffClient.clientId, clientSecret: secret },
        ...{ callback, signedOut: `${origin}${staffPaths.signedOut}`, lasts, clock: systemClock },
      });
      const staffPages = { signIn, store: async () => store, idle: 30 * minute, lasts, ...pages };
      return { ...(await api({ ports, publicUrl: origin, staffPages, methods, ...deps })), store };
    },
  };
}

/** The local part of an address: what the browser asks the façade for. */
const localPart = (url: URL): string => `${url.pathname}${url.search}`;

/** Where a page that sends the browser away sends it. */
export const sentTo = ({ response }: Page): URL => new URL(response.headers['location'] ?? '', origin);

/** Begins at `path` and lets the person sign in at the provider; the address that comes back, not yet visited. */
export async function cameBack(
  browser: Browser,
  path: string,
  { userName = 'henry', cookies = new Map() as Cookies } = {},
): Promise<string> {
  const back = await throughForm(sentTo(await browser.get(path)), callback, { userName, password }, cookies);
  if (!back) throw new Error(`${userName} was refused`);
  return localPart(back);
}
/** Signs in from `path` on, and shows where that ends. */
export const signedIn = async (browser: Browser, path = staffPaths.home as string, who = {}): Promise<Page> =>
  browser.get(await cameBack(browser, path, who));

export const cookieName = 'rekey-staff';
/** Whether this browser's cookie still shows the first page. */
export const isIn = async (browser: Browser): Promise<boolean> =>
  (await browser.get(staffPaths.home)).heading === 'You are signed in';
export function isSentToProvider(page: Page, { issuer }: Pick<World, 'issuer'>): void {
  expect(page.status).toBe(303);
  expect(sentTo(page).origin).toBe(issuer);
}
