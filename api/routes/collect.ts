/** The new value, for its holder, once. */
import { z } from 'zod';
import { route } from '../guard.js';
import { finisherOf } from '../operations/finisher.js';
import { collect } from '../operations/collect.js';
import { context, resetId } from '../schemas.js';
import { example } from './examples.js';
import { finishers } from './who.js';

export const postCollect = route({
  method: 'post',
  path: '/v1/resets/{id}/collect',
  tag: 'Resets',
  summary: 'Collect the new credential',
  description: 'It is handed out once. Within 60 seconds the same Idempotency-Key gets it again.',
  who: finishers,
  params: z.strictObject({ id: resetId }),
  body: z.strictObject({}),
  limit: 'answers',
  repeatable: true,
  responses: {
    200: { description: 'The new value', schema: z.strictObject({ newCredentialValue: z.string(), context }) },
  },
  problems: [
    'unknown-reset',
    'wrong-state',
    'busy',
    'not-joined',
    'continued-elsewhere',
    'already-ended',
    'already-collected',
    'reset-expired',
    'plan-unfit',
  ],
  example: { body: {}, response: { newCredentialValue: 'hR7mYp4XwKd2Qt9JvNcB', context: example.completed } },
})(async ({ params, caller, facts, work }) => ({
  status: 200,
  body: await collect(work, await finisherOf(work, caller, params.id), facts),
}));
