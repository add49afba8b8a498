/** What Temporal's client throws → the problem that the caller sees. */
import { ApplicationFailure } from '@temporalio/common';
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { problems, type ProblemType } from '../domain/problems.js';
import type { Resets } from '../domain/ports.js';
import { ended, type State } from '../domain/reset.js';
import { Problem } from './problem.js';

const isProblemType = (type: unknown): type is ProblemType => typeof type === 'string' && Object.hasOwn(problems, type);

/** The server's word for an Update whose workflow ended while it was at work; so do cancellation and termination, by other failures. */
const endedMeanwhile = 'AcceptedUpdateCompletedWorkflow';

/** How a reset that has ended answers, as `refusal` in `domain/reset.ts` has it. */
function refusalAfterEnd(state: State, message: string | undefined): ProblemType {
  if (state === 'completed' && message === 'collect') return 'already-collected';
  return state === 'expired' ? 'reset-expired' : 'already-ended';
}

/** No workflow takes the message: the read model says what became of the reset. */
async function problemOfGone(
  resetId: string,
  resets: Pick<Resets, 'get'>,
  message: string | undefined,
): Promise<Problem> {
  const row = await resets.get(resetId);
  if (!row) return new Problem('unknown-reset');
  // Open in the read model and closed in Temporal: it was terminated, and the sweep has not written that yet.
  return new Problem(ended(row.state) ? refusalAfterEnd(row.state, message) : 'already-ended');
}

/** Status codes of gRPC. */
const [invalidArgument, unimplemented] = [3, 12];
/** What will be refused however often it is said, such as a search attribute that the namespace lacks: an operator's to mend, not the caller's to repeat. */
const lasting: ReadonlySet<number> = new Set([invalidArgument, unimplemented]);
function isLasting(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && lasting.has(cause.code);
}

/** `message`: the Update's name, or undefined for a start. Anything unforeseen comes back as it is. */
export async function problemOfCall(
  error: unknown,
  resetId: string,
  resets: Pick<Resets, 'get'>,
  message?: string,
): Promise<unknown> {
  if (error instanceof WorkflowNotFoundError) return problemOfGone(resetId, resets, message);
  if (error instanceof WorkflowUpdateFailedError) {
    const { cause } = error;
    if (!(cause instanceof ApplicationFailure) || cause.type === endedMeanwhile)
      return problemOfGone(resetId, resets, message);
    return isProblemType(cause.type) ? new Problem(cause.type) : error;
  }
  const passing =
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof ServiceError ||
    isGrpcServiceError(error);
  return passing && !isLasting(error) ? new Problem('outcome-unknown') : error;
}
