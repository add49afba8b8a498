/** The settings that a method may give to every part of a shape, beside the part's own: when things happen, and how often. */
import { z } from 'zod';
import type { Role, Shape, Timing } from '../../domain/plan.js';
import { duration } from './durations.js';

export interface Setting {
  schema: z.ZodType<number>;
  /** Where neither the method nor the part says otherwise, as a method would write it. */
  preset: string | number;
  about: string;
  /** A moment at which something ends: it can't be after the end of the whole reset. */
  ends?: true;
}

/** NIST SP 800-63B-4, 3.2.2, allows 100 failed attempts; ten guesses at a mailed code are plenty. A source's tries are no guesses. */
const guesses = z.int().min(1).max(10);
const tries = z.int().min(1).max(100);

const shapes = {
  ask: {
    lasts: { schema: duration, preset: 'PT10M', about: 'How long a challenge can be answered', ends: true },
    attempts: { schema: guesses, preset: 5, about: 'Wrong answers until the step has failed' },
  },
  await: {
    remindEvery: { schema: duration, preset: 'PT8H', about: 'Time between two reminders' },
    decideWithin: { schema: duration, preset: 'P3D', about: 'How long the others have', ends: true },
  },
  delay: { lasts: { schema: duration, preset: 'P1D', about: 'How long to wait', ends: true } },
  run: {
    within: { schema: duration, preset: 'PT30S', about: 'How long it may take, with all its retries', ends: true },
  },
  set: {
    within: { schema: duration, preset: 'PT1H', about: 'How long it may take, with all its retries', ends: true },
  },
} as const satisfies { [S in Shape]: { [K in keyof Timing[S]]: Setting } };

/** The settings of a part of this role and shape, by their names in the plan. */
export function settingsOf(role: Role, shape: Shape): Record<string, Setting> {
  const own: Record<string, Setting> = { ...shapes[shape] };
  return role === 'source' && own['attempts'] ? { ...own, attempts: { ...own['attempts'], schema: tries } } : own;
}

/** How a method writes a timing's name: nobody decides at a delivery, somebody collects. */
export const writtenName = (role: Role, name: string): string =>
  role === 'delivery' && name === 'decideWithin' ? 'within' : name;

/** Names that no part's config may have, by role and shape. */
export const reservedNames = (role: Role, shape: Shape): readonly string[] => [
  'id',
  ...Object.keys(settingsOf(role, shape)).map((name) => writtenName(role, name)),
];

/** So that no method sends mails without an end. */
export const mostReminders = 100;
