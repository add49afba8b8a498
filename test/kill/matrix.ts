/** The kill matrix of one method: each call that a clean reset makes, the process killed before and after its effect, and what came of it. */
import { setTimeout as pause } from 'node:timers/promises';
import type { MethodDescription } from '../../domain/context.js';
import { moments, type Arm, type Moment } from './stops.js';
import type { Replaced, Rig } from './rig.js';
import { differences, truthOf, type Truth } from './truth.js';
import { newPerson, resetPassword, type Person } from './user.js';

type Process = 'api' | 'worker';
export interface Point {
  process: Process;
  call: string;
  when: Moment;
}
export interface Verdict extends Point {
  /** What is not as after a clean reset; none: it was survived. */
  faults: string[];
}
export interface Matrix {
  method: string;
  clean: Truth;
  verdicts: Verdict[];
}

/**
 * An activity's server side gives it up after 10 s, so whatever is held first is killed well before. A call that was not reached by then
 * is tried again, with fewer beside it.
 */
const holdAtMost = 7_000;
const together: Record<Process, number> = { api: 60, worker: 30 };
const rounds = 3;

export async function killMatrix(rig: Rig, methodId: string): Promise<Matrix> {
  const method = (await rig.mongo.plans.list()).find(({ id }) => id === methodId);
  if (!method) throw new Error(`no plan of '${methodId}' is published`);
  const { truth, points } = await cleanReset(rig, method);
  const verdicts: Verdict[] = [];
  for (const process of ['api', 'worker'] as const) {
    let open = points.filter((point) => point.process === process);
    for (
      let size = together[process], round = 1;
      open.length > 0 && round <= rounds;
      size = Math.ceil(size / 3), round++
    )
      open = await killAtAll(rig, method, truth, open, size, verdicts);
    verdicts.push(...open.map((point) => ({ ...point, faults: ['was not reached'] })));
  }
  return { method: methodId, clean: truth, verdicts };
}

/** What a reset looks like that nothing happened to, and every call that it makes. */
async function cleanReset(rig: Rig, method: MethodDescription): Promise<{ truth: Truth; points: Point[] }> {
  const person = await newPerson(rig, method);
  await resetPassword(rig, person);
  const truth = await truthOf(rig, person);
  const points = (['api', 'worker'] as const).flatMap((process) =>
    (rig[process].now.calls.get(person.resetId) ?? []).flatMap((call) =>
      moments.map((when): Point => ({ process, call, when })),
    ),
  );
  return { truth, points };
}

/** In groups, in the order of the calls, so that those of a group are reached at about the same time. Answers with those that were not reached. */
async function killAtAll(
  rig: Rig,
  method: MethodDescription,
  clean: Truth,
  points: readonly Point[],
  size: number,
  verdicts: Verdict[],
): Promise<Point[]> {
  const missed: Point[] = [];
  for (let from = 0; from < points.length; from += size) {
    const group = points.slice(from, from + size);
    const found = await killAt(rig, method, clean, group);
    for (const [n, faults] of found.entries()) {
      if (faults) verdicts.push({ ...group[n]!, faults });
      else missed.push(group[n]!);
    }
  }
  return missed;
}

/** One death: every point has a reset of its own that stands at it when the process is killed. Null for a point that was not reached. */
async function killAt(
  rig: Rig,
  method: MethodDescription,
  clean: Truth,
  points: readonly Point[],
): Promise<(string[] | null)[]> {
  const people = await Promise.all(points.map(() => newPerson(rig, method)));
  const victim = rig[points[0]!.process];
  const arms = points.map(({ call, when }, n): Arm => ({ reset: people[n]!.resetId, call, when }));
  await victim.now.arm(arms);
  const walks = people.map((person) => survive(rig, person, clean));
  const held = await untilHeld(victim, people, Promise.all(walks));
  await victim.replace();
  const faults = await Promise.all(walks);
  return faults.map((of, n) => (held.has(people[n]!.resetId) ? of : null));
}

/** Until all are held, or the first of them for as long as an activity may be, or all have ended without. */
async function untilHeld(
  victim: Replaced,
  people: readonly Person[],
  over: Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const { now } = victim;
  await new Promise<void>((done) => {
    void over.then(() => done());
    now.onHeld = () => {
      if (now.held.size === 1) void pause(holdAtMost).then(done);
      if (people.every(({ resetId }) => now.held.has(resetId))) done();
    };
  });
  return new Set(now.held);
}

/** A whole reset, and what is not as it should be in the end. */
async function survive(rig: Rig, person: Person, clean: Truth): Promise<string[]> {
  try {
    const { state } = await resetPassword(rig, person);
    const faults = differences(clean, await truthOf(rig, person));
    return state === clean.state ? faults : [`the user saw it end ${state}`, ...faults];
  } catch (error) {
    const found = await truthOf(rig, person).catch(() => null);
    return [error instanceof Error ? error.message : String(error), ...(found ? differences(clean, found) : [])];
  }
}
