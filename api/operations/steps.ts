/** Challenge and answer: what a holder says to a step. The step's description says what an answer looks like; its kind is unknown here. */
import type { z } from 'zod';
import { answerTo } from '../../domain/answer.js';
import type { CredentialResetContext, MethodDescription, StepContext, StepDescription } from '../../domain/context.js';
import type { Purpose, TokenClaims } from '../../domain/ports.js';
import { answer as answerMessage, challenge as challengeMessage } from '../../workflows/messages.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { checked } from '../inputs.js';
import { Problem } from '../problem.js';
import { told, type Told } from '../words.js';
import { contextFrom, planKnown } from './look.js';
import { randomName, sealed } from './seal.js';
import { sealedUntil } from './tokens.js';

export interface Answered {
  passed: boolean;
  attemptsLeft?: number;
  reasons?: Told[];
  context: CredentialResetContext;
}

/** A step that a holder may address, and what its answers are sealed for: a source's is the new credential itself. */
interface Addressed {
  step: StepDescription;
  purpose: Purpose;
}
function addressed(method: MethodDescription, stepId: string): Addressed {
  const authenticator = method.authentication.steps.find((s) => s.id === stepId);
  const step = authenticator ?? [method.source, method.delivery].find((s) => s?.id === stepId);
  if (!step) throw new Problem('no-such-step');
  return { step, purpose: step === method.source ? 'new-credential' : 'answer' };
}

/** Starts a step or sends again. `input` is sealed like an answer. */
export async function challenge(
  work: Work,
  claims: TokenClaims,
  facts: Facts,
  said: { stepId: string; input?: Record<string, unknown> | undefined },
): Promise<{ step: StepContext; context: CredentialResetContext }> {
  const { resetId, epoch } = claims;
  const { stepId } = said;
  const method = await planKnown(work, claims.planHash);
  addressed(method, stepId);
  const input =
    said.input &&
    (await sealed(work, {
      resetId,
      epoch,
      stepId: `${stepId}/challenge`,
      purpose: 'answer',
      value: said.input,
      expiresAt: sealedUntil(claims, method),
      idempotencyKey: facts.idempotencyKey,
    }));
  const key = input?.ref ?? facts.idempotencyKey ?? randomName();
  const at = input?.at ?? work.ports.clock.now();
  const args = { epoch, at, stepId, ...(input && { input: input.ref }) };
  const { view } = await work.gateway.update(resetId, challengeMessage, args, { epoch, stepId, key });
  const context = await contextFrom(work, view);
  return { step: stepIn(context, stepId), context };
}

/** Checks the answer's form, seals it, and has the step judge it. A wrong answer is an outcome, not a problem. */
export async function answer(
  work: Work,
  claims: TokenClaims,
  facts: Facts,
  said: { stepId: string; answer: Record<string, unknown> },
): Promise<Answered> {
  const { resetId, epoch } = claims;
  const { stepId } = said;
  const method = await planKnown(work, claims.planHash);
  const { step, purpose } = addressed(method, stepId);
  const { ref, at } = await sealed(work, {
    resetId,
    epoch,
    stepId,
    purpose,
    value: fitting(step, said.answer),
    expiresAt: sealedUntil(claims, method),
    idempotencyKey: facts.idempotencyKey,
  });
  const args = { epoch, at, stepId, answer: ref };
  const { passed, reasons, view } = await work.gateway.update(resetId, answerMessage, args, {
    epoch,
    stepId,
    key: ref,
  });
  const context = await contextFrom(work, view);
  const { attemptsLeft } = stepIn(context, stepId);
  return {
    passed,
    ...(attemptsLeft !== undefined && { attemptsLeft }),
    ...(!passed && reasons.length > 0 && { reasons: told(facts.locale, reasons) }),
    context,
  };
}

/** The answer as the step's prompt wants it; every misfit at once. Only ask steps are answered. */
function fitting(
  { shape, prompt }: StepDescription,
  given: Record<string, unknown>,
): z.output<ReturnType<typeof answerTo>> {
  if (shape !== 'ask' || !prompt) throw new Problem('wrong-state');
  return checked('body.answer', answerTo(prompt), given);
}

function stepIn({ authentication, source, delivery }: CredentialResetContext, stepId: string): StepContext {
  const step = [...authentication.steps, source, delivery].find((s) => s?.id === stepId);
  if (!step) throw new Problem('no-such-step');
  return step;
}
