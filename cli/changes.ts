/** What one plan says otherwise than another, as an operator reads it. */
import { inIso } from '../activities/compile/durations.js';
import type { Json, Plan } from '../domain/plan.js';

/** A line for each difference: `path: before → after`. */
export function changes(before: Plan, after: Plan): string[] {
  const [was, is] = [leaves(before as unknown as Json), leaves(after as unknown as Json)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((path) => was.get(path) !== is.get(path))
    .map((path) => `${path}: ${was.get(path) ?? 'nothing'} → ${is.get(path) ?? 'nothing'}`);
}

/** Every value at the end of a path, as text. Steps stand under their ids, so that a new one doesn't rename the others. */
function leaves(value: Json, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null || isEmpty(value)) return new Map([[path, inText(path, value)]]);
  const entries = Array.isArray(value)
    ? value.map((item: Json, i) => [nameOf(item) ?? String(i), item] as const)
    : Object.entries(value as Record<string, Json>);
  return new Map(entries.flatMap(([key, item]) => [...leaves(item, path ? `${path}.${key}` : key)]));
}

const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
const nameOf = (item: Json): string | undefined =>
  typeof item === 'object' && item !== null && 'id' in item && typeof item.id === 'string' ? item.id : undefined;

const moments = /^(expires|proveWithin)$|\.timing\.(?!attempts)\w+$/;
const inText = (path: string, value: Json): string =>
  typeof value === 'number' && moments.test(path) ? inIso(value) : JSON.stringify(value);
