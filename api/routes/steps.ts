/** The steps that prove who somebody is: started, and answered. */
import { z } from 'zod';
import { anyAnswer } from '../../domain/answer.js';
import type { ProblemType } from '../../domain/problems.js';
import { route } from '../guard.js';
import { answer, challenge } from '../operations/steps.js';
import { context, resetId, stepContext, stepId, told } from '../schemas.js';
import { example } from './examples.js';
import { holderOf, subject } from './who.js';

const params = z.strictObject({ id: resetId, stepId });
const problems: readonly ProblemType[] = [
  'unknown-reset',
  'no-such-step',
  'wrong-state',
  'busy',
  'already-passed',
  'no-attempts-left',
  'no-more-challenges',
  'not-joined',
  'continued-elsewhere',
  'already-ended',
  'reset-expired',
  'plan-unfit',
];

export const postChallenge = route({
  method: 'post',
  path: '/v1/resets/{id}/steps/{stepId}/challenge',
  tag: 'Steps',
  summary: 'Start or resend a step',
  description:
    'A new code replaces the one before; the attempts that are left stay as they are. The mail goes out after the answer, about a second later at most.',
  who: subject,
  params,
  body: z.strictObject({ input: anyAnswer.optional() }),
  repeatable: true,
  responses: {
    200: { description: 'The step, with what it asks', schema: z.strictObject({ step: stepContext, context }) },
  },
  problems,
  limit: 'challenges',
  example: { body: {}, response: { step: example.code, context: example.challenged } },
})(async ({ params: { stepId }, body: { input }, caller, facts, work }) => ({
  status: 200,
  body: await challenge(work, holderOf(caller), facts, { stepId, input }),
}));

export const postAnswer = route({
  method: 'post',
  path: '/v1/resets/{id}/steps/{stepId}/answer',
  tag: 'Steps',
  summary: 'Answer a step',
  description:
    "One value for each input of the step's prompt, under its name. A wrong answer is a 200 with `passed: false`; repeat a call with the same Idempotency-Key, and it is one guess.",
  who: subject,
  params,
  body: z.strictObject({ answer: anyAnswer }),
  repeatable: true,
  responses: {
    200: {
      description: 'Judged',
      schema: z.strictObject({
        passed: z.boolean(),
        attemptsLeft: z.int().optional(),
        reasons: z.array(told).optional(),
        context,
      }),
    },
  },
  problems,
  limit: 'answers',
  example: {
    body: { answer: { code: '12345678' } },
    response: { passed: true, attemptsLeft: 5, context: example.authenticated },
  },
})(async ({ params: { stepId }, body, caller, facts, work }) => ({
  status: 200,
  body: await answer(work, holderOf(caller), facts, { stepId, answer: body.answer }),
}));
