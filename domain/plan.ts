/** The plan: a reset method compiled to plain JSON. Types only, so that anything may import it, the workflow included. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** Milliseconds: a length of time, or a moment since the Unix epoch. */
export type Ms = number;
/** The name of a sealed value in the vault: what stands in a history in place of a secret. */
export type Ref = string;

export type Role = 'authenticator' | 'source' | 'target' | 'delivery';
/** What a proof rests on. Two proofs of one factor count once where a method asks for independent ones. */
export type Factor = 'email' | 'phone' | 'people' | 'knowledge' | 'device';

/** What each shape's frame in the workflow reads of a step: the only settings that the workflow understands. */
export interface Timing {
  ask: { lasts: Ms; attempts: number };
  await: { remindEvery: Ms; decideWithin: Ms };
  delay: { lasts: Ms };
  run: { within: Ms };
  set: { within: Ms };
}
export type Shape = keyof Timing;

/** One use of a part in a plan. `config` is the part's own and opaque here; `timing` is the shape's. */
export interface StepOf<S extends Shape> {
  id: string;
  role: Role;
  kind: string;
  shape: S;
  factor: Factor | null;
  timing: Timing[S];
  config: Json;
  prompts: Prompts;
  /** A proof by this step is the word of somebody else than the subject and whoever asked. */
  secondPerson?: true;
  /** Others say that it is passed, and yet the subject takes part, at a moment: the proof gets old (`freshFor`). What the subject answers always does. */
  getsOld?: true;
}
/** Distributes over the shapes, so that narrowing `shape` narrows `timing`. */
export type Step<S extends Shape = Shape> = { [K in S]: StepOf<K> }[S];

/** Who may ask for a reset. `self` is anybody who types a name; `self-signed-in` is the subject with a fresh login. */
export const requesterKinds = ['self', 'self-signed-in', 'colleague', 'helpdesk', 'admin', 'service'] as const;
export type RequesterKind = (typeof requesterKinds)[number];

/**
 * What a method does with privileged subjects (`Subject.privileged`). `second-person`: refused where they ask for themselves, and else only with
 * the word of somebody besides · `as-others`.
 */
export const privilegedRules = ['second-person', 'as-others'] as const;
export type PrivilegedRule = (typeof privilegedRules)[number];

/** A method, compiled: all defaults and milliseconds baked in. Its content hash (`domain/compiled.ts`) names it. */
export interface Plan {
  schema: 1;
  methodId: string;
  title: string;
  credentialId: string;
  request: {
    by: readonly RequesterKind[];
    subjects: { in: readonly string[]; notIn: readonly string[] };
    /** Plans from before there was such a rule lack it: they have the stricter one. */
    privileged: PrivilegedRule;
  };
  /** `of` is empty where the signed requester is the proof; `atLeast` is then 0. */
  authentication: { atLeast: number; independent: boolean; of: readonly Step<'ask' | 'await' | 'delay' | 'run'>[] };
  source: Step<'run' | 'ask'>;
  targets: readonly Step<'set'>[];
  /** null: nothing to hand over (`none` is compiled away). */
  delivery: Step<'run' | 'await'> | null;
  expires: Ms;
  /** A reset without any proof ends after this, whatever `expires` says. */
  proveWithin: Ms;
  /** How old the newest proof that the subject gave may be when the new credential is set; an older one is asked for again. */
  freshFor: Ms;
  /** Who executes and collects: the requester only where a delivery hands a temporary value to them. */
  heldBy: Holder;
}

export type Holder = 'subject' | 'requester';

/** Who is asked what: the requester on the page of the reset, the decider on the page of a decision. */
export type Prompts = { requester?: Prompt; decider?: Prompt };

/** What a front end needs to draw a step and to shape its answer. Texts are message ids of `texts/`; the same for every subject. */
export interface Prompt {
  title: string;
  inputs: readonly Input[];
}
/** The closed set of inputs: pages draw them, `domain/answer.ts` derives the answers' schemas, OpenAPI publishes them. */
export type Input =
  | { input: 'code'; name: string; digits: number }
  | { input: 'text'; name: string; maxLength: number }
  | { input: 'new-secret'; name: string; minLength: number; maxLength: number }
  | { input: 'choice'; name: string; options: readonly string[] }
  /** For deciders: a button for each option, which has something sent to the subject, who tells the decider of it. */
  | { input: 'send'; name: string; options: readonly string[] }
  /** Shown to the subject, for them to tell: a number for each of the step's `options.labels`. */
  | { input: 'show'; name: string; digits: number }
  | { input: 'link'; name: string }
  | { input: 'redirect'; name: string }
  | { input: 'passkey'; name: string };

/** How long what a step begins is given: a code's life, the time that others have, a wait. */
export const lastsOf = ({ timing }: Step): Ms =>
  'decideWithin' in timing ? timing.decideWithin : 'lasts' in timing ? timing.lasts : timing.within;

/** The steps of a plan's authentication that others or time decide. */
export const othersIn = (plan: Plan): readonly Step<'await' | 'delay' | 'run'>[] =>
  plan.authentication.of.filter((step): step is Step<'await' | 'delay' | 'run'> => step.shape !== 'ask');

/** Every step of a plan in the order in which it is met. */
export const stepsOf = (plan: Plan): readonly Step[] => [
  ...plan.authentication.of,
  plan.source,
  ...plan.targets,
  ...(plan.delivery ? [plan.delivery] : []),
];
