/** Reset tokens as the operations issue them, and how long they and what is sealed for a reset last. */
import type { MethodDescription } from '../../domain/context.js';
import type { Ms } from '../../domain/plan.js';
import type { TokenClaims } from '../../domain/ports.js';
import type { Work } from '../deps.js';

const hour: Ms = 3_600_000;
/** A holder may look at the end of a reset for this long after its hard end. */
const lookBack: Ms = hour;
/** Sealed values outlive the hard end: what was accepted just before it is still finished. `reset.close` destroys them. */
const sealedBeyond: Ms = 24 * hour;

type Begun = Pick<TokenClaims, 'requestedAt'>;
type Lasting = Pick<MethodDescription, 'expiresAfter'>;

export const sealedUntil = ({ requestedAt }: Begun, { expiresAfter }: Lasting): Ms =>
  requestedAt + expiresAfter + sealedBeyond;

/** The same claims give the same right, however often they are issued. */
export const tokenFor = (work: Work, claims: TokenClaims, { expiresAfter }: Lasting): Promise<string> =>
  work.ports.tokens.issue(claims, claims.requestedAt + expiresAfter + lookBack);
