/**
 * Reset tokens and the tokens of mailed links: JWTs (RFC 7519) in compact JWS, HS256 under subkeys of the tokens ring. Typed, and for one audience each
 * (RFC 8725, sections 3.9 and 3.11), so that neither passes for the other. The same claims and expiry give the same token.
 */
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Ms } from '../../domain/plan.js';
import { BadToken, type Clock, type LinkClaims, type TokenClaims, type Tokens } from '../../domain/ports.js';
import { subkey, type Ring } from './rings.js';

const alg = 'HS256';

interface Kind<C> {
  audience: string;
  typ: string;
  /** The ring's subkey that signs. */
  label: string;
  claims: z.ZodType<C>;
}
const resetTokens: Kind<TokenClaims> = {
  audience: 'rekey:reset',
  typ: 'rekey-reset+jwt',
  label: 'tokens/reset',
  claims: z.object({
    resetId: z.string(),
    epoch: z.int().nonnegative(),
    holder: z.enum(['subject', 'requester']),
    planHash: z.string(),
    requestedAt: z.int(),
  }),
};
const linkTokens: Kind<LinkClaims> = {
  audience: 'rekey:link',
  typ: 'rekey-link+jwt',
  label: 'tokens/link',
  claims: z.object({
    resetId: z.string(),
    stepId: z.string(),
    purpose: z.enum(['prove', 'invite', 'pick-up']),
    round: z.int().nonnegative(),
    secret: z.string(),
  }),
};

export function tokensOf(ring: Ring, clock: Clock): Tokens {
  return {
    issue: (claims, expiresAt) => write(resetTokens, claims, expiresAt, ring),
    read: (token) => read(resetTokens, token, ring, clock),
    issueLink: (claims, expiresAt) => write(linkTokens, claims, expiresAt, ring),
    readLink: (token) => read(linkTokens, token, ring, clock),
  };
}

function write<C extends object>(kind: Kind<C>, claims: C, expiresAt: Ms, ring: Ring): Promise<string> {
  const key = ring.newest();
  // Parsed, or the order in which a caller wrote the claims would make another token, and unknown ones would get in.
  return new SignJWT(kind.claims.parse(claims) as JWTPayload)
    .setProtectedHeader({ alg, kid: key.kid, typ: kind.typ })
    .setAudience(kind.audience)
    .setExpirationTime(Math.floor(expiresAt / 1000))
    .sign(subkey(key, kind.label));
}

async function read<C>(kind: Kind<C>, token: string, ring: Ring, clock: Clock): Promise<C> {
  const claims = kind.claims.safeParse(await payloadOf(kind, token, ring, clock));
  if (!claims.success) throw new BadToken('invalid');
  return claims.data;
}

async function payloadOf<C>(kind: Kind<C>, token: string, ring: Ring, clock: Clock): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = typeof kid === 'string' ? ring.get(kid) : undefined;
        if (!key) throw new BadToken('invalid');
        return subkey(key, kind.label);
      },
      {
        algorithms: [alg],
        audience: kind.audience,
        typ: kind.typ,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp'],
      },
    );
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new BadToken('expired');
    throw error instanceof errors.JOSEError ? new BadToken('invalid') : error;
  }
}
