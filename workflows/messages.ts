/** Everything that can be said to a reset: one object each. Secrets come as refs into the vault. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ResetView } from '../domain/context.js';
import type { Ms, Ref } from '../domain/plan.js';
import type { ProblemType } from '../domain/problems.js';
import type { Reset } from '../domain/reset.js';
import type { DecisionName, Reason } from '../domain/shapes.js';

export const workflowType = 'credentialReset';
/** "This was not me": a workflow of its own, because it may come when the reset's is over. */
export const vetoType = 'credentialResetVeto';
export const vetoIdOf = (resetId: string): string => `veto-${resetId}`;

/** What a reset starts with. Nothing here is believed: `reset.open` reads the sealed request. */
export interface Start {
  planHash: string;
  methodId: string;
  credentialId: string;
  /** The sealed request in the vault. */
  request: Ref;
  requestedAt: Ms;
  expiresAfter: Ms;
  proveWithin: Ms;
  /** What a source accepts may be set by the same activity: absent where the reset was begun by a version that did not. */
  setsAtOnce?: true;
}

/** What every message of a holder carries: the epoch of its token, and when it was accepted (the vault row's `sealedAt`, where there is one). */
interface FromHolder {
  epoch: number;
  at: Ms;
}

/**
 * Updates never fail for a passing cause. `tryAgain`: nothing is known to have happened; repeat under the next try number.
 * `refused`: judged again after `open`, by the same rule as the validator.
 */
export type Outcome<T = object> =
  ({ outcome: 'done'; view: ResetView } & T) | { outcome: 'refused'; problem: ProblemType } | { outcome: 'tryAgain' };
export interface Judged {
  passed: boolean;
  reasons: readonly Reason[];
}

export const challenge = defineUpdate<Outcome, [FromHolder & { stepId: string; input?: Ref }]>('challenge');
export const answer = defineUpdate<Outcome<Judged>, [FromHolder & { stepId: string; answer: Ref }]>('answer');
/** A mailed `invite` or `pick-up` link was opened: the reset goes on there, under the next epoch. */
export const join = defineUpdate<Outcome<Judged>, [{ stepId: string; token: Ref }]>('join');
/** Answers when the value was accepted or the policy said no; waits for no target but one that is written at once. */
export const execute = defineUpdate<Outcome<Judged>, [FromHolder & { value?: Ref }]>('execute');
/** `value`: the sealed new credential, for its holder only. */
export const collect = defineUpdate<Outcome<{ value: Ref }>, [FromHolder]>('collect');
/** `reason`: `subject`, `requester` or `staff`. */
export const cancel = defineUpdate<Outcome, [{ reason: string }]>('cancel');

export const decide = defineSignal<[{ stepId: string; decision: DecisionName }]>('decide');
export const veto = defineSignal<[{ decision: DecisionName }]>('veto');
/** For operators: do not wait for the backoff's end. */
export const retryNow = defineSignal('retryNow');

/** For operators; callers read MongoDB. */
export const context = defineQuery<ResetView>('context');
/** The whole state, for the sweep, which cleans up after resets that were terminated. */
export const state = defineQuery<Reset>('state');
