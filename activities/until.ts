/** Moments as a mail tells them. */
import type { Ms } from '../domain/plan.js';
import type { Clock } from '../domain/ports.js';

const minute = 60_000;
/** Whole minutes left, at least 1. */
export const minutesUntil = (until: Ms, clock: Clock): number =>
  Math.max(1, Math.round((until - clock.now()) / minute));
/** Whole hours left, at least 1. */
export const hoursUntil = (until: Ms, clock: Clock): number =>
  Math.max(1, Math.round((until - clock.now()) / (60 * minute)));
