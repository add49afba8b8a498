/** A plan's name: the hash of its content. Apart from `plan.ts`, for workflows must not reach `node:crypto`. */
import { createHash } from 'node:crypto';
import type { Json, Plan } from './plan.js';

/** JSON with every object's keys in order, so that equal data is equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, part: Json) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

/** SHA-256 over the plan's canonical JSON, 64 hex digits: the same wherever the plan was stored meanwhile. */
export const planHash = (plan: Plan): string => createHash('sha256').update(canonical(plan)).digest('hex');
