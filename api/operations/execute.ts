/** executeCredentialReset: hands over the new value, where the caller chooses it, and waits a moment for the targets. */
import type { CredentialResetContext, MethodDescription, ResetView } from '../../domain/context.js';
import type { Ms } from '../../domain/plan.js';
import { ended } from '../../domain/reset.js';
import { execute as executeMessage } from '../../workflows/messages.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { Problem } from '../problem.js';
import { told } from '../words.js';
import { contextFrom, planKnown } from './look.js';
import { randomName, sealed, type Sealed } from './seal.js';
import { sealedUntil } from './tokens.js';

/** How long a call waits on the read model before it answers 202. */
const patience: Ms = 3_000;

export interface Executed {
  /** Completed, or ready to be collected; else the targets are still being set. */
  done: boolean;
  context: CredentialResetContext;
}
/** Who executes which reset: a subject's token, or the requester of a method that only executes. */
export interface Executing {
  resetId: string;
  epoch: number;
  planHash: string;
  requestedAt: Ms;
}

/** Throws `policy-violation` with every reason, and `already-ended` with the context where it ended otherwise than completed. */
export async function execute(
  work: Work,
  reset: Executing,
  facts: Facts,
  value: string | undefined,
): Promise<Executed> {
  const { resetId, epoch } = reset;
  const method = await planKnown(work, reset.planHash);
  const packed = value === undefined ? undefined : await sealValue(work, reset, method, facts, value);
  const args = { epoch, at: packed?.at ?? work.ports.clock.now(), ...(packed && { value: packed.ref }) };
  const key = packed?.ref ?? facts.idempotencyKey ?? randomName();
  const { passed, reasons, view } = await work.gateway.update(resetId, executeMessage, args, { epoch, key });
  if (!passed) throw new Problem('policy-violation', { errors: told(facts.locale, reasons) });
  const settled = await settledView(work, method, view);
  const context = await contextFrom(work, settled);
  if (ended(settled.state) && settled.state !== 'completed') throw new Problem('already-ended', { context });
  return { done: isSettled(method, settled), context };
}

/** The name under which a typed value is asked for; throws `value-not-allowed` where nothing is. */
export function valueName({ source }: MethodDescription): string {
  const input = source.shape === 'ask' ? source.prompt?.inputs.find((i) => i.input === 'new-secret') : undefined;
  if (!input) throw new Problem('value-not-allowed', { detail: 'This method makes the new value itself.' });
  return input.name;
}

const sealValue = (
  work: Work,
  reset: Executing,
  method: MethodDescription,
  facts: Facts,
  value: string,
): Promise<Sealed> =>
  sealed(work, {
    resetId: reset.resetId,
    epoch: reset.epoch,
    stepId: method.source.id,
    purpose: 'new-credential',
    value: { [valueName(method)]: value },
    expiresAt: sealedUntil(reset, method),
    idempotencyKey: facts.idempotencyKey,
  });

/** Nothing more comes by itself: it ended, or waits to be collected. */
const isSettled = ({ delivery }: MethodDescription, { state, steps }: Pick<ResetView, 'state' | 'steps'>): boolean =>
  ended(state) ||
  // The read model is a moment ahead of the workflow, which takes a collect once its delivery has begun.
  (state === 'delivering' && delivery?.shape === 'await' && steps[delivery.id]?.state === 'challenged');

async function settledView(work: Work, method: MethodDescription, first: ResetView): Promise<ResetView> {
  const end = performance.now() + patience;
  let view = first;
  for (let left: Ms = patience; !isSettled(method, view) && left > 0; left = end - performance.now()) {
    const newer = await work.ports.resets.changed(view.id, view.version, left);
    if (!newer) break;
    view = newer;
  }
  return view;
}
