/** How a guess is judged from what was stored of its step: the same stored guess is judged the same for ever. Pure. */
import type { Ms } from '../domain/plan.js';
import type { Keyed } from '../domain/ports.js';

/** What is stored of one step's challenges. A guess is stored only while its round is the newest and the reset not voided. */
export interface ChallengeStep {
  /** The newest round. */
  round: number;
  /** Newest last: those of the last few rounds, so that a repeated call is judged by the secret of its own round. */
  secrets: { round: number; mac: string; expiresAt: Ms }[];
  guesses?: { key: string; round: number; mac: string; at: Ms }[];
}
export const secretsKept = 5;

/** A guess that was not charged never passes: it was of an older round, voided, or one too many. */
export function judge(
  step: ChallengeStep | undefined,
  { key, round, at }: { key: string; round: number; at: Ms },
  keyed: Pick<Keyed, 'same'>,
): { passed: boolean; expired: boolean } {
  const charged = step?.guesses?.find((g) => g.key === key);
  const secret = step?.secrets.find((s) => s.round === (charged?.round ?? round));
  const expired = secret !== undefined && (charged?.at ?? at) > secret.expiresAt;
  const passed = charged !== undefined && secret !== undefined && !expired && keyed.same(charged.mac, secret.mac);
  return { passed, expired };
}
