/** The JSON Schema of method files, for editors: from the same form, settings and parts that the compiler reads. */
import { z } from 'zod';
import type { Role } from '../../domain/plan.js';
import type { AnyPart } from '../part.js';
import { stepId, formOf } from './form.js';
import { jsonSchemaOf, type JsonSchema } from './parts.js';
import { settingsOf, writtenName } from './timing.js';

/** JSON Schema, draft 2020-12. What it refuses the compiler refuses; the compiler refuses more. */
export function methodSchema(registry: readonly AnyPart[]): JsonSchema {
  const use = (role: Role): z.ZodType =>
    z.any().meta({ id: role, anyOf: registry.filter((p) => p.role === role).flatMap(usesOf) });
  const form = formOf({
    authenticator: use('authenticator'),
    source: use('source'),
    target: use('target'),
    delivery: use('delivery'),
  });
  return jsonSchemaOf(form.meta({ title: 'A Rekey reset method' }));
}

/** A part by its name alone, where none of its settings is required, or with settings. */
function usesOf(part: AnyPart): JsonSchema[] {
  const { kind, role, shape, factor } = part;
  const settings = settingsSchema(part);
  const description = `${role} of shape ${shape}${factor ? `; a proof rests on ${factor}` : ''}`;
  const bare = (settings.required ?? []).length === 0;
  const named: JsonSchema = {
    type: 'object',
    properties: { [kind]: bare ? { anyOf: [settings, { type: 'null' }] } : settings },
    required: [kind],
    additionalProperties: false,
    description,
  };
  return bare ? [{ const: kind, description }, named] : [named];
}

function settingsSchema(part: AnyPart): JsonSchema {
  const { properties = {}, required = [] } = withoutDialect(jsonSchemaOf(part.config));
  const timing = Object.entries(settingsOf(part.role, part.shape)).map(
    ([name, { schema, preset, about }]): [string, JsonSchema] => [
      writtenName(part.role, name),
      { ...withoutDialect(jsonSchemaOf(schema)), description: about, default: part.timing[name] ?? preset },
    ],
  );
  const id = {
    ...withoutDialect(jsonSchemaOf(stepId)),
    description: `Names the step; ${part.kind} where nothing is said`,
  };
  return {
    type: 'object',
    properties: { id, ...Object.fromEntries(timing), ...properties },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}

const withoutDialect = ({ $schema: _, ...schema }: JsonSchema): JsonSchema => schema;
