/** Who calls: nobody known, the holder of a reset token, or a person whose bearer token the configured issuer signed. */
import type { ProblemType } from '../domain/problems.js';
import { BadToken, type TokenClaims, type Tokens } from '../domain/ports.js';
import type { Person, StaffRole } from '../domain/request.js';
import { Problem } from './problem.js';

export type Caller =
  { kind: 'anonymous' } | { kind: 'holder'; claims: TokenClaims } | { kind: 'person'; person: Person };

/** Checks a bearer token against the issuer's keys. Throws `BadToken`. */
export interface Staff {
  verify(token: string): Promise<Person>;
}

/** Who may make a call; each member lets in one kind of caller. */
export interface Who {
  anonymous?: true;
  holders?: readonly TokenClaims['holder'][];
  people?: 'any' | readonly StaffRole[];
}

const bearer = /^Bearer +([\w.~+/-]{1,8192}=*)$/i;
const refusedToken: Record<BadToken['why'], ProblemType> = { invalid: 'unauthenticated', expired: 'token-expired' };

/** From the Authorization header (RFC 6750, 2.1). A token that is no good is refused, even where none was needed. */
export async function callerOf(
  header: string | undefined,
  tokens: Pick<Tokens, 'read'>,
  staff: Staff | null,
): Promise<Caller> {
  if (header === undefined) return { kind: 'anonymous' };
  const token = bearer.exec(header)?.[1];
  if (!token) throw new Problem('unauthenticated', { detail: 'The Authorization header must be "Bearer <token>".' });
  const claims = await tokens.read(token).catch((error: unknown) => {
    if (!(error instanceof BadToken)) throw error;
    if (error.why === 'expired') throw new Problem('token-expired');
    return null;
  });
  return claims ? { kind: 'holder', claims } : { kind: 'person', person: await personOf(token, staff) };
}

async function personOf(token: string, staff: Staff | null): Promise<Person> {
  if (!staff)
    throw new Problem('unauthenticated', {
      detail: 'This is no valid reset token, and bearer tokens of people are not taken here: no issuer is configured.',
    });
  try {
    return await staff.verify(token);
  } catch (error) {
    if (!(error instanceof BadToken)) throw error;
    throw new Problem(refusedToken[error.why], {
      detail:
        error.why === 'expired'
          ? 'Sign in again at the issuer.'
          : 'This is neither a valid reset token nor a valid bearer token of the configured issuer.',
    });
  }
}

const holderWords = { subject: "the subject's reset token", requester: "the requester's reset token" } as const;
/** Who may call, in words. */
export const inWords = (who: Who): string =>
  [
    ...(who.anonymous ? ['anyone without a token'] : []),
    ...(who.holders ?? []).map((h) => holderWords[h]),
    ...(who.people === 'any'
      ? ['a signed-in person']
      : (who.people ?? []).map((role) => `a person with the role ${role}`)),
  ].join(', ');

function mayCall(who: Who, caller: Caller): boolean {
  if (caller.kind === 'anonymous') return who.anonymous === true;
  if (caller.kind === 'holder') return who.holders?.includes(caller.claims.holder) ?? false;
  return who.people === 'any' || (who.people?.some((role) => caller.person.roles.includes(role)) ?? false);
}

/** Refuses a caller who may not make this call, and a token of another reset than `resetId`. */
export function admit(who: Who, caller: Caller, resetId: string | undefined): void {
  if (!mayCall(who, caller)) {
    if (caller.kind === 'anonymous') throw new Problem('unauthenticated');
    throw new Problem('forbidden', { detail: `This call takes: ${inWords(who)}.` });
  }
  if (caller.kind === 'holder' && resetId !== undefined && caller.claims.resetId !== resetId)
    throw new Problem('forbidden', { detail: 'This token is for another reset.' });
}

/** A name for the caller that tells idempotency keys of different callers apart. */
export const callerName = (caller: Caller): string => (caller.kind === 'person' ? caller.person.personId : '');
