/** Whether the process lives, and whether it can serve. What exactly is wrong stands on the internal port. */
import { z } from 'zod';
import type { Deps } from '../deps.js';
import { route, type Route } from '../guard.js';
import { failing } from '../probes.js';

const who = { anonymous: true, holders: ['subject', 'requester'], people: 'any' } as const;

export const getHealth = route({
  method: 'get',
  path: '/healthz',
  tag: 'Operation',
  summary: 'Is the process alive?',
  who,
  responses: { 200: { description: 'It is', schema: z.strictObject({ status: z.literal('ok') }) } },
  example: { response: { status: 'ok' } },
})(async () => ({ status: 200, body: { status: 'ok' } }));

const readiness = z.strictObject({ ready: z.boolean(), missing: z.array(z.string()) });

export const getReady = (probes: Deps['probes']): Route =>
  route({
    method: 'get',
    path: '/readyz',
    tag: 'Operation',
    summary: 'Can it serve?',
    who,
    responses: {
      200: { description: 'It can', schema: readiness },
      503: { description: '`missing` does not answer', schema: readiness },
    },
    example: { response: { ready: true, missing: [] } },
  })(async () => {
    const missing = Object.keys(await failing(probes));
    return { status: missing.length ? 503 : 200, body: { ready: missing.length === 0, missing } };
  });
