/** What goes over the wire, as zod: checked on the way out in tests, published in OpenAPI. Handlers' return types hold them to the domain's. */
import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { requesterKinds } from '../domain/plan.js';
import { problems, type ProblemType } from '../domain/problems.js';
import { endings } from '../domain/reset.js';
import { problemUri } from './problem.js';

extendZodWithOpenApi(z);

const name = z.string().max(64);
export const moment = z.iso.datetime().meta({ description: 'ISO 8601, UTC' });
/** Nullable by union: `.nullable()` would make the shared component itself nullable. */
const orNull = <S extends z.ZodType>(schema: S): z.ZodUnion<[S, z.ZodNull]> => z.union([schema, z.null()]);

export const resetId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a reset')
  .meta({ description: 'The id of the reset', example: 'n0JdQnKzYkq3sQ3mS3q7Qy2c5gR4uQm0dBqk8m1XxO8' });
export const stepId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be the id of a step')
  .meta({ description: 'The id of the step, from the context', example: 'email-code' });
export const states = ['requested', 'authenticating', 'authenticated', 'executing', 'delivering', ...endings] as const;

export const user = z
  .string()
  .min(1)
  .max(256)
  .meta({ description: 'User name or verified address', example: 'alice@example.org' });
export const credentialId = z
  .string()
  .min(1)
  .max(64)
  .default('password')
  .meta({ description: 'What is reset', example: 'password' });
export const methodId = z
  .string()
  .min(1)
  .max(64)
  .meta({ description: 'How it is reset: an id of GET /v1/methods', example: 'email-code' });
export const ticket = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9#._/-]{1,40}$/, 'must be 1 to 40 letters, digits and # . _ / -')
  .meta({ description: "The number under which the helpdesk's own system knows of it", example: 'INC-20417' });
export const newCredentialValue = z
  .string()
  .min(1)
  .max(1024)
  .meta({ description: 'The new value, where the method lets the caller choose it' });

const input = z
  .discriminatedUnion('input', [
    z.strictObject({ input: z.literal('code'), name, digits: z.int() }),
    z.strictObject({ input: z.literal('text'), name, maxLength: z.int() }),
    z.strictObject({ input: z.literal('new-secret'), name, minLength: z.int(), maxLength: z.int() }),
    z.strictObject({ input: z.literal('choice'), name, options: z.array(z.string()).readonly() }),
    z.strictObject({ input: z.literal('send'), name, options: z.array(z.string()).readonly() }),
    z.strictObject({ input: z.literal('show'), name, digits: z.int() }),
    z.strictObject({ input: z.literal('link'), name }),
    z.strictObject({ input: z.literal('redirect'), name }),
    z.strictObject({ input: z.literal('passkey'), name }),
  ])
  .meta({ id: 'Input', description: 'One thing to ask for; its name is the key in an answer' });
export const prompt = z
  .strictObject({ title: z.string().meta({ description: 'Message id' }), inputs: z.array(input).readonly() })
  .meta({ id: 'Prompt', description: 'What a step asks, the same for every subject' });

const stepDescription = z.strictObject({
  id: name,
  shape: z.enum(['ask', 'await', 'delay', 'run', 'set']),
  prompt: orNull(prompt),
  decider: prompt.optional().openapi({ description: 'What those who decide are asked' }),
});
export const reason = z.strictObject({
  id: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export const stepContext = stepDescription
  .omit({ decider: true })
  .extend({
    state: z.enum(['open', 'challenged', 'passed', 'failed', 'ready', 'set', 'refused', 'unknown']),
    attemptsLeft: z.int().optional(),
    waitingFor: reason.optional().openapi({ description: 'How many of how many, where others decide' }),
    since: moment.optional().openapi({ description: 'When others were asked, or the waiting time began' }),
    until: moment.optional(),
    freshUntil: moment
      .optional()
      .openapi({ description: 'What was proved counts until then; afterwards it is begun again' }),
    options: z.unknown().optional().openapi({ description: 'What this challenge adds to the prompt' }),
    shown: z
      .array(z.strictObject({ label: z.string(), value: z.string() }))
      .readonly()
      .optional()
      .openapi({
        description:
          'To the person concerned, or to the agent who asked where that person has no part in the reset: the number for each decider, to be read out',
      }),
  })
  .meta({ id: 'Step' });

export const context = z
  .strictObject({
    id: resetId,
    credentialId: z.string(),
    resetMethodId: z.string(),
    state: z.enum(states),
    authentication: z.strictObject({ needed: z.int(), passed: z.int(), steps: z.array(stepContext) }),
    source: stepContext.optional(),
    targets: z
      .array(
        z.strictObject({
          id: name,
          state: z.enum(['open', 'challenged', 'passed', 'failed', 'ready', 'set', 'refused', 'unknown']),
          reasons: z.array(reason).readonly().optional(),
        }),
      )
      .optional()
      .meta({ description: 'Once they are being set: where each system that holds the credential stands' }),
    delivery: stepContext.optional(),
    heldBy: z
      .literal('requester')
      .optional()
      .meta({ description: 'The requester executes and collects; absent where the subject does' }),
    waitingFor: reason.optional(),
    expiresAt: moment,
    reason: z.string().optional(),
  })
  .meta({ id: 'CredentialResetContext', description: 'What a caller may see of a reset' });
export const token = z.string().meta({ description: 'Reset token: send it as "Authorization: Bearer <token>"' });

export const method = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    credentialId: z.string(),
    requestedBy: z.array(z.enum(requesterKinds)).readonly(),
    authentication: z.strictObject({ needed: z.int(), steps: z.array(stepDescription).readonly() }),
    source: stepDescription,
    delivery: orNull(stepDescription),
    heldBy: z.enum(['subject', 'requester']).meta({
      description: 'Who executes and collects: the requester only where a temporary value is handed to them',
    }),
  })
  .meta({ id: 'ResetMethod' });

export const told = z
  .strictObject({
    id: z.string(),
    message: z.string().meta({ description: 'In the language of Accept-Language: en or de' }),
    values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  })
  .meta({ id: 'Reason' });

export const listed = z
  .strictObject({
    id: resetId,
    credentialId: z.string(),
    resetMethodId: z.string(),
    state: z.enum(states),
    requestedBy: z.string(),
    joined: z.boolean().meta({
      description:
        'Whether it is in the hands of whoever says to be the person whose credential it is: they asked by themselves, which proves nothing, or opened the mailed link',
    }),
    ticket: z.string().optional(),
    requestedAt: moment,
    expiresAt: moment,
    waitingFor: reason.optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'ListedReset' });

export const auditRecord = z
  .strictObject({
    resetId,
    seq: z.int(),
    at: moment,
    type: z.string(),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    key: z.string(),
    prev: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditRecord', description: 'One link of the chain: `hash` covers the record and `prev`' });

export const problem = z
  .strictObject({
    type: z.enum((Object.keys(problems) as ProblemType[]).map(problemUri) as [string, ...string[]]),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: 'Finds this call in the logs' }),
    errors: z
      .array(
        z.strictObject({
          path: z.string().optional(),
          id: z.string().optional(),
          message: z.string(),
          values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        }),
      )
      .optional(),
    context: context.optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });
