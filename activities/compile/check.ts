/** Checks one piece of a file against a zod schema: the value, or every mistake in it at its place. */
import type { z } from 'zod';
import type { Source } from './document.js';
import { inWords, suggestion, type Path } from './mistakes.js';
import { jsonSchemaOf, namesAt } from './parts.js';

export type Check = <T>(schema: z.ZodType<T>, value: unknown, base: Path) => T | undefined;

export const checker =
  ({ blame }: Pick<Source, 'blame'>): Check =>
  (schema, value, base) => {
    const result = schema.safeParse(value, { error: inWords });
    if (result.success) return result.data;
    for (const issue of result.error.issues) {
      const path = [...base, ...issue.path.map((p) => (typeof p === 'symbol' ? String(p) : p))];
      if (issue.code !== 'unrecognized_keys') blame(path, issue.message);
      else
        for (const key of issue.keys)
          blame([...path, key], unknownSetting(key, namesAt(jsonSchemaOf(schema), issue.path)), 'key');
    }
    return undefined;
  };

/** `meant`: what it is called here, where that is known. */
export function unknownSetting(key: string, known: readonly string[], meant = key): string {
  const hint =
    suggestion(meant, known) || (known.length > 0 ? `known here: ${known.join(', ')}` : 'nothing can be set here');
  return `unknown setting '${key}': ${hint}`;
}
