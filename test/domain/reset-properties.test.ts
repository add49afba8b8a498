// What holds for a reset whatever happens to it, in whatever order.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { viewOf } from '../../domain/context.js';
import type { Factor, Plan, Step } from '../../domain/plan.js';
import { deadlineOf, ended, next, passedCount, type Event, type Reset } from '../../domain/reset.js';
import { refusal, type Message } from '../../domain/refusal.js';
import { opened, planWith, requested, step } from './resets.js';

const factors: (Factor | null)[] = ['email', 'people', 'device', null];
const ids = ['a', 'b', 'c', 'source', 'one', 'two', 'out', 'nope'];
const stepId = fc.constantFrom(...ids);

const authenticator = (id: string): fc.Arbitrary<Step> =>
  fc
    .tuple(fc.constantFrom('ask', 'await', 'delay', 'run'), fc.constantFrom(...factors), fc.boolean())
    .map(([shape, factor, vouches]) =>
      step('authenticator', shape, id, factor, vouches && shape === 'await' ? { secondPerson: true } : {}),
    );
const plan = fc
  .record({
    of: fc.tuple(authenticator('a'), authenticator('b'), authenticator('c')),
    size: fc.integer({ min: 0, max: 3 }),
    wanted: fc.integer({ min: 1, max: 3 }),
    independent: fc.boolean(),
    made: fc.boolean(),
    targets: fc.constantFrom(['one'], ['one', 'two']),
    handed: fc.boolean(),
  })
  .map(({ of, size, wanted, independent, made, targets, handed }) =>
    planWith({
      of: of.slice(0, size),
      atLeast: Math.min(wanted, size),
      independent,
      source: step('source', made ? 'run' : 'ask', 'source'),
      targets,
      delivery: handed ? step('delivery', 'await', 'out') : null,
    }),
  );

const verdict = fc.record(
  { passed: fc.boolean(), reasons: fc.constant([]), value: fc.constant('ref'), moved: fc.constant(true as const) },
  { requiredKeys: ['passed', 'reasons'] },
);
const applied = fc.record({ state: fc.constantFrom('ready', 'set', 'refused', 'unknown') });
const tally = fc.record({ done: fc.boolean(), passed: fc.boolean() });
const until = fc.nat();
const facts = { subject: 's', decoy: false, joined: true, signedIn: false };
const privileged = fc.constantFrom({}, { secondPerson: true as const });
const event: fc.Arbitrary<Event> = fc.oneof(
  fc.tuple(plan, privileged).map(([p, more]): Event => ({ type: 'opened', plan: p, ...facts, ...more })),
  fc.constantFrom<Event>(
    { type: 'joined' },
    { type: 'executing', at: 0 },
    { type: 'not-executed' },
    { type: 'applying' },
    { type: 'superseded' },
    { type: 'deadline' },
    { type: 'vetoed' },
    { type: 'not-opened', reason: 'x' },
    { type: 'not-set', reason: 'x' },
    { type: 'cancelled', reason: 'x' },
  ),
  fc.record({
    type: fc.constantFrom(
      'challenging' as const,
      'not-challenged' as const,
      'not-answered' as const,
      'inviting' as const,
      'elapsed' as const,
      'timed-out' as const,
    ),
    stepId,
  }),
  fc.record({ type: fc.constant('answering' as const), stepId, at: until }),
  fc.record({ type: fc.constant('challenged' as const), stepId, until }),
  fc.record({ type: fc.constant('began' as const), stepId, until }),
  fc.record({ type: fc.constant('answered' as const), stepId, verdict }),
  fc.record({ type: fc.constant('tallied' as const), stepId, tally }),
  fc.record({ type: fc.constant('applied' as const), stepId, applied }),
);
const events = fc.array(event, { maxLength: 60 });
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({
    name: fc.constantFrom('challenge' as const, 'answer' as const),
    stepId,
    epoch: fc.integer({ min: 0, max: 3 }),
    at: fc.nat(),
  }),
  fc.record({ name: fc.constant('execute' as const), epoch: fc.integer({ min: 0, max: 3 }), at: fc.nat() }),
  fc.record({ name: fc.constant('collect' as const), epoch: fc.integer({ min: 0, max: 3 }), at: fc.nat() }),
  fc.record({ name: fc.constant('join' as const), stepId }),
  fc.constantFrom<Message>({ name: 'cancel' }, { name: 'veto' }),
);

/** Every pair of neighbours in the life of a reset that this plan and these events make. */
function life(first: Reset, happened: readonly Event[]): { before: Reset; event: Event; after: Reset }[] {
  let r = first;
  return happened.map((e) => {
    const before = r;
    r = next(before, e);
    return { before, event: e, after: r };
  });
}
/** What brings a reset of this plan so far that less has to come by chance. */
const far = fc.constantFrom<'opened' | 'proved' | 'executing' | 'set'>(
  'opened',
  'opened',
  'proved',
  'executing',
  'set',
);
function eventsTo(to: 'opened' | 'proved' | 'executing' | 'set', p: Plan): Event[] {
  const passed = { passed: true, reasons: [] };
  const proofs = p.authentication.of.map(({ id, shape }): Event => {
    if (shape === 'await') return { type: 'tallied', stepId: id, tally: { done: true, passed: true } };
    return shape === 'delay' ? { type: 'elapsed', stepId: id } : { type: 'answered', stepId: id, verdict: passed };
  });
  const executing: Event[] = [
    { type: 'executing', at: 0 },
    { type: 'answered', stepId: 'source', verdict: { ...passed, value: 'ref' } },
  ];
  const set = p.targets.map(({ id }): Event => ({ type: 'applied', stepId: id, applied: { state: 'set' } }));
  const all: Event[][] = [proofs, executing, [{ type: 'applying' }, ...set]];
  return all.slice(0, ['opened', 'proved', 'executing', 'set'].indexOf(to)).flat();
}
const always = (claim: (now: { before: Reset; event: Event; after: Reset }, all: Reset[]) => void): void =>
  fc.assert(
    fc.property(plan, privileged, far, events, (p, more, to, then) => {
      const happened = [...eventsTo(to, p), ...then];
      const first = opened(p, more);
      const seen = [first];
      for (const now of life(first, happened)) {
        seen.push(now.after);
        claim(now, seen);
      }
    }),
    { numRuns: 400 },
  );

describe('whatever happens to a reset', () => {
  it('its version rises with every event', () =>
    always(({ before, after }) => expect(after.version).toBe(before.version + 1)));

  it('what was before does not change', () =>
    always(({ before, event: e }) => {
      const copy = structuredClone(before);
      next(before, e);
      expect(before).toEqual(copy);
    }));

  it('an end is for ever: nothing changes any more but the version', () =>
    always(({ before, after }) => {
      if (ended(before.state)) expect({ ...after, version: 0 }).toEqual({ ...before, version: 0 });
    }));

  it('it is JSON, as is its view', () =>
    always(({ after }) => {
      expect(JSON.parse(JSON.stringify(after))).toEqual(after);
      expect(JSON.parse(JSON.stringify(viewOf(after)))).toEqual(viewOf(after));
    }));

  it('its epoch never falls, and a step never gets attempts back', () =>
    always(({ before, event: e, after }) => {
      expect(after.epoch).toBeGreaterThanOrEqual(before.epoch);
      if (e.type === 'opened') return;
      for (const [id, s] of Object.entries(after.steps))
        if (s.attemptsLeft !== undefined)
          expect(s.attemptsLeft).toBeLessThanOrEqual(before.steps[id]!.attemptsLeft ?? 0);
    }));

  it('a step with no attempts left has failed, and stays so', () =>
    always(({ before, event: e, after }) => {
      if (e.type === 'opened') return;
      for (const [id, s] of Object.entries(after.steps)) {
        if (s.attemptsLeft === 0 && s.role === 'authenticator') expect(['failed', 'passed']).toContain(s.state);
        expect(s.attemptsLeft ?? 1).toBeGreaterThanOrEqual(0);
        expect(before.steps[id]).toBeDefined();
      }
    }));

  it('it becomes authenticated only with the proofs that the method wants', () =>
    always(({ before, after }) => {
      if (after.state === 'authenticated' && before.state === 'authenticating')
        expect(passedCount(after)).toBeGreaterThanOrEqual(after.needed);
    }));

  it('it never asks for more proofs than it has once it is past authentication', () =>
    always(({ after }) => {
      if (['authenticated', 'executing', 'delivering'].includes(after.state))
        expect(passedCount(after)).toBeGreaterThanOrEqual(after.needed);
    }));

  it('it executes only after it was authenticated, delivers only after it executed, completes only with all targets set', () =>
    always(({ before, after }) => {
      if (before.state === after.state) return;
      if (after.state === 'executing') expect(before.state).toBe('authenticated');
      if (after.state === 'delivering') expect(before.state).toBe('executing');
      if (after.state === 'completed')
        for (const s of Object.values(after.steps)) if (s.role === 'target') expect(s.state).toBe('set');
    }));

  it('cancel and veto end it until the first apply, a veto the handing over, too, and never else', () =>
    always(({ before, event: e, after }) => {
      if ((e.type !== 'cancelled' && e.type !== 'vetoed') || ended(before.state)) return;
      const tooLate = before.applyBegan && (e.type === 'cancelled' || before.state !== 'delivering');
      expect(ended(after.state)).toBe(!tooLate);
      const name = e.type === 'vetoed' ? 'veto' : 'cancel';
      expect(refusal(before, { name })).toBe(tooLate ? 'too-late' : undefined);
    }));

  it('who is privileged is authenticated only by a second person, too, and once something is proved it ends where nobody can vouch', () =>
    always(({ after }) => {
      if (!after.secondPerson || ended(after.state)) return;
      const vouching = Object.values(after.steps).filter((s) => s.role === 'authenticator' && s.secondPerson);
      if (after.state !== 'authenticating') expect(vouching.map((s) => s.state)).toContain('passed');
      else if (after.proved) expect(vouching.some((s) => s.state !== 'failed')).toBe(true);
    }));

  it('its rounds rise, one at a time, and fall only where a claim is taken back', () =>
    always(({ before, event: e, after }) => {
      if (e.type === 'opened') return;
      for (const [id, { round }] of Object.entries(after.steps)) {
        const by = round - before.steps[id]!.round;
        const mine = 'stepId' in e ? e.stepId === id : before.steps[id]!.role === 'source';
        const redelivered = before.state === 'delivering' && after.state === 'authenticated';
        const rises = redelivered || (mine && ['challenging', 'inviting', 'executing'].includes(e.type));
        const falls = mine && ['not-challenged', 'not-executed'].includes(e.type);
        expect(by).toBeGreaterThanOrEqual(falls ? -1 : 0);
        expect(by).toBeLessThanOrEqual(rises ? 1 : 0);
      }
    }));

  it('a step that is challenged again is not passed until it was answered again, and counts for nothing meanwhile', () =>
    always(({ before, event: e, after }) => {
      if (e.type !== 'challenging' || before.steps[e.stepId]?.role !== 'authenticator') return;
      expect(passedCount(after)).toBeLessThanOrEqual(passedCount(before));
      expect(viewOf(after).passed).toBe(passedCount(after));
      const isOpen = before.state === 'authenticating' || before.state === 'authenticated';
      if (isOpen && before.steps[e.stepId]!.state === 'passed') {
        expect(after.steps[e.stepId]!.state).toBe('open');
        expect(after.state).toBe('authenticating');
      }
      if (!isOpen) expect(after.steps[e.stepId]!.state).toBe(before.steps[e.stepId]!.state);
    }));

  it('its deadline moves at most once, and only back', () =>
    always(({ before, event: e, after }) => {
      if (e.type !== 'opened' && !ended(before.state))
        expect(deadlineOf(after)).toBeGreaterThanOrEqual(deadlineOf(before));
    }));

  it('a message is refused or allowed, and after its end refused', () => {
    fc.assert(
      fc.property(plan, events, message, (p, happened, m) => {
        const r = happened.reduce(next, opened(p));
        const problem = refusal(r, m);
        if (ended(r.state)) expect(problem).toBeDefined();
        if ('epoch' in m && m.epoch !== r.epoch) expect(problem).toBeDefined();
      }),
    );
  });

  it('nothing but an opening begins it', () => {
    fc.assert(
      fc.property(events, (happened) => {
        const r = happened.filter((e) => e.type !== 'opened').reduce(next, requested());
        expect(Object.keys(r.steps)).toEqual([]);
        expect(r.state === 'requested' || ended(r.state)).toBe(true);
      }),
    );
  });
});
