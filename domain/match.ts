/**
 * The numbers that tie two people together who talk to each other: the subject reads one out from their page, and whoever decides types it.
 * Kept nowhere: both sides derive it under a key that stands outside MongoDB, so a new key changes the numbers of what waits.
 */
import type { CredentialResetContext, StepContext } from './context.js';
import type { Keyed } from './ports.js';

/** One number for each decider, named by the label that their request has. */
export const matchNumber = (
  keyed: Pick<Keyed, 'code'>,
  { resetId, stepId, label }: { resetId: string; stepId: string; label: string },
  digits: number,
): string => keyed.code(JSON.stringify(['match', resetId, stepId, label]), digits);

const labelsOf = (options: unknown): readonly string[] =>
  typeof options === 'object' && options !== null && 'labels' in options && Array.isArray(options.labels)
    ? options.labels.filter((label) => typeof label === 'string')
    : [];

/** The context as its subject sees it: with the numbers of the steps that others decide now. */
export function withNumbers(context: CredentialResetContext, keyed: Pick<Keyed, 'code'>): CredentialResetContext {
  const numbered = (step: StepContext): StepContext => {
    const input = step.prompt?.inputs.find((i) => i.input === 'show');
    if (!input || step.state !== 'challenged') return step;
    const of = (label: string) => matchNumber(keyed, { resetId: context.id, stepId: step.id, label }, input.digits);
    return { ...step, shown: labelsOf(step.options).map((label) => ({ label, value: of(label) })) };
  };
  const { authentication } = context;
  return { ...context, authentication: { ...authentication, steps: authentication.steps.map(numbered) } };
}
