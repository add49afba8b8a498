/** execute: the new value is got (the Update answers there), then set everywhere, then handed over. */
import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { stepsOf, type Ms, type Ref, type Step } from '../domain/plan.js';
import type { ProblemType } from '../domain/problems.js';
import type { Applied, Verdict } from '../domain/shapes.js';
import { judgeAndSet } from './at-once.js';
import type { Live } from './live.js';
import { answer } from './shapes/ask.js';
import { drive } from './shapes/index.js';
import { failureOf, isFailed, type Failed } from './updates.js';

const accepted: Verdict = { passed: true, reasons: [] };

/** Claims `executing` before its first await, then has the source judge or make the value. */
export async function obtain(live: Live, value: Ref | undefined, at: Ms): Promise<Verdict | Failed> {
  const {
    source,
    targets: [target, ...more],
  } = live.plan!;
  live.happen({ type: 'executing', at });
  // The value was given before, as the answer to the source's own step.
  if (source.shape === 'ask' && value === undefined) return accepted;
  const ended = (): ProblemType | undefined => (live.over ? 'already-ended' : undefined);
  const verdict =
    source.shape !== 'ask'
      ? await make(live, source, ended)
      : live.setsAtOnce && target && more.length === 0
        ? await judgeAndSet(live, source, target, { ref: value!, at })
        : await answer(live, source, { ref: value!, at }, ended);
  if (isFailed(verdict)) live.happen({ type: 'not-executed' });
  live.endNow();
  return verdict;
}

/** A value outlives the reset's end: what was accepted just before it is still set and handed over. `reset.close` destroys it. */
const valueLasts = 24 * 3_600_000;

async function make(
  live: Live,
  source: Step<'run'>,
  refused: () => ProblemType | undefined,
): Promise<Verdict | Failed> {
  try {
    const verdict = await live.call(source, 'run', {}, live.reset.expiresAt + valueLasts);
    const problem = refused();
    if (problem) return { outcome: 'refused', problem };
    live.take(source, 'run', verdict, 0);
    return verdict;
  } catch (error) {
    return failureOf(error);
  }
}

/** Sets the value on every target; what stands afterwards is each target's truth. */
export async function setEverywhere(live: Live): Promise<void> {
  const { targets } = live.plan!;
  // Set with the source's word.
  if (live.reset.state !== 'executing') return;
  const value = live.reset.value!;
  if (targets.length > 1) for (const target of targets) await prepare(live, target, value);
  if (live.over) return;
  live.happen({ type: 'applying' });
  for (const target of targets) if (!live.over) await set(live, target, value);
}

async function prepare(live: Live, target: Step<'set'>, value: Ref): Promise<void> {
  const until = Date.now() + target.timing.within;
  const over = (): boolean => live.over;
  if (over()) return;
  const ready = await live.persist(
    `${target.id}: preparing`,
    until,
    () => live.call(target, 'prepare', { value }, until),
    over,
  );
  if (over()) return;
  if (ready) live.take(target, 'prepare', ready, until);
  else live.happen({ type: 'not-set', reason: 'target-unreachable' });
}

/** Applies until the target is set or says no. After an unknown outcome it asks the target before it repeats. */
async function set(live: Live, target: Step<'set'>, value: Ref): Promise<void> {
  const until = Date.now() + target.timing.within;
  const settled = await live.persist(`${target.id}: setting`, until, () => attempt(live, target, value, until));
  if (!settled) live.happen({ type: 'not-set', reason: 'target-unreachable' });
}

/** null: not yet. */
async function attempt(live: Live, target: Step<'set'>, value: Ref, until: number): Promise<true | null> {
  const before = live.reset.steps[target.id]?.state;
  const applied =
    before === 'unknown' ? await ask(live, target, value, until) : await apply(live, target, value, until);
  if (applied === null) return null;
  live.take(target, 'apply', applied, until);
  // It was asked and is not set, so the write may be repeated at once; still unknown, so it is asked again later.
  if (applied.state === 'ready' && before === 'unknown') return attempt(live, target, value, until);
  return applied.state === 'set' || applied.state === 'refused' ? true : null;
}

async function apply(live: Live, target: Step<'set'>, value: Ref, until: number): Promise<Applied | null> {
  try {
    return await live.call(target, 'apply', { value }, until, { closes: live.isAlone(0) });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    const waits = error.cause instanceof ApplicationFailure && error.cause.type === 'claim-busy';
    return waits ? null : { state: 'unknown' };
  }
}

const ask = (live: Live, target: Step<'set'>, value: Ref, until: number): Promise<Applied | null> =>
  live.call(target, 'verify', { value }, until);

/** Hands the value over, where the plan has a delivery. */
export async function deliver(live: Live): Promise<void> {
  const { delivery } = live.plan!;
  const over = (): boolean => live.reset.state !== 'delivering';
  if (!delivery || over()) return;
  await drive(live, delivery, over, live.reset.value);
  if (live.over) return;
  const again = stepsOf(live.plan!).filter((s) => s.role !== 'authenticator');
  await live.note(
    delivery.id,
    again.map((s) => s.id),
  );
}
