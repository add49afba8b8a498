/** The one way in from a mail: a link's token passes a step or brings somebody in, and the reset goes on where it was opened. */
import type { CredentialResetContext, ResetView } from '../../domain/context.js';
import type { ProblemType } from '../../domain/problems.js';
import { BadToken, type LinkClaims, type LinkPurpose, type StoredReset } from '../../domain/ports.js';
import { answer as answerMessage, join as joinMessage, type Judged } from '../../workflows/messages.js';
import { resetOfVeto, vetoLasts, vetoStep } from '../../domain/veto.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { requireUnguessable } from '../idempotency.js';
import { Problem } from '../problem.js';
import { contextFrom, planKnown } from './look.js';
import { sealed, type Sealed } from './seal.js';
import { sealedUntil, tokenFor } from './tokens.js';

/** Recorded and signed before anybody hears of it. Pressed twice it is one. */
async function veto({ ports, gateway }: Work, resetId: string): Promise<{ outcome: 'vetoed' }> {
  const row = await ports.resets.get(resetId);
  const now = ports.clock.now();
  if (!row || (row.closedAt !== undefined && row.closedAt + vetoLasts < now)) throw new Problem('link-used');
  const id = ports.keyed.mac('decision', resetId, vetoStep);
  if (!(await ports.decisions.get(resetId, id)))
    await ports.decisions.record({ id, resetId, stepId: vetoStep, by: 'subject', verdict: 'veto', at: now });
  await gateway.veto(resetId, { decision: { id } });
  return { outcome: 'vetoed' };
}

type Opened = Judged & { view: ResetView };
type Open = (work: Work, row: StoredReset, link: LinkClaims, token: Sealed) => Promise<Opened>;

/** A link carries no epoch: its message takes the reset's, and its name has none, so that a repeat after the epoch rose finds the first. */
const named = ({ stepId }: LinkClaims, { ref }: Sealed) => ({ epoch: 'link', stepId, key: ref }) as const;
const join: Open = ({ gateway }, _row, link, token) =>
  gateway.update(link.resetId, joinMessage, { stepId: link.stepId, token: token.ref }, named(link, token));

const opens: { readonly [P in LinkPurpose]: Open } = {
  prove({ gateway }, { epoch }, link, token) {
    const args = { epoch, at: token.at, stepId: link.stepId, answer: token.ref };
    return gateway.update(link.resetId, answerMessage, args, named(link, token));
  },
  invite: join,
  'pick-up': join,
};

/** What a step says to a second opening: to whoever holds the link it is all the same. */
const spent: readonly ProblemType[] = [
  'already-passed',
  'continued-elsewhere',
  'no-attempts-left',
  'no-such-step',
  'not-joined',
  'wrong-state',
];

/** `vetoed`: whoever opened it says that it was not them; that was accepted, and no token comes of it. */
export type LinkOpened = { context: CredentialResetContext; token: string } | { outcome: 'vetoed' };

/** Throws `link-used` for every token that leads nowhere (any more). */
export async function openLink(work: Work, facts: Facts, token: string): Promise<LinkOpened> {
  const vetoed = resetOfVeto(work.ports.keyed, token);
  if (vetoed !== null) return veto(work, vetoed);
  // Whoever repeats the key gets an equivalent token again, so it must be as hard to guess as the link is.
  if (facts.idempotencyKey !== undefined) requireUnguessable(facts.idempotencyKey);
  const link = await work.ports.tokens.readLink(token).catch((error: unknown) => {
    throw error instanceof BadToken ? new Problem('link-used') : error;
  });
  const row = await work.ports.resets.get(link.resetId);
  if (!row) throw new Problem('link-used');
  const { resetId, stepId } = link;
  const method = await planKnown(work, row.planHash);
  const sealedToken = await sealed(work, {
    resetId,
    epoch: 'link',
    stepId,
    purpose: 'answer',
    value: { link: token },
    expiresAt: sealedUntil(row, method),
    idempotencyKey: facts.idempotencyKey,
  });
  const { passed, view } = await opens[link.purpose](work, row, link, sealedToken).catch((error: unknown) => {
    throw error instanceof Problem && spent.includes(error.type) ? new Problem('link-used') : error;
  });
  if (!passed) throw new Problem('link-used');
  const { planHash, requestedAt, epoch } = view;
  const claims = { resetId, epoch, holder: 'subject', planHash, requestedAt } as const;
  return { context: await contextFrom(work, view), token: await tokenFor(work, claims, method) };
}
