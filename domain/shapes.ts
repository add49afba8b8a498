/** The five shapes' verbs: what the workflow may ask of any part, what goes in and what comes out. All of it stands in histories: refs, never secrets. */
import type { Json, Ms, Ref, Shape } from './plan.js';
import type { ProblemType } from './problems.js';
import type { StaffRole } from './request.js';

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

/** All that the workflow knows of a decision: the record's name. What it says is read, and its signature checked, by the activity that judges it. */
export interface DecisionName {
  id: string;
}
/** The name under which a holder collects: no record of a person has it. */
export const collecting = 'collect';
/** What others decided, from the record that the API wrote. */
export interface Decision extends DecisionName {
  /** `send`: what the decider needs is to be sent to the subject · `veto`: the subject says that it was not them. */
  verdict: 'approve' | 'refuse' | 'send' | 'collect' | 'veto';
  /** `holder` for a collect, `subject` for a veto; else the decider's personId. */
  by: string;
  /** The groups that the issuer said whoever decided is in, when they said it (`Person.groups`); absent where there were none. */
  groups?: readonly string[];
  /** Sealed under purpose `decision`: what was typed for the decider's prompt. */
  evidence?: Ref;
  at: Ms;
}
/** Whom a step asks: a person, or everybody of a role. `label` tells their requests apart on the subject's page. */
export interface Decider {
  personId?: string;
  role?: StaffRole;
  label: string;
}
/** What deciders are told besides, by its message id: other attempts of late, for instance. */
export type Note = Reason;
/** Where an await step stands after a decision. */
export interface Tally {
  done: boolean;
  passed: boolean;
  /** Why this decision did not count: the problem that its decider is told. */
  refused?: ProblemType;
  /** What somebody should look into, as a word of the audit. It does not bear on the result. */
  flag?: string;
  /** A message id with values for the operator and the context, e.g. one of two approvals. */
  waitingFor?: Reason;
  /** By what it was decided, as a word of the audit: how an approver reached the subject, whereto a code went. */
  how?: string;
  /** It has a message sent to the subject. */
  mailed?: true;
  /** Whose decision it was: set by the frame, for the audit. */
  by?: string;
  /** When it was decided, of a step whose proof gets old: set by the frame. */
  at?: Ms;
  /** For which round of the step it was judged, from the second on: set by the frame. */
  round?: number;
}

/** Of a step or of what was judged for it: the first round is not written down. */
export const roundOf = ({ round = 1 }: { round?: number } = {}): number => round;

/** Where a target stands: `ready` to be set, `set` (proved), `refused` (not set, and it will not be), `unknown` (must be verified before any repeat). */
export interface Applied {
  state: 'ready' | 'set' | 'refused' | 'unknown';
  reasons?: readonly Reason[];
}

/** `options`: what is added to the prompts. */
export interface Asked {
  asks?: readonly Decider[];
  /** For the deciders' eyes: in place of what they were told before. Kept by the frame, never in a history. */
  notes?: readonly Note[];
  options?: Json;
}

export interface Verbs {
  ask: {
    /** `options`: what this challenge adds to the static prompt, e.g. a passkey's challenge. */
    challenge: (input: { input?: Ref }) => { options?: Json };
    verify: (input: { answer: Ref }) => Verdict;
  };
  await: {
    /** `asks`: who may decide; kept by the frame, never in a history. */
    invite: (input: { value?: Ref; until: Ms }) => Asked & { waitingFor: Reason };
    /** It may ask more people. */
    remind: (input: { nth: number; until: Ms }) => Asked & { waitingFor?: Reason };
    decide: (input: { decision: DecisionName; value?: Ref }) => Tally;
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
/** What a part is given: the decision itself in place of its name. */
export type PartIn<S extends Shape, V extends VerbOf<S>> =
  In<S, V> extends { decision: DecisionName } ? Omit<In<S, V>, 'decision'> & { decision: Decision } : In<S, V>;
export type Out<S extends Shape, V extends VerbOf<S>> = Verbs[S][V] extends (input: never) => infer O ? O : never;

/** The same list as a value; its type keeps it complete. */
export const verbs: { readonly [S in Shape]: readonly VerbOf<S>[] } = {
  ask: ['challenge', 'verify'],
  await: ['invite', 'remind', 'decide'],
  delay: ['announce'],
  run: ['run'],
  set: ['prepare', 'apply', 'verify'],
};
