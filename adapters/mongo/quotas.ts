/**
 * Quotas: one document a lane, and one a colleague. Its `v` rises with each mail that may go out, and with each request that is counted: the
 * only things that bear on what others are told.
 */
import type { mongo } from 'mongoose';
import { colleagueCap, judgeAsking } from '../../domain/colleague.js';
import { judgeSend } from '../../domain/lane.js';
import type { Quotas } from '../../domain/ports.js';
import { writeGuarded } from './guarded.js';
import type { QuotaDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** Each race that is lost is a mail of the same lane that goes out: a lane whose mails are contested so often has enough of them. */
const racesAtMost = 12;
/** Each race that is lost is another request that was counted, and no more are than the cap allows. */
const asksAtMost = colleagueCap.resets + 1;

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

  async ask(colleague, asking) {
    for (let race = 0; race < asksAtMost; race++) {
      const { v = 0, askings = [] } = (await quotas.findOne({ _id: colleague })) ?? {};
      const { asked, keep } = judgeAsking(askings, asking);
      if (!keep) return asked;
      const written = await writeGuarded(
        quotas,
        { _id: colleague, v },
        { $set: { v: v + 1, askings: keep, expireAt: expireAt('quotas', asking.at) } },
      );
      if (written) return asked;
    }
    throw new Error('the quota of this colleague moves too fast');
  },
});
