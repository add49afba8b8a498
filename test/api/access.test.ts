// Every route × every kind of caller × their own reset or another's. Whom a guard lets in is written out here by hand and held to what the guard declares;
// each pair is then called for real. A route that does not stand in the table fails.
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Guard } from '../../api/guard.js';
import { routes } from '../../api/routes/index.js';
import { problems, type ProblemType } from '../../domain/problems.js';
import {
  callers,
  holders,
  people,
  isPerson,
  personOf,
  waitingResets,
  type CallerName,
  type Waiting,
} from './access-support.js';

type Outcome = 'let in' | ProblemType;
type Refusals = Partial<Record<CallerName, ProblemType>>;
interface Row {
  lets: readonly CallerName[];
  /** Who is let in by the guard, and refused by what it guards. */
  but?: Refusals;
  /** In place of the guard's example, where that is for one kind of caller only. */
  body?: object;
  /** Of a route about a step, where it is not the first. */
  stepId?: string;
  /** What it takes more from these. */
  adds?: Partial<Record<CallerName, object>>;
}

const anyone: readonly CallerName[] = ['nobody known', ...holders, ...people];
const [subject, requester] = holders;
const admin: CallerName = 'a person with the role rekey-admin';
const helpdesk: CallerName = 'a person with the role rekey-helpdesk';
const service = 'a person with the role rekey-service';
const asked: CallerName = 'who was asked to decide';
const onlookers = [subject, requester, admin, helpdesk];
const byOffice: readonly CallerName[] = [admin, service, 'the subject, signed in'];
const othersThan = (names: readonly CallerName[], problem: ProblemType): Refusals =>
  Object.fromEntries(people.filter((p) => !names.includes(p)).map((p) => [p, problem]));

const decidedBy = (stepId: string, who: CallerName): Row => ({
  ...{ stepId, lets: [who], but: othersThan([who], 'not-a-decider') },
});

/** By route; what is said after a comma tells several rows of one route apart. */
const table: Readonly<Record<string, Row>> = {
  'GET /v1/methods': { lets: anyone },
  'POST /v1/resets': {
    lets: ['nobody known', ...people],
    body: { user: 'alice', resetMethodId: 'access' },
    adds: { [helpdesk]: { ticket: 'INC-1042' } },
  },
  'GET /v1/resets/{id}': { lets: onlookers },
  'GET /v1/resets/{id}/events': { lets: onlookers },
  'POST /v1/resets/{id}/steps/{stepId}/challenge': { lets: [subject] },
  'POST /v1/resets/{id}/steps/{stepId}/answer': { lets: [subject] },
  'GET /v1/resets/{id}/steps/{stepId}/decision': decidedBy('approval', asked),
  'POST /v1/resets/{id}/steps/{stepId}/decision': decidedBy('approval', asked),
  'GET /v1/resets/{id}/steps/{stepId}/decision, by role': decidedBy('caller-check', helpdesk),
  'POST /v1/resets/{id}/steps/{stepId}/decision, by role': {
    ...decidedBy('caller-check', helpdesk),
    body: { decision: 'refuse' },
  },
  // The agent who asked finishes a reset of a method that hands them a temporary value: this is none.
  'POST /v1/resets/{id}/execute': { lets: [subject], but: { [requester]: 'forbidden', [helpdesk]: 'forbidden' } },
  'POST /v1/resets/{id}/collect': { lets: [subject], but: { [requester]: 'forbidden', [helpdesk]: 'forbidden' } },
  'POST /v1/resets/{id}/cancel': { lets: onlookers },
  'POST /v1/links': { lets: ['nobody known'] },
  'POST /v1/resets/execute': {
    lets: byOffice,
    but: othersThan(byOffice, 'forbidden'),
    body: { user: 'alice', resetMethodId: 'at-once' },
  },
  'GET /v1/resets': { lets: [admin, helpdesk] },
  'GET /v1/resets/{id}/audit': { lets: [admin] },
  'GET /healthz': { lets: anyone },
  'GET /readyz': { lets: anyone },
};

const nameOf = ({ method, path }: Guard): string => `${method.toUpperCase()} ${path}`;
const routeOf = (name: string): string => name.split(',')[0]!;
const guards = routes({}).map((r) => r.guard);
const isHolder = (caller: CallerName): boolean => (holders as readonly CallerName[]).includes(caller);

/** How those are refused who may not make a call at all. */
function refusedAs(caller: CallerName): ProblemType {
  if (caller.includes('has expired')) return 'token-expired';
  return caller === 'nobody known' || caller === 'a token that is none' ? 'unauthenticated' : 'forbidden';
}
function byTable({ lets, but }: Row, caller: CallerName): Outcome {
  return but?.[caller] ?? (lets.includes(caller) ? 'let in' : refusedAs(caller));
}
function byGuard({ who, path }: Guard, caller: CallerName): Outcome {
  const isLetIn = (): boolean => {
    if (caller === 'nobody known') return who.anonymous === true;
    if (isHolder(caller)) {
      const isOther = caller.endsWith('another reset') && path.includes('{id}');
      return !isOther && (who.holders ?? []).some((holder) => caller.startsWith(`the ${holder}'s`));
    }
    if (!isPerson(caller)) return false;
    return who.people === 'any' || (who.people ?? []).some((role) => caller.endsWith(` ${role}`));
  };
  return isLetIn() ? 'let in' : refusedAs(caller);
}

/** Who has a token that is good for something, and may not do this with this reset, is on record there. */
function recordOf(guard: Guard, caller: CallerName, outcome: Outcome, { other }: Waiting): object[] {
  if (!guard.path.includes('{id}') || (outcome !== 'forbidden' && outcome !== 'not-a-decider')) return [];
  const said = { problem: outcome, route: nameOf(guard) };
  if (isPerson(caller)) return [{ ...said, by: personOf(caller).personId }];
  const by = caller.startsWith("the subject's") ? 'subject' : 'requester';
  return [{ ...said, by, ...(caller.endsWith('another reset') && { of: other.id }) }];
}

it('every route stands in the table, and nothing else does', () => {
  const named = new Set(Object.keys(table).map(routeOf));
  expect([...named].sort()).toEqual(guards.map(nameOf).sort());
});

const rows = Object.entries(table).flatMap(([name, row]) =>
  guards.filter((guard) => nameOf(guard) === routeOf(name)).map((guard) => ({ name, row, guard })),
);
describe.each(rows)('$name', ({ row, guard }) => {
  const { stepId = 'email-code' } = row;
  let w: Waiting;
  beforeAll(async () => {
    w = await waitingResets();
  });

  it('declares what the table says', () => {
    const judged = callers.filter((caller) => !row.but?.[caller]);
    const outcomes = (by: (caller: CallerName) => Outcome) => Object.fromEntries(judged.map((c) => [c, by(c)]));
    expect(outcomes((c) => byGuard(guard, c))).toEqual(outcomes((c) => byTable(row, c)));
    for (const caller of Object.keys(row.but ?? {}) as CallerName[]) expect(byGuard(guard, caller)).toBe('let in');
  });

  const called = async (caller: CallerName) => {
    const path = guard.path.replace('{id}', w.mine.id).replace('{stepId}', stepId);
    const call = w.on.call[guard.method](path).set(await w.headersOf(caller));
    return guard.body ? call.send({ ...(row.body ?? guard.example?.body), ...row.adds?.[caller] }) : call;
  };

  it.each(callers.map((caller) => [caller, byTable(row, caller)] as const))('%s: %s', async (caller, outcome) => {
    const before = { truth: await w.truth(), refusals: await w.refusals(), others: await w.refusals(w.other) };
    const answer = await called(caller);
    const { status } = answer;
    const { type } = answer.body as { type?: string };
    if (outcome === 'let in') {
      expect([401, 403]).not.toContain(status);
      const unfit: ProblemType[] = ['invalid-input', 'not-found', 'internal-error', 'unknown-reset', 'no-such-step'];
      expect(unfit.map((u) => `urn:rekey:problem:${u}`)).not.toContain(type);
    } else {
      expect([status, type]).toEqual([problems[outcome].status, `urn:rekey:problem:${outcome}`]);
      expect(await w.truth()).toEqual(before.truth);
    }
    expect(await w.refusals()).toEqual([...before.refusals, ...recordOf(guard, caller, outcome, w)]);
    expect(await w.refusals(w.other)).toEqual(before.others);
  });
});
