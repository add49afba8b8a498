/** Challenges and their guesses in memory. */
import { judge, secretsKept, type ChallengeStep } from '../../../adapters/challenge-rules.js';
import type { Challenges, Keyed } from '../../../domain/ports.js';

interface OfReset {
  voided: boolean;
  steps: Map<string, ChallengeStep>;
}

export function memoryChallenges(keyed: Keyed): Challenges {
  const resets = new Map<string, OfReset>();
  const of = (resetId: string): OfReset => {
    const found = resets.get(resetId) ?? { voided: false, steps: new Map<string, ChallengeStep>() };
    resets.set(resetId, found);
    return found;
  };
  return {
    async issue({ resetId, stepId, round, secretMac, expiresAt }) {
      const { steps } = of(resetId);
      const step = steps.get(stepId) ?? { round: 0, secrets: [] };
      if (step.round >= round) return;
      const secrets = [...step.secrets, { round, mac: secretMac, expiresAt }].slice(-secretsKept);
      steps.set(stepId, { ...step, round, secrets });
    },
    async guess({ key, resetId, stepId, round, secretMac, at, max }) {
      const { voided, steps } = of(resetId);
      const step = steps.get(stepId);
      const guesses = step?.guesses ?? [];
      const seen = guesses.some((g) => g.key === key);
      if (step && !voided && !seen && step.round === round && guesses.length < max)
        steps.set(stepId, { ...step, guesses: [...guesses, { key, round, mac: secretMac, at }] });
      return judge(steps.get(stepId), { key, round, at }, keyed);
    },
    async void(resetId) {
      of(resetId).voided = true;
    },
  };
}
