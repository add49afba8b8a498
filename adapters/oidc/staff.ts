/** Staff and services: their bearer tokens, checked against the configured issuer's keys (OpenID Connect Discovery 1.0, RFC 7519, RFC 9068). */
import { setTimeout as sleep } from 'node:timers/promises';
import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { BadToken, IssuerUnreachable, type Clock } from '../../domain/ports.js';
import { roles, type Person, type StaffRole } from '../../domain/request.js';

export interface StaffSettings {
  /** `REKEY_OIDC_ISSUER`: the URL that stands in the tokens' `iss`. */
  issuer: string;
  /** `REKEY_OIDC_AUDIENCE`: what must stand in their `aud`. */
  audience: string;
  /** `REKEY_ROLE_CLAIM`: where the roles stand; dots lead into objects, as in `realm_access.roles`. Default `roles`. */
  roleClaim?: string;
  /** `REKEY_GROUP_CLAIM`: where the groups stand, read in the same way. Default `groups`. */
  groupClaim?: string;
  /** `REKEY_PERSON_CLAIM`: the claim that holds the directory's personId, for an issuer that knows it. Default: see `personIdOf`. */
  personClaim?: string;
  clock: Clock;
}

export interface StaffTokens {
  /** Who the token is of. Throws `BadToken`, or `IssuerUnreachable` where the issuer's keys are needed and can't be had. */
  verify(token: string): Promise<Person>;
}

/**
 * One person at one issuer (OpenID Connect Core 1.0, 2: `sub` is unique and never reassigned within its issuer). A directory that is
 * filled from an issuer's accounts gives its users this personId, and then `self-signed-in` finds them; where the issuer is filled from
 * the directory it puts the directory's personId into a claim, which `personClaim` names.
 */
export const personIdOf = (issuer: string, sub: string): string => `${issuer}#${sub}`;

/** Signatures by a key pair only: with a shared secret, whoever checks a token could make one. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const clockTolerance = '5 s';
const tries = 3;
const pauseMs = 200;
/** Of one request to the issuer. */
const timeoutMs = 1_500;

export function staffTokens({ issuer, audience, clock, ...claims }: StaffSettings): StaffTokens {
  const { roleClaim = 'roles', groupClaim = 'groups', personClaim } = claims;
  const keys = keysOf(issuer);
  return {
    async verify(token) {
      const options = {
        issuer,
        audience,
        algorithms,
        clockTolerance,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub'],
      };
      try {
        // Another issuer's token is no good, whether ours answers or not.
        if (decodeJwt(token).iss !== issuer) throw new BadToken('invalid');
        const { payload } = await jwtVerify(token, keys, options);
        return personFrom(payload, {
          issuer,
          roleClaim,
          groupClaim,
          ...(personClaim !== undefined && { personClaim }),
        });
      } catch (error) {
        throw judged(error);
      }
    },
  };
}

/** The issuer's keys, found at the first token and kept; jose asks again for a key that it does not know yet. */
function keysOf(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  const find = async (): Promise<JWTVerifyGetKey> =>
    createRemoteJWKSet(new URL(await jwksUri(issuer)), { timeoutDuration: timeoutMs });
  return async (header, token) => {
    found ??= find();
    // A failure is not kept: the next token asks again.
    const keys = await found.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return keys(header, token);
  };
}

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });

async function jwksUri(issuer: string): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = metadata.safeParse(await getJson(url));
  if (!found.success) throw new IssuerUnreachable(`${url} holds no provider metadata`);
  if (found.data.issuer !== issuer)
    throw new IssuerUnreachable(
      `${url} is of the issuer ${found.data.issuer}, not of ${issuer}: REKEY_OIDC_ISSUER must be the same to the letter`,
    );
  return found.data.jwks_uri;
}

async function getJson(url: string, left = tries): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await response.json();
  } catch (cause) {
    if (left === 1) throw new IssuerUnreachable(`${url} does not answer as it should`, { cause });
    await sleep(pauseMs);
    return getJson(url, left - 1);
  }
}

/** What jose throws for a token that is no good; whatever else it throws came of the issuer. */
function judged(error: unknown): Error {
  if (error instanceof IssuerUnreachable || error instanceof BadToken) return error;
  if (error instanceof errors.JWTExpired) return new BadToken('expired');
  const tokenIsBad = badTokens.some((kind) => error instanceof kind);
  return tokenIsBad
    ? new BadToken('invalid')
    : new IssuerUnreachable("The issuer's keys can't be read", { cause: error });
}
const badTokens = [
  errors.JWTInvalid,
  errors.JWTClaimValidationFailed,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** Where an issuer says who somebody is and what they may do. */
export type ClaimSettings = Pick<StaffSettings, 'issuer' | 'roleClaim' | 'groupClaim' | 'personClaim'>;

/** The person of a token whose signature, issuer and audience were checked: an access token or an ID token, they are read alike. */
export function personFrom(
  claims: JWTPayload,
  { issuer, roleClaim = 'roles', groupClaim = 'groups', personClaim }: ClaimSettings,
): Person {
  const named = personClaim === undefined ? undefined : claimAt(claims, personClaim);
  const signedInAt = claims['auth_time'];
  return {
    personId: typeof named === 'string' && named !== '' ? named : personIdOf(issuer, claims.sub ?? ''),
    roles: rolesIn(claimAt(claims, roleClaim)),
    groups: groupsIn(claimAt(claims, groupClaim)),
    ...(typeof signedInAt === 'number' && { signedInAt: signedInAt * 1000 }),
  };
}

/** The claim of that whole name (`https://example.org/roles`), or the one to which its dots lead. */
function claimAt(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), claims);
}
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** A list, or one text with spaces, as `scope` has it; what is none of our roles is left out. */
function rolesIn(claim: unknown): StaffRole[] {
  const listed: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return roles.filter((role) => listed.includes(role));
}

/** Of one person. Each decision keeps them: a hundred of those (`decisionsAtMost`) have to fit into a document of MongoDB (16 MB). */
const mostGroups = 200;
/** Characters. */
const longestGroup = 200;

/** A list, or one text: its spaces are part of the name, or a group could pass for two. What is no name, or too long for one, is left out. */
function groupsIn(claim: unknown): string[] {
  const listed: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const isName = (group: unknown): group is string =>
    typeof group === 'string' && group !== '' && group.length <= longestGroup;
  return [...new Set(listed.filter(isName))].slice(0, mostGroups);
}
