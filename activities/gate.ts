/** The gate: just before the first target is touched, everything is checked again, and the claim is taken. Each later write checks that the claim is still held. */
import { ApplicationFailure } from '@temporalio/common';
import type { Call } from '../domain/call.js';
import { hasSecondPerson, needsSecondPerson, subjectIneligible } from '../domain/eligibility.js';
import { getsOld, outdated } from '../domain/fresh.js';
import type { Ms, Plan } from '../domain/plan.js';
import type { AllPorts, Proof, Subject } from '../domain/ports.js';
import { proofCount, requesterProof, type Reset } from '../domain/reset.js';
import type { Applied } from '../domain/shapes.js';
import { mayHelp } from './approvers.js';

const refused = (id: string): Gate => ({ closed: { state: 'refused', reasons: [{ id }] } });
const whileHeld = (fence: number | null): Gate => (fence === null ? refused('superseded') : { fence });

type Authenticator = Plan['authentication']['of'][number];
/** Whether a step that was proved is still as those said who decided it. */
export type StillHolds = (step: Authenticator) => Promise<boolean>;

/** What the gate says: closed, with the target's answer, or open, with the claim's fence (null for `verify`, which only reads). */
export type Gate = { closed: Applied } | { fence: number | null };

/** `subject`: as the directory has just told it. Throws (to be repeated) where another reset is at work on this credential. */
export async function checkGate(
  verb: string,
  { reset }: Call,
  subject: Subject,
  ports: AllPorts,
  stillHolds: StillHolds,
): Promise<Gate> {
  if (verb === 'verify') return { fence: null };
  const targets = Object.values(reset.steps).filter((s) => s.role === 'target');
  const first = verb === 'prepare' || targets.length === 1;
  if (!first) return whileHeld(await ports.credentials.heldFence(reset.subject, reset.credentialId, reset.id));
  const why = await whyClosed(reset, subject, ports, stillHolds);
  if (why) return refused(why);
  const claim = await ports.credentials.claim(reset.subject, reset.credentialId, reset.id);
  if ('until' in claim) throw ApplicationFailure.retryable('another reset is setting this credential', 'claim-busy');
  return whileHeld(claim.held ? claim.fence : null);
}

async function whyClosed(
  reset: Reset,
  subject: Subject,
  ports: AllPorts,
  stillHolds: StillHolds,
): Promise<string | null> {
  const { plans, proofs, clock } = ports;
  const [published, given] = await Promise.all([plans.get(reset.planHash), proofs.of(reset.id)]);
  if (!published || published.revoked) return 'plan-revoked';
  const by = reset.requester?.kind ?? 'self';
  if (subject.decoy || subjectIneligible(published.plan, by, subject)) return 'not-eligible';
  if (await isGone(published.plan, reset, subject, ports)) return 'requester-not-allowed';
  const proved = provedBy(published.plan, reset, given, clock.now());
  if (proved !== null && isTooOld(published.plan, reset, given, clock.now())) return 'proof-too-old';
  if (proved === null) return null;
  const held = await Promise.all(proved.map(async (step) => ((await stillHolds(step)) ? [step] : [])));
  return isEnough(published.plan, subject, held.flat()) ? null : 'not-proved';
}

/** The value goes to the agent who asked, whose token may be days old: one who was disabled since then gets none. */
const isGone = async ({ heldBy }: Plan, { requester }: Reset, subject: Subject, ports: AllPorts): Promise<boolean> =>
  heldBy === 'requester' && (await mayHelp({ by: requester?.personId ?? '' }, null, { subject }, ports)) !== null;

/** How far the clocks of two servers may be apart. */
const skew = 60_000;

/**
 * Proofs for this plan, subject and epoch. What the subject did not answer holds in every epoch: it is about the person, not about a device.
 * The proof of a delay was signed when it was announced, and is dated at its end. null: the signed requester is the proof, and is there.
 */
function provedBy(plan: Plan, reset: Reset, given: readonly Proof[], now: Ms): readonly Authenticator[] | null {
  const mine = given.filter((p) => p.resetId === reset.id && p.subjectId === reset.subject && p.at <= now + skew);
  if (plan.authentication.of.length === 0 && mine.some((p) => p.stepId === requesterProof)) return null;
  return plan.authentication.of.filter((step) => mine.some((p) => p.stepId === step.id && isOfEpoch(step, p, reset)));
}
/** A step that was begun again has left a proof of each time; only the last one counts, if there is one. */
const stands = ({ stepId, round }: Proof, { steps }: Reset): boolean => round >= (steps[stepId]?.round ?? 0);
const isOfEpoch = ({ shape }: Authenticator, proof: Proof, reset: Reset): boolean =>
  shape !== 'ask' || proof.epoch === reset.epoch;
/** What the subject proved must have been fresh when the execute was accepted; what was accepted is finished, however long that takes. */
function isTooOld(plan: Plan, reset: Reset, given: readonly Proof[], now: Ms): boolean {
  const { of } = plan.authentication;
  const at = Math.min(reset.executedAt ?? now, now) - skew;
  const proofs = given.flatMap((proof) => {
    const step = of.find((s) => s.id === proof.stepId);
    return step && getsOld(step) && isOfEpoch(step, proof, reset) && stands(proof, reset)
      ? [{ shape: step.shape, at: proof.at }]
      : [];
  });
  return outdated(proofs, (p) => p.at + plan.freshFor, at).length > 0;
}
function isEnough(plan: Plan, subject: Subject, proved: readonly Authenticator[]): boolean {
  const { atLeast, independent } = plan.authentication;
  const vouched = !needsSecondPerson(plan, subject) || hasSecondPerson(proved);
  return proved.length > 0 && proofCount(proved, independent) >= atLeast && vouched;
}
