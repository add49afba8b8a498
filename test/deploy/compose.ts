/** docker-compose.yml as Compose reads it: merged, and with its variables put in. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parseDocument } from 'yaml';
import { z } from 'zod';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const textOf = (path: string): string => readFileSync(`${root}${path}`, 'utf8');

const strings = z.array(z.string()).default([]);
const seconds = z.string().regex(/^\d+s$/);
const conditions = z.enum(['service_healthy', 'service_completed_successfully']);
/** The keys of the Compose Specification that the file needs: a misspelt one is none of them. */
const serviceSchema = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  command: strings,
  entrypoint: strings,
  environment: z.record(z.string(), z.string()).default({}),
  ports: strings,
  volumes: strings,
  networks: strings,
  profiles: strings,
  user: z.string().optional(),
  init: z.boolean().optional(),
  read_only: z.boolean().default(false),
  tmpfs: strings,
  cap_drop: strings,
  security_opt: strings,
  restart: z.literal('unless-stopped').optional(),
  stop_grace_period: seconds.optional(),
  healthcheck: z
    .strictObject({
      test: z.array(z.string()).min(2),
      interval: seconds,
      timeout: seconds,
      retries: z.int().min(1),
      start_period: seconds,
    })
    .optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: conditions })).default({}),
});
export type Service = z.output<typeof serviceSchema>;
const composeSchema = z.object({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});

/** The file as plain data; throws where its YAML is no good. */
export function composeData(): unknown {
  const document = parseDocument(textOf('docker-compose.yml'), { merge: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join('\n'));
  return document.toJS();
}
export const composeFile = (): z.output<typeof composeSchema> => composeSchema.parse(composeData());

/** What the JSON Schema of the Compose Specification finds wrong; a linter of Compose files carries it. */
export function faultsByTheSpecification(data: unknown): unknown[] {
  const linter = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const text = readFileSync(join(linter, 'schemas', 'compose.schema.json'), 'utf8');
  const { $schema: _, ...schema } = JSON.parse(text) as { $schema: string };
  // It names the meta-schema (draft 7, which is the preset) by an address that ajv does not know; its formats are Compose's own.
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.validate(schema, data);
  return ajv.errors ?? [];
}

const variable = /\$\{(\w+)(?::([-?])([^}]*))?\}/g;

/** Puts variables in; one that must be given (`:?`) and is not throws. */
export function interpolate(text: string, given: Readonly<Record<string, string>>): string {
  return text.replace(variable, (_, name: string, kind: string | undefined, rest = '') => {
    const value = given[name];
    if (value) return value;
    if (kind === '?') throw new Error(`${name} must be given: ${String(rest)}`);
    return kind === '-' ? String(rest) : '';
  });
}

/** The names of the variables that a text takes from outside. */
export const variablesIn = (text: string): string[] => [...text.matchAll(variable)].map(([, name = '']) => name);

/** The environment of a service as its process sees it. */
export const environmentOf = (
  { environment }: Service,
  given: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).map(([name, text]) => [name, interpolate(text, given)]));
