/** The development identity provider: real logins over HTTP, with tokens that the API's own check takes. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import getPort from 'get-port';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { staffTokens, type StaffTokens } from '../../adapters/oidc/staff.js';
import { demoClient, demoService, staffClient } from '../../dev/idp/clients.js';
import { newSigningKeys } from '../../dev/idp/keys.js';
import { personClaim } from '../../dev/idp/provider.js';
import { startIdentityProvider, type IdentityProvider } from '../../dev/idp/server.js';
import { login, serviceToken, type Cookies, type Login } from '../../dev/oidc-login.js';
import { memoryPorts, systemClock } from '../support/memory/index.js';

const audience = 'rekey';
const password = 'Correct-Horse-Battery-1';
const { directory, credentials, userAdmin } = memoryPorts();

let idp: IdentityProvider;
let issuer: string;
let staff: StaffTokens;

async function user(userName: string, groups: string[] = [], state: 'active' | 'disabled' = 'active'): Promise<string> {
  const id = await userAdmin.upsertUser({
    personId: `person-${userName}`,
    userName,
    displayName: `${userName} <b>`,
    groups,
    state,
    addresses: [{ kind: 'email', value: `${userName}@example.org`, verified: true }],
  });
  await userAdmin.setInitialPassword(id, 'password', password);
  return id;
}
/** A reset that sets the same password anew: every session from before is over. */
async function endSessions(id: string): Promise<void> {
  const reset = { subjectId: id, credentialId: 'password', resetId: 'r' };
  await credentials.claim(id, 'password', 'r');
  await credentials.set({ ...reset, key: 'r/directory/0/apply', value: password, history: 0, mustChange: false });
}
const signIn = (userName: string, typed = password, cookies?: Cookies): Promise<Login> =>
  login({ issuer, userName, password: typed }, cookies);
async function tokenOf(userName: string): Promise<string> {
  const signedIn = await signIn(userName);
  if (!signedIn.ok) throw new Error(signedIn.reason);
  return signedIn.accessToken;
}

beforeAll(async () => {
  const port = await getPort({ host: '127.0.0.1' });
  issuer = `http://127.0.0.1:${port}`;
  staff = staffTokens({ issuer, audience, personClaim, clock: systemClock });
  idp = await startIdentityProvider(
    { issuer, audience, signingKeys: await newSigningKeys(), publicUrl: 'http://127.0.0.1:8080', port },
    { directory, credentials, clock: systemClock },
  );
});
afterAll(() => idp.stop());

describe('a login', () => {
  it('with the right password gives tokens that name the user', async () => {
    const id = await user('alice');
    expect(await signIn('alice')).toMatchObject({ ok: true, sub: id });
    expect(await staff.verify(await tokenOf('alice'))).toMatchObject({
      personId: 'person-alice',
      roles: ['rekey-approver'],
      groups: [],
    });
  });

  it('may use the address in place of the name', async () => {
    const id = await user('alice');
    expect(await signIn('Alice@Example.ORG')).toMatchObject({ ok: true, sub: id });
  });

  it('tells when it was', async () => {
    await user('alice');
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { signedInAt } = await staff.verify(await tokenOf('alice'));
    expect(signedInAt).toBeGreaterThanOrEqual(before);
    expect(signedInAt).toBeLessThanOrEqual(Date.now());
  });

  it('gives the groups and their roles, and lets everybody approve', async () => {
    await user('ada', ['rekey-admins', 'staff']);
    await user('henry', ['rekey-helpdesk']);
    expect(await staff.verify(await tokenOf('ada'))).toMatchObject({
      roles: ['rekey-admin', 'rekey-approver'],
      groups: ['rekey-admins', 'staff'],
    });
    expect(await staff.verify(await tokenOf('henry'))).toMatchObject({
      roles: ['rekey-helpdesk', 'rekey-approver'],
      groups: ['rekey-helpdesk'],
    });
  });

  it('says the same of a person in the ID token', async () => {
    const id = await user('ada', ['rekey-admins', 'staff']);
    const signedIn = await signIn('ada');
    expect(decodeJwt(signedIn.ok ? signedIn.idToken : '')).toMatchObject({
      iss: issuer,
      aud: demoClient.clientId,
      sub: id,
      roles: ['rekey-admin', 'rekey-approver'],
      groups: ['rekey-admins', 'staff'],
      [personClaim]: 'person-ada',
    });
  });

  it.each([
    ['a wrong password', 'alice', 'Correct-Horse-Battery-2'],
    ['no such user', 'nobody', password],
    ['an empty password', 'alice', ''],
  ])('is refused for %s', async (_, userName, typed) => {
    await user('alice');
    expect(await signIn(userName, typed)).toEqual({ ok: false, reason: 'the user name or the password was refused' });
  });

  it('is refused for a disabled user', async () => {
    await user('dora', [], 'disabled');
    expect(await signIn('dora')).toMatchObject({ ok: false });
  });

  it('continues a session without asking again', async () => {
    const id = await user('bob');
    const cookies: Cookies = new Map();
    await signIn('bob', password, cookies);
    expect(await signIn('bob', 'not asked for', cookies)).toMatchObject({ ok: true, sub: id });
  });

  it('does not continue a session that was ended, and takes the next login at once', async () => {
    const id = await user('carol');
    const cookies: Cookies = new Map();
    await signIn('carol', password, cookies);
    await endSessions(id);
    expect(await signIn('carol', 'wrong', new Map(cookies))).toMatchObject({ ok: false });
    expect(await signIn('carol', password, cookies)).toMatchObject({ ok: true, sub: id });
  });

  it('does not continue a session that was ended on demand', async () => {
    const id = await user('frank');
    const cookies: Cookies = new Map();
    await signIn('frank', password, cookies);
    await directory.endSessions(id, Date.now() + 1);
    expect(await signIn('frank', 'wrong', cookies)).toMatchObject({ ok: false });
  });

  it('does not continue the session of a user who was disabled since', async () => {
    await user('dave');
    const cookies: Cookies = new Map();
    await signIn('dave', password, cookies);
    await user('dave', [], 'disabled');
    expect(await signIn('dave', password, cookies)).toMatchObject({ ok: false });
  });
});

describe('the provider', () => {
  const authorize = async (change: (query: URLSearchParams) => void): Promise<URL | null> => {
    const url = new URL(`${issuer}/auth`);
    url.search = new URLSearchParams({
      client_id: demoClient.clientId,
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1:12345/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    change(url.searchParams);
    const response = await fetch(url, { redirect: 'manual' });
    await response.body?.cancel();
    const location = response.headers.get('location');
    return location === null ? null : new URL(location, issuer);
  };

  it('asks for the password where all is in order', async () => {
    expect((await authorize(() => undefined))?.pathname).toMatch(/^\/interaction\//);
  });

  it('wants PKCE', async () => {
    const back = await authorize((query) => query.delete('code_challenge'));
    expect(back?.searchParams.get('error')).toBe('invalid_request');
  });

  it('takes no plain code challenge', async () => {
    const back = await authorize((query) => query.set('code_challenge_method', 'plain'));
    expect(back?.searchParams.get('error')).toBe('invalid_request');
  });

  it.each(['https://evil.example/callback', 'http://localhost:1/callback', 'http://127.0.0.1:1/other'])(
    'sends nobody to %s',
    async (uri) => {
      expect(await authorize((query) => query.set('redirect_uri', uri))).toBeNull();
    },
  );

  it('signs access tokens for the API with a published key', async () => {
    const userId = await user('alice');
    const token = await tokenOf('alice');
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(decodeJwt(token)).toMatchObject({ iss: issuer, aud: audience, sub: userId });
    const keys = (await (await fetch(`${issuer}/jwks`)).json()) as { keys: object[] };
    expect(keys.keys.map((key) => Object.keys(key)).flat()).not.toContain('d');
  });

  it('gives a service its roles', async () => {
    const token = await serviceToken({ issuer, audience, ...demoService });
    expect(await staff.verify(token)).toEqual({
      personId: `${issuer}#${demoService.clientId}`,
      roles: ['rekey-service', 'sets-values'],
      groups: [],
    });
  });

  it('gives a service nothing for a wrong secret or another audience', async () => {
    await expect(serviceToken({ issuer, audience, ...demoService, clientSecret: 'wrong' })).rejects.toThrow();
    await expect(serviceToken({ issuer, ...demoService, audience: 'shop' })).rejects.toThrow();
  });

  it("puts into ID tokens what it tells of a user, for Rekey's pages", async () => {
    const userId = await user('ada', ['rekey-admins']);
    const signedIn = await signIn('ada');
    expect(decodeJwt(signedIn.ok ? signedIn.idToken : '')).toMatchObject({
      sub: userId,
      name: 'ada <b>',
      person_id: 'person-ada',
      roles: ['rekey-admin', 'rekey-approver'],
    });
  });

  it('asks before it signs out, and sends back to the pages of staff only', async () => {
    await user('alice');
    const cookies: Cookies = new Map();
    const signedIn = await signIn('alice', password, cookies);
    const signOut = (client_id: string, post_logout_redirect_uri: string): Promise<Response> =>
      fetch(`${issuer}/session/end?${new URLSearchParams({ client_id, post_logout_redirect_uri })}`, {
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
    expect(signedIn.ok).toBe(true);
    const page = await (await signOut(staffClient.clientId, 'http://127.0.0.1:8080/staff/signed-out')).text();
    expect(page).toMatch(/<button[^>]*name="logout" value="yes"[^>]*>\s*Sign out/);
    expect(page).not.toContain('<script');
    expect((await signOut(staffClient.clientId, 'https://evil.example/')).status).toBe(400);
    expect((await signOut(demoClient.clientId, 'http://127.0.0.1:8080/staff/signed-out')).status).toBe(400);
  });

  it('shows a form to try a password by hand, without a script', async () => {
    await user('eve');
    const page = await (await fetch(issuer)).text();
    expect(page).toContain('name="userName"');
    expect(page).not.toContain('<script');
    const post = (typed: string): Promise<Response> =>
      fetch(issuer, { method: 'POST', body: new URLSearchParams({ userName: 'eve', password: typed }) });
    const right = await post(password);
    expect([right.status, await right.text()]).toEqual([200, expect.stringContaining('eve &lt;b>')]);
    expect((await post('wrong')).status).toBe(401);
  });

  it.each(['/interaction/unknown', '/nothing', '/auth'])('answers %s with a page, not a stack trace', async (path) => {
    const response = await fetch(`${issuer}${path}`);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(await response.text()).not.toMatch(/node_modules/);
  });
});
