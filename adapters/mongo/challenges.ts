/** Challenges: one document a reset, one entry a step. A guess is charged by the write that stores it, and only then compared. */
import type { mongo } from 'mongoose';
import type { Challenges, Keyed } from '../../domain/ports.js';
import { judge, secretsKept } from '../challenge-rules.js';
import { writeGuarded } from './guarded.js';
import type { ChallengesDoc } from './models.js';
import type { ExpireAt } from './retention.js';

export function challengesOf(
  challenges: mongo.Collection<ChallengesDoc>,
  { keyed, expireAt }: { keyed: Keyed; expireAt: ExpireAt },
): Challenges {
  return {
    async issue({ resetId, stepId, round, secretMac, expiresAt }) {
      const step = `steps.${stepId}`;
      const secret = { round, mac: secretMac, expiresAt };
      // False where this round was issued before, or a newer one: a repeat, and nothing to do.
      await writeGuarded(
        challenges,
        { _id: resetId, [`${step}.round`]: { $not: { $gte: round } } },
        {
          $set: { [`${step}.round`]: round },
          $push: { [`${step}.secrets`]: { $each: [secret], $slice: -secretsKept } },
          $max: { expireAt: expireAt('challenges', expiresAt) },
        },
      );
    },

    async guess({ key, resetId, stepId, round, secretMac, at, max }) {
      const step = `steps.${stepId}`;
      const projection = { [step]: 1 };
      const guesses = `${step}.guesses`;
      const charged = await challenges.findOneAndUpdate(
        {
          _id: resetId,
          voided: { $ne: true },
          [`${step}.round`]: round,
          [`${guesses}.key`]: { $ne: key },
          [`${guesses}.${max - 1}`]: { $exists: false },
        },
        { $push: { [guesses]: { key, round, mac: secretMac, at } } },
        { returnDocument: 'after', projection },
      );
      const stored = charged ?? (await challenges.findOne({ _id: resetId }, { projection }));
      return judge(stored?.steps?.[stepId], { key, round, at }, keyed);
    },

    async void(resetId) {
      await writeGuarded(challenges, { _id: resetId }, { $set: { voided: true } });
    },
  };
}
