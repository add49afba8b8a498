/** What compiler and editors' schema must know of a part: its settings, and whether the part itself is sound. */
import { z } from 'zod';
import type { Role, Shape } from '../../domain/plan.js';
import type { AnyPart } from '../part.js';
import { reservedNames, settingsOf } from './timing.js';

/** JSON Schema, draft 2020-12. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema => z.toJSONSchema(schema, { io: 'input' });

const shapesOf: Record<Role, readonly Shape[]> = {
  authenticator: ['ask', 'await', 'delay', 'run'],
  source: ['ask', 'run'],
  target: ['set'],
  delivery: ['await', 'run'],
};

/** What is wrong with the part itself, in words; a method that uses it can't be compiled. */
export function faultsOf(part: AnyPart): string[] {
  const faults: string[] = [];
  if (!shapesOf[part.role].includes(part.shape)) faults.push(`a ${part.role} can't be of shape ${part.shape}`);
  const timing = settingsOf(part.role, part.shape);
  for (const [name, preset] of Object.entries(part.timing)) {
    const setting = timing[name];
    if (!setting) faults.push(`it presets '${name}', which shape ${part.shape} does not have`);
    else if (!setting.schema.safeParse(preset).success) faults.push(`its preset ${name}: ${preset} is not allowed`);
  }
  return [...faults, ...configFaults(part)];
}

function configFaults(part: AnyPart): string[] {
  let config: JsonSchema;
  try {
    config = jsonSchemaOf(part.config);
  } catch {
    return ['its config has no JSON Schema, so it is not made of JSON'];
  }
  if (config.type !== 'object' || config.additionalProperties !== false) return ['its config is not a z.strictObject'];
  const taken = reservedNames(part.role, part.shape).filter((name) => name in (config.properties ?? {}));
  return taken.map((name) => `its config has '${name}', a name that is reserved for every part of shape ${part.shape}`);
}

/** The names at a path of a schema, to say what was meant by an unknown one. */
export function namesAt(schema: JsonSchema, path: readonly PropertyKey[]): string[] {
  const [first, ...rest] = path;
  if (first === undefined) return Object.keys(schema.properties ?? {});
  const below = typeof first === 'number' ? schema.items : schema.properties?.[String(first)];
  return below && typeof below === 'object' && !Array.isArray(below) ? namesAt(below, rest) : [];
}
