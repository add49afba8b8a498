/** Durations in settings: ISO 8601, hours and smaller (PT30M, PT8H). */
import { parse } from 'tinyduration';
import { z } from 'zod';
import type { Ms } from '../domain/plan.js';

const shape = /^PT(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?$/;
const second: Ms = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** In milliseconds; from a minute up to `most`, which the error names as `mostText`. */
export const durationUpTo = (most: Ms, mostText: string, preset: string) =>
  z
    .string()
    .default(preset)
    .refine((text) => shape.test(text), {
      error: 'must be a duration of hours, minutes, seconds: PT30M, PT8H',
      abort: true,
    })
    .transform((text): Ms => {
      const { hours = 0, minutes = 0, seconds = 0 } = parse(text);
      return hours * hour + minutes * minute + seconds * second;
    })
    .refine((ms) => ms >= minute && ms <= most, { error: `must be PT1M to ${mostText}` });
