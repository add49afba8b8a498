/** executeCredentialReset: at the end of a reset, and in one call where the requester is proof enough. */
import { z } from 'zod';
import type { ProblemType } from '../../domain/problems.js';
import { route } from '../guard.js';
import { execute } from '../operations/execute.js';
import { finisherOf } from '../operations/finisher.js';
import { executeOnly } from '../operations/execute-only.js';
import { context, credentialId, methodId, newCredentialValue, resetId, token, user } from '../schemas.js';
import { example } from './examples.js';
import { finishers } from './who.js';

const problems: readonly ProblemType[] = [
  'value-not-allowed',
  'value-needed',
  'policy-violation',
  'wrong-state',
  'busy',
  'not-joined',
  'proof-too-old',
  'unknown-reset',
  'continued-elsewhere',
  'already-ended',
  'reset-expired',
  'plan-unfit',
];
const later = 'Accepted: the new credential is being set. Look at the reset, or listen to its events';
const body = z.strictObject({ context });

export const postExecute = route({
  method: 'post',
  path: '/v1/resets/{id}/execute',
  tag: 'Resets',
  summary: 'Set the new credential',
  description:
    'The subject executes; the agent who asked does where the method hands them a temporary value. Answers as soon as everything is set, or, where the value was accepted, after 3 seconds with 202. `errors` of a policy violation has every reason at once.',
  who: finishers,
  params: z.strictObject({ id: resetId }),
  body: z.strictObject({ newCredentialValue: newCredentialValue.optional() }),
  limit: 'answers',
  repeatable: true,
  responses: {
    200: { description: 'Completed, or ready to be collected', schema: body },
    202: { description: later, schema: body },
  },
  problems,
  example: {
    body: { newCredentialValue: 'seven quiet herons over Lisbon' },
    response: { context: example.completed },
  },
})(async ({ params, body, caller, facts, work }) => {
  const { done, context } = await execute(
    work,
    await finisherOf(work, caller, params.id),
    facts,
    body.newCredentialValue,
  );
  return { status: done ? 200 : 202, body: { context } };
});

const withToken = z.strictObject({ context, token });

export const postExecuteOnly = route({
  method: 'post',
  path: '/v1/resets/execute',
  tag: 'Resets',
  summary: 'Reset in one call',
  description:
    'For methods that ask for no proof but who the requester is. A value is taken from the signed-in subject, whose login is at most 5 minutes old, and from a service with the role sets-values.',
  who: { people: 'any' },
  body: z.strictObject({
    user,
    credentialId,
    resetMethodId: methodId,
    newCredentialValue: newCredentialValue.optional(),
  }),
  repeatable: true,
  responses: {
    200: { description: 'Completed, or ready to be collected', schema: withToken },
    202: { description: later, schema: withToken },
  },
  problems: [...problems, 'unknown-method', 'unknown-user', 'not-eligible', 'login-too-old', 'idempotency-key-expired'],
  example: {
    body: { user: 'alice', resetMethodId: 'admin-execute' },
    response: { context: example.completed, token: example.token },
  },
})(async ({ body, caller, facts, work }) => {
  if (caller.kind !== 'person') throw new Error('a guard let in a caller who is nobody');
  const { done, context, token } = await executeOnly(work, caller.person, facts, body);
  return { status: done ? 200 : 202, body: { context, token } };
});
