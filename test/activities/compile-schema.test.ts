/** The JSON Schema that editors check method files against says no more than the compiler, and is what the code would write. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { compile } from '../../activities/compile.js';
import { methodSchema } from '../../activities/compile/schema.js';
import { registry } from '../../activities/registry.js';

const folder = 'methods';
const file = join(folder, 'method.schema.json');
const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
const texts = await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const));

const schema = JSON.parse(await readFile(file, 'utf8')) as object;
const fits = new Ajv2020({ strict: true, strictTypes: false }).compile(schema);

describe('methods/method.schema.json', () => {
  it('is fresh: `rekey methods schema` would write the same', () => {
    expect(schema).toEqual(methodSchema(registry));
  });

  it.each(texts)('takes %s, whose first line names it', (_name, text) => {
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./method.schema.json');
    expect([fits(parse(text)), fits.errors]).toEqual([true, null]);
  });

  it('describes every field and every setting', () => {
    const undescribed: string[] = [];
    const look = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const { properties = {} } = node as { properties?: Record<string, { description?: string }> };
      for (const [name, field] of Object.entries(properties))
        if (!field.description && !('anyOf' in field || 'properties' in field || '$ref' in field))
          undescribed.push(`${path}/${name}`);
      for (const [key, below] of Object.entries(node)) look(below, `${path}/${key}`);
    };
    look(schema, '');
    expect(undescribed).toEqual([]);
  });
});

describe('what the schema refuses, the compiler refuses', () => {
  const rest = 'source: user-entry\ntargets: [directory]\n';
  const signed = 'id: m\ntitle: M\nrequest: { by: [service] }\n';
  it.each([
    ['an unknown field', `${signed}${rest}colour: red\n`],
    ['a missing field', `${signed}source: user-entry\n`],
    ['an unknown part', `${signed}source: user-entri\ntargets: [directory]\n`],
    ['a part in the wrong place', `${signed}source: directory\ntargets: [directory]\n`],
    ['two parts in one', `${signed}source: { user-entry: {}, random: {} }\ntargets: [directory]\n`],
    ['an unknown setting', `${signed}source: { user-entry: { colour: red } }\ntargets: [directory]\n`],
    [
      'a setting out of bounds',
      `${signed}source: { random: { length: 3 } }\ntargets: [directory]\ndelivery: display\n`,
    ],
    ['a week', `${signed}${rest}expires: P1W\n`],
    ['a number for a duration', `${signed}${rest}expires: 60\n`],
    ['an unknown requester', `id: m\ntitle: M\nrequest: { by: [anybody] }\n${rest}`],
    ['an id with capitals', `id: M\ntitle: M\nrequest: { by: [service] }\n${rest}`],
    ['no target', `${signed}source: user-entry\ntargets: []\n`],
    [
      "a delivery's time by its name in the plan",
      `${signed}source: random\ntargets: [directory]\ndelivery: { display: { decideWithin: PT1M } }\n`,
    ],
  ])('%s', (_what, text) => {
    expect(fits(parse(text))).toBe(false);
    expect(compile('m.yaml', text, registry)).toHaveProperty('mistakes');
  });

  it('and both take the same without it', () => {
    expect(fits(parse(signed + rest))).toBe(true);
    expect(compile('m.yaml', signed + rest, registry)).toHaveProperty('plan');
  });
});
