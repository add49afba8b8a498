// Every verb of every part, and the reset's own activities: called twice under one key they give the same result and have one effect.
import { describe, expect, it } from '@jest/globals';
import type { AnyPart } from '../../activities/part.js';
import { registry } from '../../activities/registry.js';
import type { Plan } from '../../domain/plan.js';
import { stepsOf } from '../../domain/plan.js';
import { invitation, next, type Event, type Reset } from '../../domain/reset.js';
import { collecting } from '../../domain/shapes.js';
import { testParts } from '../support/parts.js';
import { goodPassword } from '../support/password.js';
import { Fixture } from './fixture.js';

const parts = [...registry, ...testParts];
const passed = { passed: true, reasons: [] };

/** A method that uses this part, beside what a method needs besides. */
function methodWith({ role, kind, toRequester }: AnyPart): string {
  const use = (wanted: AnyPart['role'], preset: string): string => (role === wanted ? kind : preset);
  const first = role === 'authenticator' && kind !== 'test-ask' ? `, ${kind}` : '';
  return `
id: m
title: t
request: { by: [${toRequester ? 'helpdesk' : 'self'}] }
authentication: { atLeast: ${first ? 2 : 1}, independent: false, of: [test-ask${first}] }
source: ${use('source', toRequester ? 'random' : 'user-entry')}
targets: [${use('target', toRequester ? 'directory: { mustChange: true }' : 'directory')}]
delivery: ${use('delivery', 'display')}
expires: P5D
`;
}

interface Stage {
  f: Fixture;
  plan: Plan;
  reset: Reset;
  stepId: string;
}
async function stage(part: AnyPart): Promise<Stage> {
  const f = new Fixture();
  const method = await f.method(methodWith(part));
  await f.user('alice');
  const requester = { kind: 'helpdesk', personId: 'person-agent' } as const;
  const opened = await f.open(method, 'alice', part.toRequester ? { requester } : {});
  await f.ports.resets.insert(opened, { requesterKind: 'self' });
  // `none` is compiled away: it stands for the delivery that is there.
  const step = stepsOf(method.plan).find((s) => s.role === part.role && s.kind === part.kind);
  return { f, plan: method.plan, reset: opened, stepId: step?.id ?? '' };
}

/** All right and wrong inputs of a verb, where it has been challenged or invited before; each with the events that come before it. */
type Try = (s: Stage) => Promise<{ reset: Reset; input: object }>;
const began = (stepId: string): Event => ({ type: 'inviting', stepId });
const challenged = async ({ f, plan, reset, stepId }: Stage): Promise<Reset> => {
  const at = next(reset, { type: 'challenging', stepId });
  await f.part(plan, at, stepId, 'challenge', {});
  return next(at, { type: 'challenged', stepId, until: f.now + 600_000 });
};
const typed =
  (part: AnyPart, right: boolean): Try =>
  async (s) => {
    const reset = await challenged(s);
    if (part.role === 'source') {
      return { reset, input: { answer: await s.f.value(reset, right ? goodPassword : 'weak') } };
    }
    const { code, url } = s.f.mailsOf(reset.id).at(-1)!.values;
    const link = String(url).split('#')[1];
    const answer = url === undefined ? { code: right ? code : '000000' } : { link: right ? link : `${link}x` };
    return { reset, input: { answer: await s.f.answer(reset, answer) } };
  };
const decided =
  (verdict: 'approve' | 'refuse', by: string): Try =>
  async (s) => {
    const reset = next(s.reset, began(s.stepId));
    const id = `${verdict}-${by}`;
    const record = { id, resetId: reset.id, stepId: s.stepId, verdict, by, at: s.f.now } as const;
    await s.f.ports.decisions.record(record);
    return { reset, input: { decision: { id } } };
  };
const simple =
  (input: object): Try =>
  async (s) => ({ reset: next(s.reset, began(s.stepId)), input });
const proved: Try = async ({ f, reset }) => {
  const after = next(reset, { type: 'answered', stepId: 'test-ask', verdict: passed });
  const { id, subject, epoch } = after;
  await f.ports.proofs.record({
    resetId: id,
    stepId: 'test-ask',
    subjectId: subject,
    epoch,
    round: 1,
    factor: 'email',
    at: f.now,
  });
  const value = await f.value(after, goodPassword);
  return { reset: next(after, { type: 'executing', at: 0 }), input: { value } };
};
const unproved: Try = async ({ f, reset }) => ({ reset, input: { value: await f.value(reset, goodPassword) } });
const tries: Record<string, (part: AnyPart) => Record<string, Try>> = {
  challenge: () => ({
    '': async (s) => ({ reset: next(s.reset, { type: 'challenging', stepId: s.stepId }), input: {} }),
  }),
  'ask verify': (p) => ({ 'a right answer': typed(p, true), 'a wrong answer': typed(p, false) }),
  invite: () => ({ '': simple({ until: Date.UTC(2026, 0, 3) }) }),
  remind: () => ({ '': simple({ nth: 1, until: Date.UTC(2026, 0, 3) }) }),
  decide: () => ({
    'a yes': decided('approve', 'person-x'),
    'a no': decided('refuse', 'person-x'),
    'a collect': simple({ decision: { id: collecting } }),
  }),
  announce: () => ({ '': simple({ until: Date.UTC(2026, 0, 3) }) }),
  run: () => ({ '': simple({}) }),
  prepare: () => ({ proved }),
  apply: () => ({ proved, 'without proof': unproved }),
  'set verify': () => ({ '': proved }),
};

const cases = parts
  .filter((p) => p.kind !== 'none')
  .flatMap((part) =>
    Object.keys(part.verbs).flatMap((verb) =>
      Object.entries((tries[verb] ?? tries[`${part.shape} ${verb}`])!(part)).map(
        ([what, attempt]) => [`${part.role}.${part.kind}.${verb}`, what, part, verb, attempt] as const,
      ),
    ),
  );

describe('an activity that is called twice under one key', () => {
  it.each(cases)('%s %s', async (_name, _what, part, verb, attempt) => {
    const s = await stage(part);
    const { reset, input } = await attempt(s);
    const once = await s.f.part(s.plan, reset, s.stepId, verb, input);
    const traces = await s.f.traces(reset.id);
    s.f.now += 1_000;
    expect(await s.f.part(s.plan, reset, s.stepId, verb, input)).toEqual(once);
    expect(await s.f.traces(reset.id)).toEqual(traces);
  });

  const own = `
id: m
title: t
request: { by: [self, helpdesk] }
authentication: { of: [email-code] }
source: user-entry
targets: [directory]
`;
  it.each(['self', 'helpdesk'] as const)('reset.open, asked by %s', async (kind) => {
    const f = new Fixture();
    const method = await f.method(own);
    await f.user('alice');
    const input = await f.asked(method, 'alice', { requester: { kind, personId: 'p' } });
    const once = await f.run('reset.open', input);
    const traces = await f.traces(input.reset.id);
    expect(await f.run('reset.open', input)).toEqual(once);
    expect(await f.traces(input.reset.id)).toEqual(traces);
  });

  it('reset.join', async () => {
    const f = new Fixture();
    const method = await f.method(own);
    await f.user('alice');
    const reset = await f.open(method, 'alice', { requester: { kind: 'helpdesk', personId: 'p' } });
    const url = String(f.mailsOf(reset.id)[0]!.values['url']);
    const token = await f.answer(reset, { link: url.split('#')[1] });
    const once = await f.run('reset.join', { reset, stepId: invitation, token });
    expect(once).toMatchObject({ passed: true });
    const traces = await f.traces(reset.id);
    expect(await f.run('reset.join', { reset, stepId: invitation, token })).toEqual(once);
    expect(await f.traces(reset.id)).toEqual(traces);
  });

  it.each(['reset.close', 'reset.note', 'reset.send'])('%s', async (name) => {
    const f = new Fixture();
    const method = await f.method(own);
    await f.user('alice');
    const reset = await f.open(method, 'alice');
    const ending: Reset = { ...reset, state: 'completed', proved: true, version: reset.version + 1 };
    const input = { reset: ending, resetId: reset.id, stepIds: ['email-code'], stepId: 'email-code' };
    const once = await f.run(name, input);
    const traces = await f.traces(reset.id);
    expect(await f.run(name, input)).toEqual(once);
    expect(await f.traces(reset.id)).toEqual(traces);
  });
});

it('a config that this version does not know is told as such, and never tried again', async () => {
  const f = new Fixture();
  const method = await f.method(methodWith(parts.find((p) => p.kind === 'email-code')!));
  await f.user('alice');
  const reset = await f.open(method, 'alice');
  const step = { ...stepsOf(method.plan).find((s) => s.kind === 'email-code')!, config: { digits: 8, colour: 'red' } };
  const call = f.call(reset, step, 'challenge', {});
  await expect(f.run('authenticator.email-code.challenge', ...call)).rejects.toMatchObject({
    type: 'plan-unfit',
    nonRetryable: true,
  });
});

it('no failure of an activity carries what somebody else wrote', async () => {
  const f = new Fixture();
  const method = await f.method(methodWith(parts.find((p) => p.kind === 'email-code')!));
  await f.user('alice');
  const reset = await f.open(method, 'alice');
  f.faults.at('notifier.send', () => Promise.reject(new TypeError('550 alice@example.org: code 12345678 refused')));
  const failure: unknown = await f
    .part(method.plan, next(reset, { type: 'challenging', stepId: 'email-code' }), 'email-code', 'challenge', {})
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    type: 'TypeError',
    message: 'authenticator.email-code.challenge: failed (TypeError)',
  });
  expect(JSON.stringify(failure)).not.toContain('alice');
  expect((failure as Error).cause).toBeUndefined();
});
