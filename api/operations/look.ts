/** A reset as its holder or staff may see it. */
import {
  contextOf,
  viewOf,
  type CredentialResetContext,
  type MethodDescription,
  type ResetView,
} from '../../domain/context.js';
import { withNumbers } from '../../domain/match.js';
import { initial } from '../../domain/reset.js';
import type { TokenClaims } from '../../domain/ports.js';
import type { Work } from '../deps.js';
import { Problem } from '../problem.js';

export interface Look {
  view: ResetView;
  context: CredentialResetContext;
  /** Of the read model; -1 before it knows the reset. */
  version: number;
}

/** What a reset looks like before its workflow has done anything: the same for every subject. */
export const firstView = (
  { resetId, planHash, requestedAt, holder }: TokenClaims,
  method: MethodDescription,
): ResetView =>
  viewOf({
    ...initial({
      id: resetId,
      methodId: method.id,
      planHash,
      credentialId: method.credentialId,
      requestedAt,
      expiresAt: requestedAt + method.expiresAfter,
      proveBy: requestedAt + method.proveWithin,
    }),
    joined: holder === 'subject',
    needed: method.authentication.needed,
  });

/** The plan that a reset began with; a plan that nobody knows any more is our fault, not the caller's. */
export async function planKnown(work: Work, planHash: string): Promise<MethodDescription> {
  const method = await work.methods.byHash(planHash);
  if (!method) throw new Problem('plan-unfit');
  return method;
}

export const contextFrom = async (work: Work, view: ResetView): Promise<CredentialResetContext> =>
  contextOf(await planKnown(work, view.planHash), view);

/** Refuses the token of a holder whose reset goes on elsewhere: an older epoch than the reset's. */
export function refuseOlder(claims: TokenClaims | undefined, view: Pick<ResetView, 'epoch'>): void {
  if (claims?.holder === 'subject' && claims.epoch < view.epoch) throw new Problem('continued-elsewhere');
}

/** `claims`: of a holder's token, or those of `claimsToLook`; without them only what the read model has. Throws `unknown-reset`, `continued-elsewhere`. */
export async function look(work: Work, id: string, claims: TokenClaims | undefined): Promise<Look> {
  const row = await work.ports.resets.get(id);
  if (row) {
    refuseOlder(claims, row);
    const context = await contextFrom(work, row);
    const seesNumbers = await readsNumbersOut(work, claims);
    return { view: row, context: seesNumbers ? withNumbers(context, work.ports.keyed) : context, version: row.version };
  }
  if (!claims) throw new Problem('unknown-reset');
  const method = await planKnown(work, claims.planHash);
  const view = firstView(claims, method);
  return { view, context: contextOf(method, view), version: -1 };
}

/**
 * Who tells deciders their numbers: the subject. Where the subject has no page of their own, because all of the reset goes through the agent who
 * asked, the agent reads them out to the caller, who tells them to whoever reaches them.
 */
async function readsNumbersOut(work: Work, claims: TokenClaims | undefined): Promise<boolean> {
  if (!claims || claims.holder === 'subject') return claims !== undefined;
  const { heldBy, authentication } = await planKnown(work, claims.planHash);
  return heldBy === 'requester' && !authentication.steps.some(({ shape }) => shape === 'ask');
}
