/** Steps that others decide: what they are asked, and their word. */
import { z } from 'zod';
import { anyAnswer } from '../../domain/answer.js';
import { requesterKinds } from '../../domain/plan.js';
import { problems, type ProblemType } from '../../domain/problems.js';
import type { Caller } from '../callers.js';
import { route } from '../guard.js';
import { asked, decide, decisions } from '../operations/decide.js';
import type { Person } from '../../domain/request.js';
import { example } from './examples.js';
import { moment, prompt, reason, resetId, stepId } from '../schemas.js';

const params = z.strictObject({ id: resetId, stepId });
const problemTypes = Object.keys(problems) as ProblemType[];
const path = '/v1/resets/{id}/steps/{stepId}/decision';

/** Of a call whose guard lets in people only. */
function personOf(caller: Caller): Person {
  if (caller.kind !== 'person') throw new Error('a guard let in a caller who is nobody known');
  return caller.person;
}

export const getDecision = route({
  method: 'get',
  path,
  tag: 'Steps',
  summary: 'What you are asked to decide',
  description:
    'For those whom the step asks: who is concerned, and what an approval has to say. `label` is the letter next to which the person concerned finds the number for you on their page.',
  who: { people: 'any' },
  params,
  responses: {
    200: {
      description: 'What is asked',
      schema: z.strictObject({
        resetId,
        stepId,
        label: z.string(),
        prompt,
        subject: z.strictObject({ displayName: z.string() }).optional(),
        notes: z.array(reason).readonly().meta({ description: 'What else bears on it: message ids with their values' }),
        credentialId: z.string(),
        ticket: z.string().optional().meta({ description: 'To agents: the number of their ticket' }),
        requestedBy: z.enum(requesterKinds),
        from: z
          .strictObject({
            address: z.string(),
            sameNetwork: z.boolean().meta({ description: 'Whether your own call comes from the same network' }),
          })
          .optional()
          .meta({ description: 'The address from which it was asked for' }),
        requestedAt: moment,
        until: moment.optional(),
        open: z.boolean(),
        again: z.literal(true).optional().meta({
          description: 'It was passed, too long ago: `send` begins it once more, and nothing else is taken before',
        }),
        decided: z.boolean().meta({ description: 'You have decided, and it stands' }),
        last: z
          .strictObject({
            decision: z.enum(decisions),
            outcome: z.enum(['counted', 'recorded', 'not-counted']),
            problem: z.enum(problemTypes).optional().meta({ description: 'Why it does not count' }),
          })
          .optional()
          .meta({
            description: 'What you said last, and what became of it: `recorded` as long as it waits to be judged',
          }),
      }),
    },
  },
  problems: ['not-a-decider', 'no-such-step', 'plan-unfit'],
  example: {
    response: {
      resetId: example.id,
      stepId: 'approval',
      label: 'A',
      prompt: {
        title: 'step.approval.decide',
        inputs: [
          { input: 'choice', name: 'reached', options: ['in-person', 'called-them', 'video-call'] },
          { input: 'code', name: 'number', digits: 4 },
        ],
      },
      subject: { displayName: 'Alice Adams' },
      notes: [],
      credentialId: 'password',
      requestedBy: 'self',
      from: { address: '203.0.113.7', sameNetwork: false },
      requestedAt: '2026-11-24T09:00:00.000Z',
      until: '2026-11-27T09:00:00.000Z',
      open: true,
      decided: false,
    },
  },
})(async ({ params: { id, stepId }, caller, facts, work }) => ({
  status: 200,
  body: await asked(work, personOf(caller), facts, id, stepId),
}));

const outcome = z.strictObject({
  outcome: z.enum(['counted', 'recorded']),
  done: z.boolean().optional().meta({ description: 'The step is settled' }),
  passed: z.boolean().optional(),
});

export const postDecision = route({
  method: 'post',
  path,
  tag: 'Steps',
  summary: 'Approve, refuse, or have something sent first',
  description:
    'An approval answers each input of the prompt, under its name. Where the prompt has an input `send`, `{"decision": "send", "answer": {"<its name>": "<an option>"}}` has a code sent to the person concerned, who reads it out. It is recorded before it is judged: 202 where that takes longer than a second, or no worker answers now. `last` of the GET tells what became of it; `wrong-state`, that the word of others settled the step before this was judged. Repeat a call with the same Idempotency-Key, and it is one decision.',
  who: { people: 'any' },
  params,
  body: z.strictObject({ decision: z.enum(decisions), answer: anyAnswer.optional() }),
  repeatable: true,
  responses: {
    200: { description: 'Judged, and it counts', schema: outcome },
    202: { description: 'Recorded, and not judged yet; `last` of the GET tells what becomes of it', schema: outcome },
  },
  problems: [
    'not-a-decider',
    'may-not-decide',
    'wrong-number',
    'wrong-caller-code',
    'no-code-sent',
    'script-not-met',
    'no-more-challenges',
    'decided-already',
    'unknown-decision',
    'no-such-step',
    'wrong-state',
    'already-ended',
    'reset-expired',
    'plan-unfit',
  ],
  limit: 'answers',
  example: {
    body: { decision: 'approve', answer: { reached: 'called-them', number: '4821' } },
    response: { outcome: 'counted', done: false, passed: false },
  },
})(async ({ params: { id, stepId }, body, caller, facts, work }) => {
  const decided = await decide(work, personOf(caller), facts, { resetId: id, stepId, ...body });
  return { status: decided.outcome === 'counted' ? 200 : 202, body: decided };
});
