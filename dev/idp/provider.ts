// The development identity provider: signs in the directory's users by OpenID Connect, so that a reset ends in a real login.
import { randomBytes } from 'node:crypto';
import {
  type Account,
  type Configuration,
  type KoaContextWithOIDC,
  Provider,
  errors,
  interactionPolicy,
} from 'oidc-provider';
import type { Clock, Credentials, Directory, Subject } from '../../domain/ports.js';
import { clientsFor, resourceOf, rolesOfPerson, rolesOfService } from './clients.js';
import type { SigningKeys } from './keys.js';
import { errorPage, signOutPage, signedOutPage } from './pages.js';

/** The users. */
export interface Accounts {
  readonly directory: Pick<Directory, 'find' | 'get'>;
  readonly credentials: Pick<Credentials, 'matches' | 'mustChange' | 'change' | 'wasUsed'>;
  readonly clock: Clock;
}

/** What a provider is made of. */
export interface ProviderSettings {
  /** Its own URL, as it stands in tokens. */
  readonly issuer: string;
  /** What stands as `aud` in access tokens. */
  readonly audience: string;
  readonly signingKeys: SigningKeys;
  /** Where Rekey's pages are, to which staff are sent back. */
  readonly publicUrl: string;
}

/** The claim with the directory's personId; Rekey is told of it by `REKEY_PERSON_CLAIM`. */
export const personClaim = 'person_id';

/** The subject whose name and password these are, while the account is active, and whether the password has to be changed first. */
export async function signIn(
  userName: string,
  password: string,
  { directory, credentials }: Accounts,
): Promise<{ subject: Subject; password: string; mustChange: boolean } | null> {
  const subject = await directory.find(userName);
  const mustChange = (): Promise<boolean> => credentials.mustChange(subject?.id ?? '', 'password');
  // Asked before and after: whatever is set or changed meanwhile, no temporary password counts as one that lasts.
  const before = await mustChange();
  const right = await credentials.matches(subject?.id ?? '', 'password', password);
  if (!subject || !right || subject.state !== 'active') return null;
  return { subject, password, mustChange: before || (await mustChange()) };
}

/** Seconds. */
const minute = 60;
const ttl = {
  AccessToken: 10 * minute,
  AuthorizationCode: minute,
  ClientCredentials: 10 * minute,
  IdToken: 10 * minute,
  Interaction: 60 * minute,
  Session: 24 * 60 * minute,
  Grant: 24 * 60 * minute,
};

/** The protocol's side; `server.ts` adds the forms. */
export function createProvider(
  { issuer, audience, signingKeys, publicUrl }: ProviderSettings,
  accounts: Accounts,
): Provider {
  const resource = resourceOf(audience);
  const configuration: Configuration = {
    clients: clientsFor(publicUrl),
    jwks: signingKeys,
    // Sessions live in this process, and so does what signs their cookies.
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'profile'],
    claims: { openid: ['sub', 'auth_time', 'roles', 'groups', personClaim], profile: ['name', 'preferred_username'] },
    // ID tokens hold all of these: there is no userinfo to ask.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl,
    features: featuresFor(resource, audience),
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    interactions: { policy: loginPolicy(accounts), url: (_ctx, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: (ctx) => wholeGrant(ctx, resource),
    findAccount: async (_ctx, id, token) => {
      const subject = await accounts.directory.get(id);
      const begun = token && 'authTime' in token ? token.authTime : undefined;
      return subject && (await mayGoOn(subject, begun, accounts)) ? accountOf(subject) : undefined;
    },
    extraTokenClaims: extraClaims(accounts),
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error, error_description);
    },
  };
  return new Provider(issuer, configuration);
}

/** Every access token is a JWT for the API, whether it was asked for or not. */
const featuresFor = (resource: string, audience: string): Configuration['features'] => ({
  devInteractions: { enabled: false },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource: (ctx, form) => {
      ctx.type = 'html';
      ctx.body = signOutPage(form);
    },
    postLogoutSuccessSource: (ctx) => {
      ctx.type = 'html';
      ctx.body = signedOutPage();
    },
  },
  userinfo: { enabled: false },
  clientCredentials: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: () => resource,
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, asked) => {
      if (asked !== resource) throw new errors.InvalidTarget(`the only resource is ${resource}`);
      return { audience, scope: 'rekey', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
    },
  },
});

/** What the API reads besides who it is. */
const extraClaims =
  ({ directory }: Accounts): NonNullable<Configuration['extraTokenClaims']> =>
  async (ctx, token) => {
    if (!('accountId' in token)) return { roles: rolesOfService(token.clientId) };
    const subject = await directory.get(token.accountId);
    const authTime = ctx.oidc.entities.AuthorizationCode?.authTime;
    return {
      ...(subject && staffClaims(subject)),
      ...(authTime !== undefined && { auth_time: Math.floor(authTime) }),
    };
  };
/** What the API reads of a person, the same in ID tokens as in access tokens. */
const staffClaims = ({ groups, personId }: Subject) => ({
  roles: rolesOfPerson(groups),
  groups,
  [personClaim]: personId,
});

/**
 * Whether a session of this user still counts: never while the password has to be changed. `begun`: in seconds since the Unix epoch, with
 * fractions, because a login right after a reset falls into the same second; undefined where that was looked at before.
 */
async function mayGoOn(subject: Subject, begun: unknown, { credentials }: Accounts): Promise<boolean> {
  if (subject.state !== 'active' || (await credentials.mustChange(subject.id, 'password'))) return false;
  return typeof begun !== 'number' || Math.round(begun * 1000) > (subject.sessionsEndedAt ?? 0);
}

const accountOf = (subject: Subject): Account => ({
  accountId: subject.id,
  claims: () => ({
    sub: subject.id,
    name: subject.displayName,
    preferred_username: subject.userName,
    ...staffClaims(subject),
  }),
});

/** The usual reasons to show the form, and one more: the session is worth nothing any longer. Nobody is asked to consent: the clients are our own. */
function loginPolicy(accounts: Accounts): interactionPolicy.DefaultPolicy {
  const { Check } = interactionPolicy;
  const policy = interactionPolicy.base();
  policy.remove('consent');
  const sessionIsOver = new Check('session_over', 'the session is over', async ({ oidc: { session } }) => {
    if (!session?.accountId) return Check.NO_NEED_TO_PROMPT;
    const subject = await accounts.directory.get(session.accountId);
    return !subject || !(await mayGoOn(subject, session.loginTs, accounts));
  });
  policy.get('login')?.checks.add(sessionIsOver);
  return policy;
}

/** Every grant is a whole one. */
async function wholeGrant(
  { oidc: { provider, client, session } }: KoaContextWithOIDC,
  resource: string,
): Promise<InstanceType<Provider['Grant']>> {
  const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(resource, 'rekey');
  await grant.save();
  return grant;
}
