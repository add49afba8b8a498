/** What a caller sent, checked against its schema: every misfit at once, each named by where it stands, never with what was sent. */
import type { z } from 'zod';
import { Problem, type ErrorItem } from './problem.js';

const joinPath = (parts: readonly PropertyKey[]): string => parts.map((p) => String(p).slice(0, 64)).join('.');

const itemsOf = (where: string, issue: z.core.$ZodIssue): ErrorItem[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.slice(0, 20).map((key) => ({ path: joinPath([where, ...issue.path, key]), message: 'Unknown field' }))
    : [{ path: joinPath([where, ...issue.path]), message: issue.message }];

/** The parsed value, or the problem `invalid-input` with one error for each misfit. `where` opens the paths: body, query, path, … */
export function checked<S extends z.ZodType>(where: string, schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('invalid-input', { errors: result.error.issues.flatMap((issue) => itemsOf(where, issue)) });
}
