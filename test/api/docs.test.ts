// The OpenAPI document and the docs page, made of the guards.
import { describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { routes } from '../../api/routes/index.js';
import { problems } from '../../domain/problems.js';
import { api } from './support.js';

const all = routes({});
type Spec = Record<string, unknown>;
const get = async (path: string): Promise<{ body: unknown; text: string }> => (await api()).call.get(path);

describe('the OpenAPI document', () => {
  it('has every call with its answers, its problems and who may make it', async () => {
    const document = (await get('/openapi.json')).body as {
      openapi: string;
      paths: Record<string, Record<string, object>>;
    };
    expect(document.openapi).toBe('3.1.0');
    for (const { guard } of all) expect(document.paths[guard.path]?.[guard.method]).toBeDefined();
    expect(document.paths['/v1/resets']?.['post']).toMatchObject({
      security: [{}, { issuer: [] }],
      responses: { 201: { headers: { Location: {} } }, 404: {}, 422: {}, 429: {} },
      requestBody: { content: { 'application/json': { schema: { required: ['user'] } } } },
    });
    expect(JSON.stringify(document)).toContain('Idempotency-Key');
  });

  it('is valid by the JSON Schema of OpenAPI 3.1', async () => {
    const { body } = await get('/openapi.json');
    expect(await new Validator().validate(body as Spec)).toEqual({ valid: true });
    expect((await new Validator().validate({ ...(body as Spec), paths: { '/x': { get: 1 } } })).valid).toBe(false);
  });

  it('refers only to what it holds', async () => {
    const { body, text } = await get('/openapi.json');
    const { components } = body as { components: { schemas: object } };
    const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(Object.keys(components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
  });
});

describe('an example', () => {
  it.each(all.map(({ guard }) => [`${guard.method} ${guard.path}`, guard] as const))(
    'of %s fits its schemas',
    (_, guard) => {
      const [answer] = Object.values(guard.responses);
      if (guard.body) guard.body.parse(guard.example?.body);
      answer?.schema?.parse(guard.example?.response);
    },
  );
});

describe('the docs page', () => {
  it('shows every call and every problem, without script and with nothing from elsewhere', async () => {
    const on = await api();
    const page = await on.call.get('/docs');
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.headers['content-security-policy']).toContain("script-src 'none'");
    for (const { guard } of all) expect(page.text).toContain(guard.path);
    for (const type of Object.keys(problems)) expect(page.text).toContain(`urn:rekey:problem:${type}`);
    expect(page.text).not.toMatch(/<script|<style| style=|(src|href)="(https?:)?\/\//);
    const [, style] = /href="([^"]+\.css)"/.exec(page.text)!;
    expect((await on.call.get(style!)).status).toBe(200);
  });

  it('leads to every anchor that it names', async () => {
    const { text } = await get('/docs');
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = [...text.matchAll(/href="#([^"]+)"/g)].map(([, target]) => target);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(targets));
  });
});

describe('the list of methods', () => {
  it('has the public ones with their prompts, and nothing that is for operators', async () => {
    const { methods } = (await get('/v1/methods')).body as { methods: { id: string }[] };
    expect(methods.map((m) => m.id).sort()).toEqual(['email-code', 'email-link', 'random-display']);
    expect(methods.find((m) => m.id === 'email-code')).toMatchObject({
      authentication: { needed: 1, steps: [{ id: 'email-code', prompt: { inputs: [{ input: 'code', digits: 8 }] } }] },
      source: { prompt: { inputs: [{ input: 'new-secret', name: 'newCredentialValue' }] } },
    });
  });
});
