/** Quotas: one document a lane. Its `v` rises with each mail that may go out, the only thing that bears on what others are told. */
import type { mongo } from 'mongoose';
import { judgeSend } from '../../domain/lane.js';
import type { Quotas } from '../../domain/ports.js';
import { writeGuarded } from './guarded.js';
import type { QuotaDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** Each race that is lost is a mail of the same lane that goes out: a lane whose mails are contested so often has enough of them. */
const racesAtMost = 12;

export const quotasOf = (quotas: mongo.Collection<QuotaDoc>, { expireAt }: { expireAt: ExpireAt }): Quotas => ({
  async take(lane, key, at) {
    for (let race = 0; race < racesAtMost; race++) {
      const { v = 0, sends = [] } = (await quotas.findOne({ _id: lane.name })) ?? {};
      const { heard, keep } = judgeSend(sends, lane, key, at);
      if (!keep) return heard;
      const written = await writeGuarded(
        quotas,
        { _id: lane.name, v },
        { $set: { v: heard ? v + 1 : v, sends: keep, expireAt: expireAt('quotas', at) } },
      );
      if (written) return heard;
    }
    return false;
  },

  async freeze(lane, until) {
    await writeGuarded(
      quotas,
      { _id: lane },
      {
        $max: { frozenUntil: until, expireAt: expireAt('quotas', until) },
        $setOnInsert: { v: 0, sends: [] },
      },
    );
  },

  async frozen(lane, at) {
    const found = await quotas.findOne({ _id: lane }, { projection: { frozenUntil: 1 } });
    return (found?.frozenUntil ?? 0) > at;
  },
});
