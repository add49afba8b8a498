/** The OpenAPI 3.1 document, made of the guards alone. */
import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { problems } from '../domain/problems.js';
import type { Who } from './callers.js';
import { problemsOf, type Answer, type Guard } from './guard.js';
import { problemUri } from './problem.js';
import { problem } from './schemas.js';

const repeatHeader = z.object({
  'Idempotency-Key': z.string().max(255).optional().meta({
    description:
      'Names this request: a repeat with the same key is answered like the first and done once. Where no token is sent it must hold 128 random bits: 22 characters or more of A–Z, a–z, 0–9, _ and -.',
    example: 'Xq3m0V8yR5uJc1nT9bW2Lg',
  }),
});

const securityOf = ({ anonymous, holders, people }: Who): Record<string, string[]>[] => [
  ...(anonymous ? [{}] : []),
  ...(holders ? [{ resetToken: [] }] : []),
  ...(people ? [{ issuer: people === 'any' ? [] : [...people] }] : []),
];

const described = (
  headers: Readonly<Record<string, string>>,
): Record<string, { description: string; schema: object }> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
  );

const answerOf = (
  { description, schema, type = 'application/json', headers }: Answer,
  example?: unknown,
): ResponseConfig => ({
  description,
  ...(headers && { headers: described(headers) }),
  content: { [type]: { schema: schema ?? z.string(), ...(example !== undefined && { example }) } },
});

/** Status → its problem types, in words and as one schema. */
function problemAnswers(guard: Guard): RouteConfig['responses'] {
  const types = [...problemsOf(guard)];
  const statuses = [...new Set(types.map((type) => problems[type].status))].filter((s) => !(s in guard.responses));
  const inWords = (status: number): string =>
    types
      .filter((type) => problems[type].status === status)
      .map((type) => `\`${problemUri(type)}\`: ${problems[type].title}.`)
      .join(' ');
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: inWords(status), content: { 'application/problem+json': { schema: problem } } },
    ]),
  );
}

function routeOf(guard: Guard): RouteConfig {
  const { method, path, tag, summary, description, params, query, body, repeatable, responses, example } = guard;
  const [success] = Object.keys(responses);
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(guard.who),
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(repeatable && { headers: repeatHeader }),
      ...(body && {
        body: { content: { 'application/json': { schema: body, ...(example?.body && { example: example.body }) } } },
      }),
    },
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, answer]) => [
          status,
          answerOf(answer, status === success ? example?.response : undefined),
        ]),
      ),
      ...problemAnswers(guard),
    },
  };
}

export function openApi(guards: readonly Guard[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'resetToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWS',
    description: 'The token of one reset, from POST /v1/resets or POST /v1/links',
  });
  registry.registerComponent('securitySchemes', 'issuer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'A bearer token of the configured OpenID Connect issuer; the roles named are needed',
  });
  for (const guard of guards) registry.registerPath(routeOf(guard));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Rekey',
      version: '1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Resets credentials. Errors are problems (RFC 9457).',
    },
  });
}
