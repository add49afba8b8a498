/** The five shapes' verbs: what the workflow may ask of any part, what goes in and what comes out. All of it stands in histories: refs, never secrets. */
import type { Json, Ms, Ref, Shape } from './plan.js';

/** A reason that may be told to the user: a message id of `texts/` under `problem.`, with values that hold no secret. */
export interface Reason {
  id: string;
  values?: Record<string, string | number>;
}

/** What came of an answer, or of a part that asks nobody. */
export interface Verdict {
  passed: boolean;
  reasons: readonly Reason[];
  /** A source's new credential, sealed. */
  value?: Ref;
  /** The answer came by a mailed link: the reset goes on where the link was opened, under the next epoch. */
  moved?: true;
}

/** What others decided, from the record that the API wrote. */
export interface Decision {
  /** The record's id in `decisions`; the workflow knows nothing else of it until an activity has judged it. */
  id: string;
  verdict: 'approve' | 'refuse' | 'collect';
  /** `holder` for a collect; else the decider's personId. */
  by: string;
  evidence?: Ref;
}
/** Where an await step stands after a decision. `refused` says why this decision did not count. */
export interface Tally {
  done: boolean;
  passed: boolean;
  refused?: string;
  /** A message id with values for the operator and the context, e.g. one of two approvals. */
  waitingFor?: Reason;
}

/** Where a target stands: `ready` to be set, `set` (proved), `refused` (not set, and it will not be), `unknown` (must be verified before any repeat). */
export interface Applied {
  state: 'ready' | 'set' | 'refused' | 'unknown';
  reasons?: readonly Reason[];
}

export interface Verbs {
  ask: {
    /** `options`: what this challenge adds to the static prompt, e.g. a passkey's challenge. */
    challenge: (input: { input?: Ref }) => { options?: Json };
    verify: (input: { answer: Ref }) => Verdict;
  };
  await: {
    invite: (input: { value?: Ref; until: Ms }) => { waitingFor: Reason };
    remind: (input: { nth: number; until: Ms }) => Record<never, never>;
    decide: (input: { decision: Decision; value?: Ref }) => Tally;
  };
  delay: { announce: (input: { until: Ms }) => Record<never, never> };
  run: { run: (input: { value?: Ref }) => Verdict };
  set: {
    prepare: (input: { value: Ref }) => Applied;
    apply: (input: { value: Ref }) => Applied;
    verify: (input: { value: Ref }) => Applied;
  };
}
export type VerbOf<S extends Shape> = keyof Verbs[S] & string;
export type In<S extends Shape, V extends VerbOf<S>> = Verbs[S][V] extends (input: infer I) => unknown ? I : never;
export type Out<S extends Shape, V extends VerbOf<S>> = Verbs[S][V] extends (input: never) => infer O ? O : never;

/** The same list as a value; its type keeps it complete. */
export const verbs: { readonly [S in Shape]: readonly VerbOf<S>[] } = {
  ask: ['challenge', 'verify'],
  await: ['invite', 'remind', 'decide'],
  delay: ['announce'],
  run: ['run'],
  set: ['prepare', 'apply', 'verify'],
};
