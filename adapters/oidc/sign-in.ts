/**
 * Staff sign in to the pages: OpenID Connect Core 1.0, authorization code flow (3.1) with PKCE (RFC 7636), state and nonce, as RFC 9700, 2.1 asks; and
 * sign-out at the provider (RP-Initiated Logout 1.0).
 */
import * as client from 'openid-client';
import { IssuerUnreachable, SignInFailed, type Clock } from '../../domain/ports.js';
import type { Ms } from '../../domain/plan.js';
import type { SignIn } from '../../domain/sign-in.js';
import { personFrom, type ClaimSettings } from './staff.js';

export interface SignInSettings extends ClaimSettings {
  /** `REKEY_OIDC_CLIENT_ID` and `REKEY_OIDC_CLIENT_SECRET`: Rekey as the issuer knows it. */
  clientId: string;
  clientSecret: string;
  /** Where the provider sends people back to, and where it sends them when they have signed out: both must be registered there. */
  callback: string;
  signedOut: string;
  /** No login is taken that is older than this. */
  lasts: Ms;
  clock: Clock;
}

/** Seconds, of one request to the provider. */
const timeout = 5;
/** How far a provider's clock may be behind ours. */
const tolerance: Ms = 5_000;

/** Of somebody who came back: they were refused, or refused themselves (OpenID Connect Core 1.0, 3.1.2.6; RFC 6749, 4.1.2.1). */
const denials = [
  'access_denied',
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
];
/** What openid-client names its refusals of an answer: state, issuer, nonce, audience, signature or time do not fit. */
const misfits = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
];

export function staffSignIn(settings: SignInSettings): SignIn {
  const { callback, signedOut, lasts, clock } = settings;
  const provider = providerOf(settings);
  return {
    async ask() {
      const config = await provider();
      const asked = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: callback,
        scope: 'openid profile',
        code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
        code_challenge_method: 'S256',
        state: asked.state,
        nonce: asked.nonce,
        max_age: String(Math.floor(lasts / 1000)),
      });
      return { url: url.href, asked };
    },

    async answered(query, { state, nonce, verifier }) {
      const config = await provider();
      const url = new URL(callback);
      url.search = query;
      const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(config, url, checks).catch(judged);
      const claims = tokens.claims();
      if (!claims || tokens.id_token === undefined) throw new SignInFailed('spoiled');
      const person = personFrom(claims, settings);
      // Asked for by max_age; a provider that did not heed it is not believed.
      if (person.signedInAt !== undefined && person.signedInAt + lasts + tolerance <= clock.now())
        throw new SignInFailed('stale');
      return { person, name: nameIn(claims), idToken: tokens.id_token };
    },

    async signOutAt(idToken) {
      const config = await provider();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: signedOut };
      return client.buildEndSessionUrl(config, parameters).href;
    },
  };
}

/** The provider's metadata, asked for at the first use and kept; a failure is not kept. */
function providerOf({ issuer, clientId, clientSecret }: SignInSettings): () => Promise<client.Configuration> {
  const url = new URL(issuer);
  const execute = [
    client.enableNonRepudiationChecks,
    ...(url.protocol === 'http:' ? [client.allowInsecureRequests] : []),
  ];
  const authentication = client.ClientSecretBasic(clientSecret);
  let found: Promise<client.Configuration> | undefined;
  return () => {
    found ??= client
      .discovery(url, clientId, undefined, authentication, { execute, timeout })
      .catch((cause: unknown) => {
        found = undefined;
        throw new IssuerUnreachable('The provider does not tell its metadata', { cause });
      });
    return found;
  };
}

/** Whose fault it was. Nothing of the provider's own words is passed on. */
function judged(error: unknown): never {
  if (error instanceof client.AuthorizationResponseError && denials.includes(error.error))
    throw new SignInFailed('denied');
  // The code was used before, is too old, or another's (RFC 6749, 5.2).
  if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') throw new SignInFailed('spoiled');
  if (error instanceof client.ClientError && misfits.includes(error.code ?? '')) throw new SignInFailed('spoiled');
  // RFC 6749, 5.2: wrong credentials of the client, as a challenge where they came in a header.
  const refusesUs =
    error instanceof client.WWWAuthenticateChallengeError ||
    (error instanceof client.ResponseBodyError && ['invalid_client', 'unauthorized_client'].includes(error.error));
  throw new IssuerUnreachable(
    refusesUs
      ? 'The provider refuses REKEY_OIDC_CLIENT_ID with REKEY_OIDC_CLIENT_SECRET'
      : 'The provider does not answer as it should',
    { cause: error },
  );
}

function nameIn(claims: client.IDToken): string {
  const told = [claims['name'], claims['preferred_username']].find((v) => typeof v === 'string' && v.trim() !== '');
  return typeof told === 'string' ? told : claims.sub;
}
