/** Attempts: one document a name, with the last few resets about it. */
import type { mongo } from 'mongoose';
import type { Attempts } from '../../domain/ports.js';
import { attemptsKept } from '../../domain/ports.js';
import { writeGuarded } from './guarded.js';
import type { AttemptsDoc } from './models.js';
import type { ExpireAt } from './retention.js';

export const attemptsOf = (
  attempts: mongo.Collection<AttemptsDoc>,
  { expireAt }: { expireAt: ExpireAt },
): Attempts => ({
  async note(about, resetId, at) {
    // False where this reset was noted before.
    await writeGuarded(
      attempts,
      { _id: about, 'noted.resetId': { $ne: resetId } },
      {
        $push: { noted: { $each: [{ resetId, at }], $slice: -attemptsKept } },
        $set: { expireAt: expireAt('attempts', at) },
      },
    );
  },

  async of(about, since) {
    const found = await attempts.findOne({ _id: about });
    return (found?.noted ?? []).filter(({ at }) => at >= since).map(({ resetId }) => resetId);
  },
});
