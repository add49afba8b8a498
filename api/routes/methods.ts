/** Which ways of resetting there are. */
import { z } from 'zod';
import type { MethodDescription } from '../../domain/context.js';
import { route } from '../guard.js';
import { method } from '../schemas.js';
import { example } from './examples.js';

const published = ({
  planHash: _h,
  expiresAfter: _e,
  proveWithin: _p,
  freshFor: _f,
  waits: _w,
  targets: _t,
  ...rest
}: MethodDescription) => rest;

export const getMethods = route({
  method: 'get',
  path: '/v1/methods',
  tag: 'Methods',
  summary: 'List reset methods',
  description:
    'The methods that anyone may use, with their prompts. A signed-in person sees those for staff and services, too.',
  who: { anonymous: true, holders: ['subject', 'requester'], people: 'any' },
  responses: { 200: { description: 'The methods', schema: z.strictObject({ methods: z.array(method) }) } },
  example: {
    response: {
      methods: [
        {
          id: 'email-code',
          title: 'A code by mail, then a new password',
          credentialId: 'password',
          requestedBy: ['self'],
          ...example.methodSteps,
          delivery: null,
          heldBy: 'subject',
        },
      ],
    },
  },
})(async ({ caller, work }) => {
  const all = await work.methods.list();
  const shown = caller.kind === 'person' ? all : all.filter((m) => m.requestedBy.includes('self'));
  return { status: 200, body: { methods: shown.map(published) } };
});
