/** Prompt → what an answer to it must look like. zod: for the API and the activities, never the workflow. */
import { z } from 'zod';
import type { Input, Prompt } from './plan.js';

type Kind = Input['input'];
const text = z.string().min(1).max(1024);

/** One schema per input; null: not answered by typing. */
const valueSchemas: { [K in Kind]: (input: Extract<Input, { input: K }>) => z.ZodType | null } = {
  code: ({ digits }) => z.string().regex(new RegExp(`^\\d{${digits}}$`), `must be ${digits} digits`),
  text: ({ maxLength }) => text.max(maxLength),
  // The policy judges the length, with all its other rules at once; this only bounds what is read.
  'new-secret': () => text,
  choice: ({ options }) => z.enum(options as [string, ...string[]]),
  // A decision of its own, which comes before the answer.
  send: () => null,
  show: () => null,
  link: () => z.string().min(20).max(2048),
  redirect: () => null,
  passkey: () =>
    z.looseObject({
      id: z.string(),
      rawId: z.string(),
      type: z.literal('public-key'),
      response: z.record(z.string(), z.unknown()),
    }),
};
const schemaOf = <K extends Kind>(input: Extract<Input, { input: K }>): z.ZodType | null =>
  valueSchemas[input.input](input);

/** The schema of a whole answer: one value for each named input, nothing else. */
export function answerTo(prompt: Prompt): z.ZodType<Record<string, unknown>> {
  const fields = prompt.inputs.flatMap((input) => {
    const schema = schemaOf(input);
    return schema ? [[input.name, schema] as const] : [];
  });
  return z.strictObject(Object.fromEntries(fields));
}

/** What OpenAPI says of every answer; the step's prompt says the rest. */
export const anyAnswer = z.record(z.string().max(40), z.union([text.max(2048), z.record(z.string(), z.unknown())]));
