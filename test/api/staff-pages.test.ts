// The pages of staff, with real logins at the development provider: signing in, and every way in which that comes to nothing.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Browser, origin, type Page } from './pages-support.js';
import { api, allLimits, settings } from './support.js';
import {
  cameBack,
  cookieName,
  isIn,
  isSentToProvider,
  sentTo,
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
describe('signing in', () => {
  it('shows who it is, by the name that the provider tells, and what they may do', async () => {
    const page = await signedIn(browser);
    expect(page.path).toBe('/staff');
    expect(page.status).toBe(200);
    expect(page.text).toContain('You are Henry <b> Hill.');
    expect(page.html).not.toContain('<b>');
    expect(page.text).toContain('helpdesk: help people with their resets');
    expect(page.text).not.toContain('administrator:');
    expect(page.forms).toMatchObject([{ action: '/staff/sign-out', button: 'Sign out' }]);
    const ada = await signedIn(new Browser(on.app), '/staff', { userName: 'ada' });
    expect(ada.text).toMatch(/administrator:.*approver:/);
  });

  it('tells a colleague that they may be asked to decide', async () => {
    expect((await signedIn(browser, '/staff', { userName: 'alice' })).text).toContain(
      'approver: decide about resets of others',
    );
  });

  it('speaks German, too', async () => {
    browser = new Browser(on.app, { 'Accept-Language': 'de' });
    const page = await signedIn(browser);
    expect(page.heading).toBe('Sie sind angemeldet');
    expect(page.text).toContain('Helpdesk: anderen beim Zurücksetzen helfen');
  });

  it('asks by code with PKCE, state and nonce, for a login no older than a session may be', async () => {
    const { searchParams } = sentTo(await browser.get('/staff/sign-in'));
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: `${origin}/staff/sign-in/callback`,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      max_age: String(8 * 3_600),
    });
  });

  it('comes back to where one was', async () => {
    expect(sentTo(await browser.get('/staff?lang=de')).pathname).toBe('/auth');
    const page = await signedIn(browser, '/staff?step=2&of=%2F3');
    expect(page.path).toBe('/staff?step=2&of=%2F3');
    expect(page.status).toBe(200);
  });

  it.each([
    ['//evil.example', '/staff'],
    ['/\\evil.example', '/staff'],
    ['\\\\evil.example', '/staff'],
    ['/.//evil.example', '/staff'],
    ['/\t/evil.example', '/staff'],
    ['/%09/evil.example', '/%09/evil.example'],
    ['https://evil.example/staff', '/staff'],
    ['http:evil.example', '/staff'],
    ['javascript:alert(1)', '/staff'],
    ['evil.example', '/staff'],
    ['@evil.example', '/staff'],
    [`/${'a'.repeat(1_001)}`, '/staff'],
    ['', '/staff'],
    ['/reset?step=a%26b#c', '/reset?step=a%26b'],
    ['/staff/../reset', '/reset'],
  ])('goes on to a path of ours only: %j', async (wanted, end) => {
    await signedIn(browser);
    const response = await on.call
      .get(`/staff/sign-in?return=${encodeURIComponent(wanted)}`)
      .set('Cookie', `${cookieName}=${cookie()}`);
    expect([response.status, response.headers['location']]).toEqual([303, end]);
  });

  it('takes two paths for none', async () => {
    isSentToProvider(await browser.get('/staff/sign-in?return=/a&return=//evil.example'), world);
  });

  it('begins a new session, so that one that was planted is worth nothing', async () => {
    const back = await cameBack(browser, '/staff');
    const planted = cookie();
    await browser.get(back);
    expect(cookie()).not.toBe(planted);
    const other = new Browser(on.app);
    other.cookies.set(cookieName, planted);
    isSentToProvider(await other.get('/staff'), world);
  });

  it('does not take an id that the browser has made up', async () => {
    browser.cookies.set(cookieName, 's%3Amade-up.signature');
    isSentToProvider(await browser.get('/staff'), world);
    expect(cookie()).not.toContain('made-up');
  });

  it('keeps its cookie from scripts and other sites, and from plain http where the public URL is https', async () => {
    await signedIn(browser);
    const line = browser.setCookies.findLast((l) => l.startsWith(`${cookieName}=`))!;
    expect(line).toMatch(/; Path=\/; .*HttpOnly; SameSite=Lax/);
    expect(line).not.toMatch(/Secure|Domain/);
    const { app } = await world.api({ deps: { publicUrl: 'https://rekey.example.org' } });
    const behind = new Browser(app);
    await behind.get('/staff');
    expect(behind.setCookies).toEqual([
      expect.stringMatching(/^__Host-rekey-staff=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('keeps a session of nobody who has not begun to sign in', async () => {
    await browser.get('/staff/signed-out');
    await browser.get('/staff/sign-in/problem?why=denied');
    expect(browser.cookies.size).toBe(0);
    expect(Object.keys((on.store as unknown as { sessions: object }).sessions)).toEqual([]);
  });

  it('is counted by address', async () => {
    const { app } = await world.api({ deps: { settings: { ...settings, limits: { ...allLimits, signIns: 2 } } } });
    browser = new Browser(app);
    for (let i = 0; i < 2; i++) isSentToProvider(await browser.get('/staff/sign-in'), world);
    const page = await browser.get('/staff/sign-in');
    expect(page.status).toBe(429);
    expect(page.text).toContain('too many tries from your network');
    expect(page.text).not.toContain('reset');
  });
});

describe('a sign-in that comes to nothing', () => {
  const told = async (page: Page, status: number, heading: string): Promise<void> => {
    expect([page.status, page.heading]).toEqual([status, heading]);
    expect(page.path).not.toMatch(/code=|state=/);
    expect(page.links.some((link) => link.startsWith('/staff/sign-in?return='))).toBe(true);
    expect(on.log.join()).not.toMatch(/code=|eyJ|henry/i);
  };

  it('was cancelled: says so, and tries again from where one was', async () => {
    const state = sentTo(await browser.get('/staff?a=1')).searchParams.get('state');
    const page = await browser.get(
      `/staff/sign-in/callback?error=access_denied&error_description=secret&state=${state}&iss=${encodeURIComponent(world.issuer)}`,
    );
    await told(page, 403, 'You were not signed in');
    expect(page.links).toContain('/staff/sign-in?return=%2Fstaff%3Fa%3D1');
    expect(page.html + on.log.join()).not.toContain('secret');
  });

  it('came back to another browser', async () => {
    const back = await cameBack(browser, '/staff');
    await told(await new Browser(on.app).get(back), 400, 'There is no sign-in under way here');
  });

  it('came back twice: the second time changes nothing', async () => {
    const back = await cameBack(browser, '/staff');
    await browser.get(back);
    const held = cookie();
    await told(await browser.get(back), 400, 'There is no sign-in under way here');
    expect(cookie()).toBe(held);
    expect(await isIn(browser)).toBe(true);
  });

  it('has a code that was used before', async () => {
    const [thief, cookies] = [new Browser(on.app), new Map<string, string>()];
    const used = await cameBack(browser, '/staff', { cookies });
    await browser.get(used);
    const { searchParams } = sentTo(await thief.get('/staff'));
    const query = new URLSearchParams(used.split('?')[1]);
    query.set('state', searchParams.get('state')!);
    await told(await thief.get(`/staff/sign-in/callback?${query}`), 400, 'This sign-in does not count');
    isSentToProvider(await thief.get('/staff'), world);
  });

  it("has somebody else's code: nobody is signed in as an attacker without knowing", async () => {
    const attacker = new Browser(on.app);
    const theirs = new URLSearchParams((await cameBack(attacker, '/staff', { userName: 'alice' })).split('?')[1]);
    const { searchParams } = sentTo(await browser.get('/staff'));
    await told(await browser.get(`/staff/sign-in/callback?${theirs}`), 400, 'Two sign-ins were mixed up');
    theirs.set('state', searchParams.get('state')!);
    await told(await browser.get(`/staff/sign-in/callback?${theirs}`), 400, 'This sign-in does not count');
  });

  it('has the state of another: the right one still counts', async () => {
    const back = await cameBack(browser, '/staff');
    await told(await browser.get(back.replace(/state=[^&]+/, 'state=x')), 400, 'Two sign-ins were mixed up');
    expect((await browser.get(back)).heading).toBe('You are signed in');
  });

  it('was overtaken by another tab', async () => {
    const first = await cameBack(browser, '/staff');
    const second = await cameBack(browser, '/staff');
    await told(await browser.get(first), 400, 'Two sign-ins were mixed up');
    expect((await browser.get(second)).heading).toBe('You are signed in');
  });

  it('says it is of another issuer', async () => {
    const back = await cameBack(browser, '/staff');
    const page = await browser.get(back.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example'));
    await told(page, 400, 'This sign-in does not count');
  });

  it.each(['', '?code=x', '?state=x', '?state=&code=&error='])('is none at all: %j', async (query) => {
    await told(await browser.get(`/staff/sign-in/callback${query}`), 400, 'There is no sign-in under way here');
  });

  it('can still be read when its page is loaded again, in another language', async () => {
    const page = await new Browser(on.app).get('/staff/sign-in/problem?why=denied&return=%2F%2Fevil.example&lang=de');
    expect([page.status, page.heading]).toEqual([403, 'Sie wurden nicht angemeldet']);
    expect(page.links).toContain('/staff/sign-in?return=%2Fstaff');
    expect((await browser.get('/staff/sign-in/problem?why=constructor')).status).toBe(400);
  });

  it('finds a provider that does not know our secret: the log tells the operator', async () => {
    on = await world.api({ secret: 'wrong' });
    browser = new Browser(on.app);
    await told(await signedIn(browser), 503, 'You cannot be signed in at the moment');
    expect(on.log.join()).toContain('refuses REKEY_OIDC_CLIENT_ID with REKEY_OIDC_CLIENT_SECRET');
  });

  describe('while the provider', () => {
    afterEach(() => world.start());

    it('is away, before and after: works when it is back', async () => {
      await world.halt();
      await told(await browser.get('/staff?a=1'), 503, 'You cannot be signed in at the moment');
      await world.start();
      const back = await cameBack(browser, '/staff');
      await world.halt();
      await told(await browser.get(back), 503, 'You cannot be signed in at the moment');
    });
  });
});

describe('without a client at the provider', () => {
  it('says that signing in is not set up', async () => {
    const { app } = await api({ publicUrl: origin });
    for (const path of ['/staff', '/staff/sign-in?return=/staff']) {
      const page = await new Browser(app).get(path);
      expect([page.status, page.heading]).toEqual([404, 'Staff cannot sign in here']);
      expect(page.text).toContain('REKEY_OIDC_CLIENT_ID');
    }
  });
});
