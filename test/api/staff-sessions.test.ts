// Sessions of staff, begun by real logins at the development provider: how they are ended, how they end by themselves, what they keep.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Browser, origin, type Page } from './pages-support.js';
import {
  cameBack,
  cookieName,
  isIn,
  isSentToProvider,
  minute,
  signedIn,
  staffWorld,
  type StaffApi,
  type World,
} from './staff-support.js';

let world: World;
let on: StaffApi;
let browser: Browser;
beforeAll(async () => {
  world = await staffWorld();
});
afterAll(() => world.halt());
beforeEach(async () => {
  on = await world.api();
  browser = new Browser(on.app);
});

const cookie = (): string => browser.cookies.get(cookieName)!;
describe('signing out', () => {
  const pressed = async (): Promise<Page> => browser.press(await browser.get('/staff'), 'Sign out');

  it('ends the session here, and leads to the end of it at the provider', async () => {
    await signedIn(browser);
    const old = cookie();
    const page = await pressed();
    expect([page.status, page.heading]).toEqual([200, 'You are signed out of Rekey']);
    const there = new URL(page.links.find((link) => link.startsWith(world.issuer))!);
    expect(page.html).toContain('<meta http-equiv="refresh" content="0;url=');
    expect(Object.fromEntries(there.searchParams)).toMatchObject({
      post_logout_redirect_uri: `${origin}/staff/signed-out`,
      id_token_hint: expect.stringMatching(/^eyJ/),
    });
    expect(cookie()).toBe('');
    browser.cookies.set(cookieName, old);
    isSentToProvider(await browser.get('/staff'), world);
  });

  it('is for here only where the provider is away', async () => {
    await signedIn(browser);
    // Its metadata is not known to this one yet.
    const { app } = await world.api({ pages: { store: async () => on.store } });
    const other = new Browser(app);
    other.cookies.set(cookieName, cookie());
    const page = await other.get('/staff');
    await world.halt();
    try {
      expect((await other.press(page, 'Sign out')).text).toContain('you may be signed in still');
    } finally {
      await world.start();
    }
    expect(await isIn(browser)).toBe(false);
  });

  it('wants the token of the session: without the right one it does nothing, and says what to do', async () => {
    const page = await signedIn(browser);
    const [form] = page.forms;
    expect(form!.fields['csrf']).toMatch(/^[0-9a-f]{64}$/);
    for (const csrf of [{}, { csrf: '' }, { csrf: 'x'.repeat(64) }]) {
      const refused = await browser.post('/staff/sign-out', csrf);
      expect([refused.status, refused.heading]).toEqual([403, 'That form is not valid any more']);
      expect(refused.text).toContain('press the button there once more');
      expect(refused.links).toContain('/staff');
    }
    const other = new Browser(on.app);
    const theirs = (await signedIn(other, '/staff', { userName: 'ada' })).forms[0]!.fields['csrf']!;
    expect((await browser.post('/staff/sign-out', { csrf: theirs })).status).toBe(403);
    expect(await isIn(browser)).toBe(true);
  });

  it('is taken from our own pages only', async () => {
    const { csrf = '' } = (await signedIn(browser)).forms[0]!.fields;
    const refused = await browser.post('/staff/sign-out', { csrf }, { Origin: 'https://evil.example' });
    expect([refused.status, refused.heading]).toEqual([403, 'That did not come from our page']);
    expect(await isIn(browser)).toBe(true);
  });

  it('of somebody who is not signed in any more is no fault', async () => {
    const page = await browser.post('/staff/sign-out', {});
    expect([page.status, page.heading]).toEqual([200, 'You are signed out']);
  });
});

describe('a session', () => {
  const real = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const;
  const timers = ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const;
  /** Only what time it is; nothing waits. */
  beforeEach(() => void jest.useFakeTimers({ doNotFake: [...real, ...timers] }));
  afterEach(() => void jest.useRealTimers());
  const later = (ms: number): void => void jest.setSystemTime(Date.now() + ms);

  it('ends after half an hour without a page, and each page puts that off', async () => {
    await signedIn(browser);
    later(29 * minute);
    expect(await isIn(browser)).toBe(true);
    later(29 * minute);
    expect(await isIn(browser)).toBe(true);
    later(31 * minute);
    expect(await isIn(browser)).toBe(false);
  });

  it('ends after eight hours, however busy', async () => {
    await signedIn(browser);
    for (let i = 1; i < 24; i++) {
      later(20 * minute);
      expect(await isIn(browser)).toBe(true);
    }
    const stale = await browser.get('/staff');
    later(21 * minute);
    isSentToProvider(await browser.get('/staff'), world);
    expect((await browser.press(stale, 'Sign out')).heading).toBe('You are signed out');
  });

  it('counts from the login at the provider, which is older where somebody was signed in there already', async () => {
    const cookies = new Map<string, string>();
    await signedIn(new Browser(on.app), '/staff', { cookies });
    later(7 * 60 * minute + 50 * minute);
    await signedIn(browser, '/staff', { cookies });
    expect(await isIn(browser)).toBe(true);
    later(11 * minute);
    expect(await isIn(browser)).toBe(false);
  });

  it('waits ten minutes for somebody at the provider', async () => {
    const back = await cameBack(browser, '/staff');
    later(11 * minute);
    expect((await browser.get(back)).heading).toBe('There is no sign-in under way here');
  });

  it('ends when a reset ends the sessions of the user, and for a user who is disabled', async () => {
    const { directory, credentials, userAdmin } = world.ports;
    const hanna = { userName: 'hanna' };
    await signedIn(browser, '/staff', hanna);
    later(1_000);
    const { id, personId, userName, displayName, groups } = (await directory.findPerson('person-hanna'))!;
    const reset = { subjectId: id, credentialId: 'password', resetId: 'r-1' };
    await credentials.claim(id, 'password', 'r-1');
    const value = { value: 'Correct-Horse-Battery-1', history: 0, mustChange: false };
    await credentials.set({ ...reset, ...value, key: 'r-1/directory/0/apply' });
    isSentToProvider(await browser.get('/staff'), world);

    later(1_000);
    await signedIn(browser, '/staff', hanna);
    expect(await isIn(browser)).toBe(true);
    const user = { personId, userName, displayName, groups: [...groups], addresses: [] };
    await userAdmin.upsertUser({ ...user, state: 'disabled' });
    isSentToProvider(await browser.get('/staff'), world);
  });

  it('keeps who it is and nothing that the API would take', async () => {
    await signedIn(browser);
    const { sessions } = on.store as unknown as { sessions: Record<string, string> };
    const [stored] = Object.values(sessions).map((text) => JSON.parse(text) as object);
    expect(Object.keys(sessions)).toHaveLength(1);
    expect(stored).toEqual({
      cookie: expect.any(Object),
      of: Object.keys(sessions)[0],
      csrfToken: expect.any(String),
      staff: {
        person: {
          personId: 'person-henry',
          roles: ['rekey-helpdesk', 'rekey-approver'],
          groups: ['rekey-helpdesk'],
          signedInAt: expect.any(Number),
        },
        name: 'Henry <b> Hill',
        idToken: expect.any(String),
        since: expect.any(Number),
      },
    });
  });

  it('is none where it was copied under another id', async () => {
    await signedIn(browser);
    const other = new Browser(on.app);
    await signedIn(other, '/staff', { userName: 'alice' });
    const { sessions } = on.store as unknown as { sessions: Record<string, string> };
    const [mine, theirs] = Object.keys(sessions);
    sessions[theirs!] = sessions[mine!]!;
    isSentToProvider(await other.get('/staff'), world);
    expect(await isIn(browser)).toBe(true);
  });
});

describe('without a store', () => {
  it('says that it does not work at the moment, and works when there is one', async () => {
    const down = Object.assign(new Error('down'), { name: 'MongoServerSelectionError' });
    let isDown = true;
    const store = async () => (isDown ? Promise.reject(down) : on.store);
    browser = new Browser((await world.api({ pages: { store } })).app);
    const page = await browser.get('/staff');
    expect([page.status, page.heading]).toEqual([503, 'That does not work at the moment']);
    expect(page.links).toContain('/staff');
    isDown = false;
    expect((await signedIn(browser)).heading).toBe('You are signed in');
  });
});
