/** Leases: one document a name. */
import type { mongo } from 'mongoose';
import type { Clock, Leases } from '../../domain/ports.js';
import { writeGuarded } from './guarded.js';
import type { LeaseDoc } from './models.js';
import type { ExpireAt } from './retention.js';

export const leasesOf = (
  leases: mongo.Collection<LeaseDoc>,
  { clock, expireAt }: { clock: Clock; expireAt: ExpireAt },
): Leases => ({
  async take(name, holder, lasts) {
    const now = clock.now();
    const until = now + lasts;
    return writeGuarded(
      leases,
      { _id: name, $or: [{ holder }, { until: { $lte: now } }] },
      { $set: { holder, until, expireAt: expireAt('leases', until) } },
    );
  },
});
