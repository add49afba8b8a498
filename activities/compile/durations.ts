/** Durations as methods write them: ISO 8601, days and smaller. A plan holds milliseconds. */
import { parse, serialize } from 'tinyduration';
import { z } from 'zod';
import type { Ms } from '../../domain/plan.js';

const number = '\\d+(?:[.,]\\d+)?';
const time = `(?:T(?=\\d)(?:${number}H)?(?:${number}M)?(?:${number}S)?)?`;
/** The library reads whatever of a text looks like a duration: this sees to it that all of it is one. */
const anyDuration = new RegExp(`^-?P(?=\\d|T\\d)(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?${time}$`);
const fixedLength = `^P(?=\\d|T\\d)(?:${number}D)?${time}$`;

const perUnit = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
/** Nothing waits longer. */
const longest: Ms = 90 * perUnit.days;

/** Milliseconds, or why not. */
function read(text: string): { ms: Ms } | { fault: string } {
  if (!anyDuration.test(text))
    return { fault: `'${text}' is not a duration: write it in ISO 8601, such as PT10M, PT8H or P3D` };
  let parts: ReturnType<typeof parse>;
  try {
    parts = parse(text, { allowMultipleFractions: false });
  } catch {
    return { fault: 'has more than one fraction: only the last number may have one' };
  }
  if (parts.negative) return { fault: 'is negative' };
  if (parts.years !== undefined || parts.months !== undefined || parts.weeks !== undefined)
    return { fault: 'has years, months or weeks: use days and smaller units, such as P7D' };
  const exact = Object.entries(perUnit).reduce(
    (sum, [unit, ms]) => sum + (parts[unit as keyof typeof perUnit] ?? 0) * ms,
    0,
  );
  const ms = Math.round(exact);
  // Allows for what binary fractions lose: 4.35 s is 4350 ms.
  if (Math.abs(exact - ms) > 1e-6) return { fault: 'is not a whole number of milliseconds' };
  if (ms === 0) return { fault: 'must be longer than zero' };
  if (ms > longest) return { fault: `must be ${inIso(longest)} or shorter` };
  return { ms };
}

/** A duration's text → milliseconds. */
export const duration = z
  .string({
    error: ({ input }) =>
      input === undefined || input === null ? undefined : 'must be a duration in ISO 8601, such as PT10M, PT8H or P3D',
  })
  .meta({ pattern: fixedLength, examples: ['PT10M', 'PT8H', 'P3D'] })
  .transform((text, context): Ms => {
    const result = read(text);
    if ('ms' in result) return result.ms;
    context.issues.push({ code: 'custom', message: result.fault, input: text });
    return z.NEVER;
  });

/** Milliseconds as a method would write them. */
export function inIso(ms: Ms): string {
  const [days, hours, minutes] = [perUnit.days, perUnit.hours, perUnit.minutes].map((unit, i, units) =>
    Math.floor((i ? ms % units[i - 1]! : ms) / unit),
  ) as [number, number, number];
  return serialize({ days, hours, minutes, seconds: (ms % perUnit.minutes) / 1000 });
}
