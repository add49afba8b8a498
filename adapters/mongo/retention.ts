/** How long rows are kept after they served: the one table. A TTL index cleans up; nothing relies on it. */
import type { Ms } from '../../domain/plan.js';

/** Days. Evidence (audit, resets, proofs) outlives a year; what only serves repeats of calls goes after a month. */
export const retentionDays = {
  resets: 400,
  audit: 400,
  proofs: 400,
  decisions: 400,
  vault: 30,
  outbox: 30,
  challenges: 30,
  placeholders: 30,
  attempts: 30,
  leases: 1,
  quotas: 1,
};
export type Kept = keyof typeof retentionDays;
export type Retention = Readonly<Record<Kept, number>>;

const day: Ms = 86_400_000;

/** Counts in milliseconds from a moment, as the TTL index wants it. */
export type ExpireAt = (kept: Kept, from: Ms) => Date;
export const expiryBy =
  (retention: Retention): ExpireAt =>
  (kept, from) =>
    new Date(from + retention[kept] * day);
/** The moment before which rows of this kind may be gone. */
export const keptSince = (retention: Retention, kept: Kept, now: Ms): Ms => now - retention[kept] * day;
