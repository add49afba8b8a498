/** await: others decide, with reminders and a deadline. Each decision is judged in the part's activity. */
import { condition } from '@temporalio/workflow';
import type { Ref, StepOf } from '../../domain/plan.js';
import type { Frame } from './frame.js';
import { isNeeded, type Live } from '../live.js';

export const awaitOthers: Frame<'await'> = async (live, step, stop, value) => {
  const { remindEvery, decideWithin } = step.timing;
  const until = Date.now() + decideWithin;
  const given = value === undefined ? {} : { value };
  live.happen({ type: 'inviting', stepId: step.id });
  const invited = await live.persist(
    `${step.id}: the invitation`,
    until,
    () => live.call(step, 'invite', { until, ...given }, until),
    stop,
  );
  if (invited) live.take(step, 'invite', invited, until);
  for (let nth = 1, reminded = Date.now(); !stop() && undecided(live, step);) {
    const wake = Math.min(reminded + remindEvery, until);
    await condition(() => waiting(live, step) || stop() || !undecided(live, step), Math.max(0, wake - Date.now()));
    if (waiting(live, step)) await judgeNext(live, step, until, value);
    else if (stop() || !undecided(live, step)) return;
    else if (Date.now() >= until) await timeOut(live, step);
    else {
      reminded = wake;
      // Nobody is reminded of what need not be decided any more; what they say of it is judged all the same.
      if (!isNeeded(live, step)) continue;
      const sent = await live.persist(
        `${step.id}: reminder ${nth}`,
        Math.min(wake + remindEvery, until),
        () => live.call(step, 'remind', { nth, until }, until),
        () => stop() || waiting(live, step) || !undecided(live, step),
      );
      if (sent) live.take(step, 'remind', sent, until);
      nth++;
    }
  }
};

const waiting = (live: Live, step: StepOf<'await'>): boolean => (live.inbox[step.id]?.length ?? 0) > 0;
const undecided = (live: Live, step: StepOf<'await'>): boolean => {
  const state = live.reset.steps[step.id]?.state;
  return state !== 'passed' && state !== 'failed';
};

/** What was accepted in time is finished first. */
async function timeOut(live: Live, step: StepOf<'await'>): Promise<void> {
  await condition(() => !live.reset.steps[step.id]?.busy);
  if (!undecided(live, step)) return;
  live.happen({ type: 'timed-out', stepId: step.id });
  if (step.role === 'authenticator') await live.note(step.id);
}

/** A decision that was accepted before the deadline is judged, however late the workers are. */
async function judgeNext(live: Live, step: StepOf<'await'>, until: number, value?: Ref): Promise<void> {
  const decision = live.inbox[step.id]!.shift()!;
  const patience = Math.max(until, Date.now()) + step.timing.remindEvery;
  const input = { decision, ...(value !== undefined && { value }) };
  live.happen({ type: 'answering', stepId: step.id });
  const tally = await live.persist(
    `${step.id}: a decision`,
    patience,
    () => live.call(step, 'decide', input, until),
    () => live.over,
  );
  if (tally) live.take(step, 'decide', tally, until);
  else live.happen(notAnswered(step.id));
}
const notAnswered = (stepId: string) => ({ type: 'not-answered' as const, stepId });
