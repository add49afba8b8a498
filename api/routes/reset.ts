/** One reset: looked at, and ended early. */
import { z } from 'zod';
import { route } from '../guard.js';
import { cancel } from '../operations/cancel.js';
import { claimsToLook } from '../operations/finisher.js';
import { look } from '../operations/look.js';
import { context, resetId } from '../schemas.js';
import { example } from './examples.js';
import { lookers } from './who.js';

export const getReset = route({
  method: 'get',
  path: '/v1/resets/{id}',
  tag: 'Resets',
  summary: 'Look at a reset',
  who: lookers,
  params: z.strictObject({ id: resetId }),
  responses: { 200: { description: 'The reset as it stands', schema: context } },
  problems: ['unknown-reset', 'continued-elsewhere', 'plan-unfit'],
  example: { response: example.challenged },
})(async ({ params, caller, work }) => {
  const { context } = await look(work, params.id, await claimsToLook(work, caller, params.id));
  return { status: 200, body: context };
});

export const postCancel = route({
  method: 'post',
  path: '/v1/resets/{id}/cancel',
  tag: 'Resets',
  summary: 'Cancel a reset',
  description:
    'Ends a reset. Too late once the new credential is being set, or is judged by the call that sets it; where that refuses it, cancel then.',
  who: lookers,
  params: z.strictObject({ id: resetId }),
  body: z.strictObject({}),
  limit: 'answers',
  repeatable: true,
  responses: { 200: { description: 'Cancelled', schema: z.strictObject({ context }) } },
  problems: ['unknown-reset', 'continued-elsewhere', 'too-late', 'already-ended', 'reset-expired', 'plan-unfit'],
  example: { body: {}, response: { context: example.cancelled } },
})(async ({ params, caller, facts, work }) => ({
  status: 200,
  body: { context: await cancel(work, caller, facts, params.id) },
}));
