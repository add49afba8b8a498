/** What an Update answers where an activity failed: a value, never a failure, which its id would answer with for ever. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { ProblemType } from '../domain/problems.js';

export type Failed = { outcome: 'tryAgain' } | { outcome: 'refused'; problem: ProblemType };

/** Failures that no repeat mends; every other is a passing one. */
const lasting: Record<string, ProblemType> = { gone: 'reset-expired', 'plan-unfit': 'plan-unfit' };

export function failureOf(error: unknown): Failed {
  if (!(error instanceof ActivityFailure)) throw error;
  const problem = error.cause instanceof ApplicationFailure ? lasting[error.cause.type ?? ''] : undefined;
  return problem ? { outcome: 'refused', problem } : { outcome: 'tryAgain' };
}
export const isFailed = (result: object): result is Failed => 'outcome' in result;
