/** The development identity provider and temporary passwords: nobody is signed in before they have chosen another. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import getPort from 'get-port';
import { demoClient } from '../../dev/idp/clients.js';
import { newSigningKeys } from '../../dev/idp/keys.js';
import { startIdentityProvider, type IdentityProvider } from '../../dev/idp/server.js';
import { login, type Cookies } from '../../dev/oidc-login.js';
import { memoryPorts, systemClock } from '../support/memory/index.js';
import { goodPassword } from '../support/password.js';

const temporary = 'Temporary-Horse-Battery-1';
const first = 'Correct-Horse-Battery-1';
const { directory, credentials, userAdmin, stored } = memoryPorts();

let idp: IdentityProvider;
let issuer: string;
beforeAll(async () => {
  const port = await getPort({ host: '127.0.0.1' });
  issuer = `http://127.0.0.1:${port}`;
  idp = await startIdentityProvider(
    { issuer, audience: 'rekey', signingKeys: await newSigningKeys(), publicUrl: 'http://127.0.0.1:8080', port },
    { directory, credentials, clock: systemClock },
  );
});
afterAll(() => idp.stop());

let resets = 0;
async function givenTemporary(userName: string): Promise<string> {
  const described = { personId: `person-${userName}`, userName, displayName: 'Alice Adams', groups: [], addresses: [] };
  const id = await userAdmin.upsertUser(described);
  await userAdmin.setInitialPassword(id, 'password', first);
  await setTemporary(id);
  return id;
}
async function setTemporary(subjectId: string, value = temporary): Promise<void> {
  const reset = { subjectId, credentialId: 'password', resetId: `r${++resets}` };
  await credentials.claim(subjectId, 'password', reset.resetId);
  await credentials.set({ ...reset, key: `${reset.resetId}/apply`, value, history: 3, mustChange: true });
  await directory.finish(subjectId, { ...reset, state: 'completed', at: Date.now() });
}
const signIn = (userName: string, password = temporary, newPassword?: string, cookies?: Cookies) =>
  login({ issuer, userName, password, ...(newPassword !== undefined && { newPassword }) }, cookies);
const matches = (id: string, value: string) => credentials.matches(id, 'password', value);

describe('a login with a temporary password', () => {
  it('is not complete before another is chosen', async () => {
    const id = await givenTemporary('alice');
    expect(await signIn('alice')).toEqual({ ok: false, reason: 'must-change' });
    expect(await matches(id, temporary)).toBe(true);
    expect(await credentials.mustChange(id, 'password')).toBe(true);
  });

  it('is complete with the new one, which is the only one from then on', async () => {
    const id = await givenTemporary('bob');
    expect(await signIn('bob', temporary, goodPassword)).toMatchObject({ ok: true, sub: id });
    expect(await signIn('bob')).toEqual({ ok: false, reason: 'the user name or the password was refused' });
    expect(await signIn('bob', goodPassword)).toMatchObject({ ok: true, sub: id });
  });

  it('begins a session that goes on', async () => {
    const id = await givenTemporary('carol');
    const cookies: Cookies = new Map();
    await signIn('carol', temporary, goodPassword, cookies);
    expect(await signIn('carol', 'not asked for', undefined, cookies)).toMatchObject({ ok: true, sub: id });
  });

  it('asks for no change where the temporary password is not right', async () => {
    await givenTemporary('dave');
    expect(await signIn('dave', 'wrong', goodPassword)).toMatchObject({ ok: false });
    expect(await signIn('dave', first, goodPassword)).toMatchObject({ ok: false });
  });

  it('leaves no session from before', async () => {
    const id = await givenTemporary('erin');
    const cookies: Cookies = new Map();
    await signIn('erin', temporary, goodPassword, cookies);
    await setTemporary(id, 'Another-Temporary-Horse-2');
    expect(await signIn('erin', 'Another-Temporary-Horse-2', undefined, cookies)).toMatchObject({
      reason: 'must-change',
    });
  });

  it('is told as such where it is only tried by hand', async () => {
    await givenTemporary('frank');
    const body = new URLSearchParams({ userName: 'frank', password: temporary });
    const page = await (await fetch(issuer, { method: 'POST', body })).text();
    expect(page).toContain('temporary');
    expect(page).not.toContain('signed in as');
  });
});

/** A browser at the provider, which follows nothing by itself. */
class Browser {
  readonly cookies: Cookies = new Map();
  async open(path: string | URL, form?: Record<string, string>): Promise<{ status: number; to: URL; page: string }> {
    const url = new URL(path, issuer);
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: response.status,
      to: new URL(response.headers.get('location') ?? '', url),
      page: await response.text(),
    };
  }
  /** Asks for a code; answers with where that leads. */
  async authorize(more: Record<string, string> = {}): Promise<URL> {
    const query = new URLSearchParams({
      ...{ client_id: demoClient.clientId, response_type: 'code', scope: 'openid' },
      redirect_uri: 'http://127.0.0.1:12345/callback',
      ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', ...more },
    });
    return (await this.open(`/auth?${query}`)).to;
  }
  /** Types the temporary password; answers with the login's address and that of the page which follows. */
  async typed(userName: string): Promise<{ at: URL; change: URL }> {
    const at = await this.authorize();
    const { status, to } = await this.open(at, { userName, password: temporary });
    expect([status, to.pathname]).toEqual([303, `${at.pathname}/new-password`]);
    return { at, change: to };
  }
}
const uidOf = (at: URL): string => at.pathname.split('/').at(-1) ?? '';
const twice = (value: string) => ({ newPassword: value, again: value });

describe('the page for a new password', () => {
  it('is plain, and keeps nothing that was typed', async () => {
    await givenTemporary('page');
    const browser = new Browser();
    const { change } = await browser.typed('page');
    const { status, page } = await browser.open(change);
    expect(status).toBe(200);
    expect(page).toMatch(/name="newPassword".*name="again"/s);
    expect(page).not.toContain('<script');
    expect(page).not.toContain(temporary);
  });

  it.each([
    ['too short', 'Kurz-und-9', /at least 15 characters/],
    ['common', 'passwordpassword', /common passwords|guess/],
    ['made of the name', 'Alice-Adams-97-Xq-vorher', /must not contain your name/],
    ['the temporary one', temporary, /used this password before/],
    ['one from before', first, /used this password before/],
  ])('says what is wrong with one that is %s', async (what, value, words) => {
    const userName = `wrong-${what.replaceAll(' ', '-')}`;
    const id = await givenTemporary(userName);
    const browser = new Browser();
    const { change } = await browser.typed(userName);
    const { status, page } = await browser.open(change, twice(value));
    expect([status, page]).toEqual([422, expect.stringMatching(words)]);
    expect(page).not.toContain(value);
    expect(await matches(id, temporary)).toBe(true);
    expect((await browser.open(change, twice(goodPassword))).to.pathname).toMatch(/^\/auth\//);
    expect(await matches(id, goodPassword)).toBe(true);
  });

  it.each([
    ['two that differ', { newPassword: goodPassword, again: `${goodPassword}x` }],
    ['only one', { newPassword: goodPassword }],
    ['nothing', {}],
  ])('takes no %s', async (what, form) => {
    const id = await givenTemporary(`takes-${what.replaceAll(' ', '-')}`);
    const browser = new Browser();
    const { change } = await browser.typed(`takes-${what.replaceAll(' ', '-')}`);
    expect((await browser.open(change, form as Record<string, string>)).status).toBe(422);
    expect(await matches(id, temporary)).toBe(true);
  });

  it('changes once where its form is sent twice', async () => {
    const id = await givenTemporary('twice');
    const browser = new Browser();
    const { change } = await browser.typed('twice');
    const both = await Promise.all([1, 2].map(() => browser.open(change, twice(goodPassword))));
    expect(both.filter(({ to }) => to.pathname.startsWith('/auth/')).length).toBeGreaterThanOrEqual(1);
    expect(await matches(id, goodPassword)).toBe(true);
    expect(stored.users.get(id)?.credentials['password']?.history).toHaveLength(2);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['the password was reset meanwhile', (id) => setTemporary(id, 'Another-Temporary-Horse-2')],
    [
      'the user was disabled meanwhile',
      (id) => {
        const { personId, userName, displayName } = stored.users.get(id)!;
        return userAdmin.upsertUser({ personId, userName, displayName, groups: [], addresses: [], state: 'disabled' });
      },
    ],
  ])('changes nothing where %s, and asks to sign in once more', async (what, meanwhile) => {
    const id = await givenTemporary(what);
    const browser = new Browser();
    const { at, change } = await browser.typed(what);
    await meanwhile(id);
    const { status, page } = await browser.open(change, twice(goodPassword));
    expect([status, page]).toEqual([401, expect.stringContaining(`action="${at.pathname}"`)]);
    expect(await matches(id, goodPassword)).toBe(false);
  });
});

describe('nobody gets around it', () => {
  /** Whether this browser is asked to sign in wherever it turns. */
  async function isSignedOut(browser: Browser): Promise<void> {
    expect((await browser.authorize()).pathname).toMatch(/^\/interaction\//);
    expect((await browser.authorize({ prompt: 'none' })).searchParams.get('error')).toMatch(
      /^(login|interaction)_required$/,
    );
  }

  it('by going on with the login, or beginning another one', async () => {
    await givenTemporary('skip');
    const browser = new Browser();
    const { at } = await browser.typed('skip');
    await isSignedOut(browser);
    const again = await browser.typed('skip');
    expect(uidOf(again.at)).not.toBe(uidOf(at));
    const resumed = await browser.open(`/auth/${uidOf(again.at)}`);
    expect(resumed.to.searchParams.has('code')).toBe(false);
    await isSignedOut(browser);
  });

  it('by going on after a new password that was refused', async () => {
    await givenTemporary('refused');
    const browser = new Browser();
    const { at, change } = await browser.typed('refused');
    await browser.open(change, twice('short'));
    expect((await browser.open(`/auth/${uidOf(at)}`)).to.searchParams.has('code')).toBe(false);
    await isSignedOut(browser);
  });

  it('by a new password without the temporary one', async () => {
    const id = await givenTemporary('unproved');
    const browser = new Browser();
    const at = await browser.authorize();
    const change = `${at.pathname}/new-password`;
    expect((await browser.open(change)).to.pathname).toBe(at.pathname);
    expect((await browser.open(change, twice(goodPassword))).status).toBe(401);
    expect(await matches(id, temporary)).toBe(true);
    await isSignedOut(browser);
  });

  it("by the address of somebody else's page", async () => {
    const id = await givenTemporary('victim');
    const { change } = await new Browser().typed('victim');
    const stranger = new Browser();
    expect((await stranger.open(change, twice(goodPassword))).status).toBe(400);
    await stranger.authorize();
    expect((await stranger.open(change, twice(goodPassword))).status).toBe(401);
    expect(await matches(id, temporary)).toBe(true);
  });

  it('by a password that was right when the login began', async () => {
    const id = await givenTemporary('early');
    await signIn('early', temporary, goodPassword);
    const browser = new Browser();
    const at = await browser.authorize();
    const { to: resume } = await browser.open(at, { userName: 'early', password: goodPassword });
    await setTemporary(id, 'Another-Temporary-Horse-2');
    expect((await browser.open(resume)).to.searchParams.has('code')).toBe(false);
    await isSignedOut(browser);
  });

  it('by a code from before', async () => {
    const id = await givenTemporary('code');
    await signIn('code', temporary, goodPassword);
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    const browser = new Browser();
    const at = await browser.authorize();
    const { to: resume } = await browser.open(at, { userName: 'code', password: goodPassword });
    const { to: back } = await browser.open(resume);
    const code = back.searchParams.get('code') ?? '';
    expect(code).not.toBe('');
    await setTemporary(id, 'Another-Temporary-Horse-2');
    const answer = await browser.open('/token', {
      ...{ grant_type: 'authorization_code', client_id: demoClient.clientId, code, code_verifier: verifier },
      redirect_uri: 'http://127.0.0.1:12345/callback',
    });
    expect([answer.status, JSON.parse(answer.page)]).toEqual([
      400,
      expect.objectContaining({ error: 'invalid_grant' }),
    ]);
  });

  it('by a session that was begun although the password has to be changed', async () => {
    const id = await givenTemporary('session');
    const cookies: Cookies = new Map();
    await signIn('session', temporary, goodPassword, cookies);
    stored.users.get(id)!.credentials['password']!.mustChange = true;
    expect(await signIn('session', 'wrong', undefined, cookies)).toMatchObject({ ok: false });
  });
});
