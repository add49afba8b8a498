/** One call of a part, as it stands in the workflow's history; the name of its effect; and what its result does to the reset. Pure. */
import type { Ms, Step, StepOf } from './plan.js';
import type { Event, Reset } from './reset.js';
import type { Applied, In, Out, Tally, Verdict, VerbOf } from './shapes.js';
import type { Shape } from './plan.js';

export interface Call {
  /** The same however often this effect is retried. */
  key: string;
  /** The reset as it was when the call was scheduled. */
  reset: Reset;
  step: Omit<Step, 'prompts'>;
  /** When what this call begins is over: a code's life, an invitation's deadline. */
  until: Ms;
  /** Nothing else of the reset is under way, and no step can begin: where this call completes the reset, the same activity closes it. */
  closes?: true;
  /** The only target: what this source accepts is set in the same activity. */
  sets?: Sets;
}
/** The write that follows a source's word at once. */
export interface Sets {
  /** Of the write. */
  key: string;
  step: Omit<Step, 'prompts'>;
  until: Ms;
  /** Nobody knows what came of it the last time: this call only finds out. */
  again?: true;
}

/**
 * What the frame adds to a part's result. `unsent`: mails that still have to be sent; the workflow calls again for them. `closed`: it has closed
 * the reset, and what is unsent is what closing left.
 */
export type Reply<T = object> = Answered<T> & { unsent?: number; closed?: true };

/** What a call answered: where it sets (`Sets`), what the target said, too. Without that nothing was written yet. */
export type Answered<T = object> = T & { applied?: Applied };

/** `resetId/stepId/round/verb`, and what tells apart the calls of one round: an answer's ref, a decision's id, a reminder's number. */
export function keyOf<S extends Shape>(
  reset: Reset,
  step: { id: string; shape: S },
  verb: VerbOf<S>,
  detail?: string | number,
): string {
  // A target's `verify` asks after the effect that `apply` named.
  const effect = step.shape === 'set' && verb === 'verify' ? 'apply' : verb;
  const round = reset.steps[step.id]?.round ?? 0;
  return [reset.id, step.id, round, effect, ...(detail === undefined ? [] : [detail])].join('/');
}

type Detail = { [S in Shape]: { [V in VerbOf<S>]: (input: In<S, V>) => string | number | undefined } };
const none = (): undefined => undefined;
const details: Detail = {
  ask: { challenge: none, verify: (i) => i.answer },
  await: { invite: none, remind: (i) => i.nth, decide: (i) => i.decision.id },
  delay: { announce: none },
  run: { run: none },
  set: { prepare: none, apply: none, verify: none },
};
/** What is added to the key of this call. */
export const detailOf = <S extends Shape, V extends VerbOf<S>>(
  shape: S,
  verb: V,
  input: In<S, V>,
): string | number | undefined => (details[shape][verb] as (input: In<S, V>) => string | number | undefined)(input);

type Effects = { [S in Shape]: { [V in VerbOf<S>]: (stepId: string, out: Out<S, V>, until: Ms) => Event[] } };
const applied = (stepId: string, out: Applied): Event[] =>
  out.state === 'refused' && out.reasons?.some((r) => r.id === 'superseded')
    ? [{ type: 'superseded' }]
    : [{ type: 'applied', stepId, applied: out }];
const judged = (stepId: string, verdict: Verdict): Event[] => [{ type: 'answered', stepId, verdict }];
const began = (stepId: string, { waitingFor, options }: Out<'await', 'remind'>, until: Ms): Event[] => [
  { type: 'began', stepId, until, ...(waitingFor && { waitingFor }), ...(options !== undefined && { options }) },
];
const effects: Effects = {
  ask: {
    challenge: (stepId, { options }, until) => [
      { type: 'challenged', stepId, until, ...(options !== undefined && { options }) },
    ],
    verify: judged,
  },
  await: {
    invite: began,
    remind: (stepId, out, until) => (out.waitingFor ? began(stepId, out, until) : []),
    decide: (stepId, tally: Tally) => [{ type: 'tallied', stepId, tally }],
  },
  delay: { announce: (stepId, _out, until) => [{ type: 'began', stepId, until }] },
  run: { run: judged },
  set: { prepare: applied, apply: applied, verify: applied },
};
/** The events that a verb's result is to the reset: applied by the workflow, and by the activity for the read model. */
export const eventsOf = <S extends Shape, V extends VerbOf<S>>(
  step: { id: string; shape: S },
  verb: V,
  out: Out<S, V>,
  until: Ms,
): Event[] =>
  (effects[step.shape][verb] as (stepId: string, out: Out<S, V>, until: Ms) => Event[])(step.id, out, until);

/** The events that an answer is: a source's word, and what came of the write that followed it at once. */
export const eventsOfBoth = <S extends Shape, V extends VerbOf<S>>(
  step: { id: string; shape: S },
  verb: V,
  { applied: result, ...out }: Answered<Out<S, V> & object>,
  until: Ms,
  target?: { id: string },
): Event[] => [
  ...eventsOf(step, verb, out as Out<S, V>, until),
  ...(target && result ? [{ type: 'applying' } as const, ...applied(target.id, result)] : []),
];

/** The step as calls carry it. */
export const lean = <S extends Shape>({ prompts: _, ...step }: StepOf<S>): Omit<StepOf<S>, 'prompts'> => step;
