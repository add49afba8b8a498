// A login as a browser would do it, without a browser: authorization code with PKCE, the form filled in. For the demo and the tests.
import * as client from 'openid-client';
import { demoClient, resourceOf } from './idp/clients.js';

/** What came of a login. */
export type Login =
  | { readonly ok: true; readonly accessToken: string; readonly idToken: string; readonly sub: string }
  | { readonly ok: false; readonly reason: string };

/** Cookies of one login: name → value. One host, one flow: paths do not matter. */
export type Cookies = Map<string, string>;

/** What a person types. `newPassword`: where the one that was typed has to be changed. */
interface Typed {
  readonly userName: string;
  readonly password: string;
  readonly newPassword?: string;
}

// Nobody listens there: the redirect is read, not followed (RFC 8252, 7.3: any port will do).
const redirectUri = `http://127.0.0.1:1${demoClient.redirectPath}`;
const mostRedirects = 10;

/**
 * Signs in at the development identity provider. `ok: false` where it refused the user, or with the reason `must-change` where a new
 * password was asked for and none given; throws where something else went wrong. `cookies` of an earlier login continue its session, if
 * that still counts.
 */
export async function login(
  { issuer, ...typed }: Typed & { readonly issuer: string },
  cookies: Cookies = new Map(),
): Promise<Login> {
  const provider = await discover(issuer, demoClient.clientId, client.None());
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const expectedNonce = client.randomNonce();
  const start = client.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: 'openid profile',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
  });
  const back = await throughForms(start, redirectUri, typed, cookies);
  if (typeof back === 'string') return { ok: false, reason: back };
  try {
    const checks = { pkceCodeVerifier, expectedState, expectedNonce };
    const tokens = await client.authorizationCodeGrant(provider, back, checks);
    const { access_token: accessToken, id_token: idToken = '' } = tokens;
    return { ok: true, accessToken, idToken, sub: tokens.claims()?.sub ?? '' };
  } catch (problem) {
    // A reset that is just being closed ends all sessions, this one too.
    if (problem instanceof client.ResponseBodyError && problem.error === 'invalid_grant')
      return { ok: false, reason: 'the session was ended while the user signed in' };
    throw problem;
  }
}

/** Goes to the provider, fills in the form where it asks, and answers with the address that it sends back to, which begins with `backAt`; null where it refused the user. */
export async function throughForm(
  start: URL,
  backAt: string,
  typed: Typed,
  cookies: Cookies = new Map(),
): Promise<URL | null> {
  const back = await throughForms(start, backAt, typed, cookies);
  return typeof back === 'string' ? null : back;
}

/** As `throughForm`; where it leads nowhere, why. */
async function throughForms(
  start: URL,
  backAt: string,
  { userName, password, newPassword }: Typed,
  cookies: Cookies,
): Promise<URL | string> {
  const send = (url: URL, body: Record<string, string>): Promise<Seen> =>
    visit(url, { backAt, cookies, body: new URLSearchParams(body) });
  let seen = await visit(start, { backAt, cookies });
  if (seen.form === 'login') seen = await send(seen.url, { userName, password });
  if (seen.form === 'login') return 'the user name or the password was refused';
  if (seen.form === 'new-password') {
    if (newPassword === undefined) return 'must-change';
    seen = await send(seen.url, { newPassword, again: newPassword });
  }
  return seen.form ? 'the new password was refused' : seen.url;
}

/** An access token of a service, by client credentials. */
export async function serviceToken({
  issuer,
  clientId,
  clientSecret,
  audience,
}: {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly audience: string;
}): Promise<string> {
  const provider = await discover(issuer, clientId, client.ClientSecretBasic(clientSecret));
  const tokens = await client.clientCredentialsGrant(provider, { resource: resourceOf(audience) });
  return tokens.access_token;
}

const discover = (issuer: string, clientId: string, authentication: client.ClientAuth): Promise<client.Configuration> =>
  client.discovery(new URL(issuer), clientId, undefined, authentication, { execute: [client.allowInsecureRequests] });

/** Where the redirects end: at a page with a form, or at the client's own address. */
interface Seen {
  readonly url: URL;
  readonly form?: keyof typeof forms;
}
/** The forms, by a field that only this one has. */
const forms = { login: 'name="password"', 'new-password': 'name="newPassword"' } as const;
const formIn = (page: string): Seen['form'] =>
  (Object.keys(forms) as (keyof typeof forms)[]).find((form) => page.includes(forms[form]));

async function visit(
  url: URL,
  { backAt, cookies, body }: { backAt: string; cookies: Cookies; body?: URLSearchParams },
  left = mostRedirects,
): Promise<Seen> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(body && { method: 'POST', body }),
  });
  keep(response, cookies);
  const page = await response.text();
  const location = response.headers.get('location');
  if (location === null) {
    const form = formIn(page);
    if (!form) throw new Error(`No login form at ${url.origin}${url.pathname}: status ${response.status}`);
    return { url, form };
  }
  const next = new URL(location, url);
  if (next.href.startsWith(backAt)) return { url: next };
  if (left === 0) throw new Error(`${url.origin} redirects for ever`);
  return visit(next, { backAt, cookies }, left - 1);
}

function keep(response: Response, cookies: Cookies): void {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
}
