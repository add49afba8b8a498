/** Mailed links: made, and checked when somebody opened one. Shared by the parts that send one and by the invitation. */
import { z } from 'zod';
import type { Ms, Ref } from '../domain/plan.js';
import { BadToken, type LinkPurpose, type Ports } from '../domain/ports.js';
import type { Verdict } from '../domain/shapes.js';

interface LinkEffect {
  key: string;
  resetId: string;
  stepId: string;
  round: number;
}

/** Issues the link's challenge and answers with its URL; the same key makes the same link. */
export async function makeLink(
  { key, resetId, stepId, round }: LinkEffect,
  purpose: LinkPurpose,
  until: Ms,
  { keyed, challenges, tokens, urls }: Ports,
): Promise<string> {
  const secret = keyed.mac('link', key);
  await challenges.issue({
    key,
    resetId,
    stepId,
    round,
    secretMac: keyed.mac('link-secret', secret),
    expiresAt: until,
  });
  return urls.link(await tokens.issueLink({ resetId, stepId, purpose, round, secret }, until));
}

/** Judges a sealed link token: right reset, step, purpose, newest round, not expired, not used before. */
export async function openLink(
  { key, resetId, stepId, round }: LinkEffect,
  purpose: LinkPurpose,
  sealed: Ref,
  max: number,
  { vault, keyed, challenges, tokens }: Ports,
): Promise<Verdict> {
  const { value, sealedAt } = await vault.open(sealed, { resetId, purpose: 'answer' });
  const { link } = z.strictObject({ link: z.string() }).parse(JSON.parse(value));
  const claims = await tokens.readLink(link).catch((error: unknown) => {
    if (error instanceof BadToken) return null;
    throw error;
  });
  const fits =
    claims &&
    claims.resetId === resetId &&
    claims.stepId === stepId &&
    claims.purpose === purpose &&
    claims.round === round;
  const secretMac = keyed.mac('link-secret', fits ? claims.secret : '');
  const { passed } = await challenges.guess({ key, resetId, stepId, round, secretMac, at: sealedAt, max });
  return passed ? { passed, reasons: [], moved: true } : { passed, reasons: [{ id: 'link-used' }] };
}
