// A login as a browser would do it, without a browser: authorization code with PKCE, the form filled in. For the demo and the tests.
import * as client from 'openid-client';
import { demoClient, resourceOf } from './idp/clients.js';

/** What came of a login. */
export type Login =
  | { readonly ok: true; readonly accessToken: string; readonly idToken: string; readonly sub: string }
  | { readonly ok: false; readonly reason: string };

/** Cookies of one login: name → value. One host, one flow: paths do not matter. */
export type Cookies = Map<string, string>;

interface Credentials {
  readonly issuer: string;
  readonly userName: string;
  readonly password: string;
}

// Nobody listens there: the redirect is read, not followed (RFC 8252, 7.3: any port will do).
const redirectUri = `http://127.0.0.1:1${demoClient.redirectPath}`;
const mostRedirects = 10;

/**
 * Signs in at the development identity provider. `ok: false` where it refused the user; throws where something else went wrong.
 * `cookies` of an earlier login continue its session, if that still counts.
 */
export async function login({ issuer, userName, password }: Credentials, cookies: Cookies = new Map()): Promise<Login> {
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
  const back = await throughForm(start, redirectUri, { userName, password }, cookies);
  if (!back) return { ok: false, reason: 'the user name or the password was refused' };
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
  typed: { readonly userName: string; readonly password: string },
  cookies: Cookies = new Map(),
): Promise<URL | null> {
  const asked = await visit(start, { backAt, cookies });
  const answered = asked.form ? await visit(asked.url, { backAt, cookies, body: new URLSearchParams(typed) }) : asked;
  return answered.form ? null : answered.url;
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
async function visit(
  url: URL,
  { backAt, cookies, body }: { backAt: string; cookies: Cookies; body?: URLSearchParams },
  left = mostRedirects,
): Promise<{ url: URL; form: boolean }> {
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(body && { method: 'POST', body }),
  });
  keep(response, cookies);
  const page = await response.text();
  const location = response.headers.get('location');
  if (location === null) {
    if (!page.includes('name="password"'))
      throw new Error(`No login form at ${url.origin}${url.pathname}: status ${response.status}`);
    return { url, form: true };
  }
  const next = new URL(location, url);
  if (next.href.startsWith(backAt)) return { url: next, form: false };
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
