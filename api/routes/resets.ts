/** requestCredentialReset. */
import { z } from 'zod';
import { colleagueCap } from '../../domain/colleague.js';
import { route } from '../guard.js';
import { begin } from '../operations/begin.js';
import { context, credentialId, methodId, ticket, token, user } from '../schemas.js';
import { example } from './examples.js';

export const postReset = route({
  method: 'post',
  path: '/v1/resets',
  tag: 'Resets',
  summary: 'Request a reset',
  description:
    'Begins a reset and answers the same, whoever was asked for: whether there is such a user is told to administrators and services only. ' +
    'Anyone may ask for a public method without a token; colleagues, helpdesk and services send theirs. The token in the answer makes the next calls. ' +
    `The helpdesk names the \`ticket\` of the call; administrators and services may. A colleague may ask for ${colleagueCap.people} people and ${colleagueCap.resets} resets a day.`,
  who: { anonymous: true, people: 'any' },
  body: z.strictObject({ user, credentialId, resetMethodId: methodId.optional(), ticket: ticket.optional() }),
  repeatable: true,
  responses: {
    201: {
      description: 'Begun',
      schema: z.strictObject({ context, token }),
      headers: { Location: 'The address of the reset' },
    },
  },
  problems: [
    'unknown-method',
    'unknown-user',
    'not-eligible',
    'login-too-old',
    'wrong-state',
    'idempotency-key-expired',
    'plan-unfit',
  ],
  limit: 'resets',
  example: {
    body: { user: 'alice@example.org', credentialId: 'password', resetMethodId: 'email-code' },
    response: { context: example.requested, token: example.token },
  },
})(async ({ body, caller, facts, work }) => {
  const request = { ...body, resetMethodId: body.resetMethodId ?? work.settings.defaultMethod };
  const begun = await begin(work, caller, facts, request);
  return {
    status: 201,
    headers: { Location: `/v1/resets/${begun.context.id}` },
    body: { context: begun.context, token: begun.token },
  };
});
