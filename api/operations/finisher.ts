/** Who executes and collects, and so sees all of it: the subject's token, or, where a method hands a temporary value to the requester, the agent who asked. */
import type { TokenClaims } from '../../domain/ports.js';
import type { Caller } from '../callers.js';
import type { Work } from '../deps.js';
import { Problem } from '../problem.js';
import { planKnown } from './look.js';

const notTheirs = (): Problem =>
  new Problem('forbidden', {
    detail: 'The new credential of this reset is not for this caller: by its method it is for somebody else.',
  });

/** The claims with which the caller goes on; throws `forbidden` where the value is not for them. */
export async function finisherOf(work: Work, caller: Caller, resetId: string): Promise<TokenClaims> {
  const claims = caller.kind === 'holder' ? caller.claims : await claimsOfRequester(work, caller, resetId);
  const { heldBy } = await planKnown(work, claims.planHash);
  if (claims.holder !== heldBy) throw notTheirs();
  return claims;
}

/** The claims with which the caller looks at it: an agent who will finish it sees what they have to read out. None for other staff. */
export async function claimsToLook(work: Work, caller: Caller, resetId: string): Promise<TokenClaims | undefined> {
  if (caller.kind === 'holder') return caller.claims;
  try {
    return await finisherOf(work, caller, resetId);
  } catch (error) {
    if (error instanceof Problem && error.type === 'forbidden') return undefined;
    throw error;
  }
}

/** An agent who has lost the token that the request was answered with is still the one who asked. */
async function claimsOfRequester(work: Work, caller: Caller, resetId: string): Promise<TokenClaims> {
  const row = caller.kind === 'person' ? await work.ports.resets.get(resetId) : null;
  if (caller.kind !== 'person' || row?.requesterPerson !== caller.person.personId) throw notTheirs();
  const { planHash, requestedAt } = row;
  return { resetId, epoch: 0, holder: 'requester', planHash, requestedAt };
}
