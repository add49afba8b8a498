/** The kill matrix of one method: each call that a clean reset makes, the process killed before and after its effect, and what came of it. */
import type { MethodDescription } from '../../domain/context.js';
import { Lockstep } from './lockstep.js';
import { newPerson, type Person } from './person.js';
import type { Rig } from './rig.js';
import { moments, type Arm, type Moment } from './stops.js';
import { differences, truthOf, type Truth } from './truth.js';
import { resetPassword } from './user.js';

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

/** Temporal gives an activity up after 10 s and has it repeated, so what is held is killed before that. */
const holdAtMost = 7_000;
/** How many resets are under way at once. */
const together = 30;
/** What was not reached in time is tried again, with fewer beside it. */
const rounds = 3;

export async function killMatrix(rig: Rig, methodId: string): Promise<Matrix> {
  const method = (await rig.mongo.plans.list()).find(({ id }) => id === methodId);
  if (!method) throw new Error(`no plan of '${methodId}' is published`);
  const { truth, points } = await cleanReset(rig, method);
  const verdicts = new Map<Point, string[]>();
  let open = points;
  for (let round = 1; open.length > 0 && round <= rounds; round++) {
    const missed: Point[] = [];
    for (const group of groupsOf(open, together / round))
      for (const { point, reached, faults } of await killAt(rig, method, truth, group)) {
        verdicts.set(point, reached ? faults : ['was not reached', ...faults]);
        if (!reached) missed.push(point);
      }
    open = missed;
  }
  const inOrder = points.map((point): Verdict => ({ ...point, faults: verdicts.get(point) ?? [] }));
  return { method: methodId, clean: truth, verdicts: inOrder };
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

/** Calls of one request or activity stay together, as long as there is room: they are reached at about the same time. */
function groupsOf(points: readonly Point[], size: number): Point[][] {
  const scopes = new Map<string, Point[]>();
  for (const point of points) {
    const scope = `${point.process} ${point.call.split(':')[0]}`;
    scopes.set(scope, [...(scopes.get(scope) ?? []), point]);
  }
  const groups: Point[][] = [];
  for (const scope of scopes.values())
    for (let from = 0; from < scope.length; from += size) {
      const part = scope.slice(from, from + size);
      const last = groups.at(-1);
      if (last && last.length + part.length <= size && last[0]!.process === part[0]!.process) last.push(...part);
      else groups.push(part);
    }
  return groups;
}

/** One death: every point has a reset of its own that stands at it when the process is killed. */
async function killAt(
  rig: Rig,
  method: MethodDescription,
  clean: Truth,
  points: readonly Point[],
): Promise<{ point: Point; reached: boolean; faults: string[] }[]> {
  const people = await Promise.all(points.map(() => newPerson(rig, method)));
  const victim = rig[points[0]!.process];
  const arms = points.map(({ call, when }, n): Arm => ({ reset: people[n]!.resetId, call, when }));
  await victim.now.arm(arms);

  const steps = new Lockstep(people.length);
  const walks = people.map((person) => survive(rig, person, clean, steps));
  await Promise.race([victim.now.allHeld(people.length, holdAtMost, () => steps.leave()), Promise.all(walks)]);
  const { held } = victim.now;
  await victim.replace();
  steps.open();

  const faults = await Promise.all(walks);
  return points.map((point, n) => ({ point, reached: held.has(people[n]!.resetId), faults: faults[n]! }));
}

/** A whole reset, and what is not as it should be in the end. */
async function survive(rig: Rig, person: Person, clean: Truth, steps: Lockstep): Promise<string[]> {
  try {
    const { state } = await resetPassword(rig, person, () => steps.arrive()).finally(() => steps.leave());
    const faults = differences(clean, await truthOf(rig, person));
    return state === clean.state ? faults : [`the user saw it end ${state}`, ...faults];
  } catch (error) {
    const found = await truthOf(rig, person).catch(() => null);
    return [error instanceof Error ? error.message : String(error), ...(found ? differences(clean, found) : [])];
  }
}
