// What may be said to a reset when: every message in every state, and the problem with which it is refused.
import { describe, expect, it } from '@jest/globals';
import { refusal, type Message } from '../../domain/refusal.js';
import { endings, invitation, next, type Event, type Reset } from '../../domain/reset.js';
import { requested, opened, planWith, step } from './resets.js';

const plan = planWith({
  of: [step('authenticator', 'ask', 'code', 'email'), step('authenticator', 'await', 'approval', 'people')],
  atLeast: 1,
  delivery: step('delivery', 'await', 'display'),
});
const passed = { passed: true, reasons: [] };
const after = (r: Reset, ...events: Event[]): Reset => events.reduce(next, r);

const authenticating = opened(plan);
const challenged = after(
  authenticating,
  { type: 'challenging', stepId: 'code' },
  { type: 'challenged', stepId: 'code', until: 600_000 },
);
const authenticated = after(challenged, { type: 'answered', stepId: 'code', verdict: passed });
const executing = after(authenticated, { type: 'executing', at: 0 });
const valued = after(executing, { type: 'answered', stepId: 'source', verdict: { ...passed, value: 'ref' } });
const applying = after(valued, { type: 'applying' });
const delivering = after(applying, { type: 'applied', stepId: 'target', applied: { state: 'set' } });
const completed = after(delivering, { type: 'tallied', stepId: 'display', tally: { done: true, passed: true } });
const expired = after(challenged, { type: 'deadline' });
const cancelled = after(challenged, { type: 'cancelled', reason: 'subject' });
const failed = after(applying, { type: 'not-set', reason: 'target-unreachable' });

const states: Record<string, Reset> = {
  requested: requested(),
  authenticating,
  challenged,
  authenticated,
  executing,
  applying,
  delivering,
  completed,
  expired,
  cancelled,
  failed,
};
const said = { epoch: 1, at: 1_000 };
const messages: Record<string, Message> = {
  challenge: { name: 'challenge', stepId: 'code', ...said },
  answer: { name: 'answer', stepId: 'code', ...said },
  'answer of the source': { name: 'answer', stepId: 'source', ...said },
  execute: { name: 'execute', value: 'ref', ...said },
  'execute without a value': { name: 'execute', ...said },
  collect: { name: 'collect', ...said },
  join: { name: 'join', stepId: invitation },
  cancel: { name: 'cancel' },
  veto: { name: 'veto' },
};
const allowed = undefined;
/** One letter a state, in the order of `states`. */
const letters: Record<string, string | undefined> = {
  '-': allowed,
  w: 'wrong-state',
  b: 'busy',
  n: 'value-needed',
  l: 'too-late',
  e: 'already-ended',
  x: 'reset-expired',
  c: 'already-collected',
  m: 'continued-elsewhere',
};
const table: Record<string, string> = {
  challenge: '---wwwwexee',
  answer: '-w-wwwwexee',
  'answer of the source': '-ww-wwwexee',
  execute: '-ww-bbwexee',
  'execute without a value': '-wwnbbwexee',
  collect: '-wwww--cxee',
  join: '-mmmmmmexee',
  cancel: '-----llexee',
  veto: '-----l-exee',
};

describe('what may be said when', () => {
  const cases = Object.entries(table).flatMap(([message, row]) =>
    Object.keys(states).map((state, i) => [message, state, letters[row[i]!]] as const),
  );
  it.each(cases)('%s, %s: %s', (message, state, problem) => {
    expect(refusal(states[state]!, messages[message]!)).toBe(problem);
  });

  it.each(endings)('nothing is allowed once it is %s', (state) => {
    for (const message of Object.values(messages)) expect(refusal({ ...completed, state }, message)).toBeDefined();
  });

  it('an older epoch sees only that the reset was continued elsewhere', () => {
    for (const r of [authenticating, challenged, authenticated, executing, delivering])
      for (const m of Object.values(messages).filter((said) => 'epoch' in said))
        expect(refusal({ ...r, epoch: 2 }, m)).toBe('continued-elsewhere');
  });

  it('after the deadline nothing is accepted; what was accepted before it is', () => {
    const at = challenged.proveBy;
    const answer = (when: number): Message => ({ name: 'answer', stepId: 'code', epoch: 1, at: when });
    expect(refusal(challenged, answer(at))).toBe(allowed);
    expect(refusal(challenged, answer(at + 1))).toBe('reset-expired');
    expect(refusal(requested(), answer(requested().expiresAt + 1))).toBe('reset-expired');
    const execute: Message = { name: 'execute', value: 'ref', epoch: 1, at: at + 1 };
    expect(refusal(authenticated, execute)).toBe(allowed);
    expect(refusal(authenticated, { ...execute, at: authenticated.expiresAt + 1 })).toBe('reset-expired');
  });

  it('a step that an Update is at work on is busy, also the source and the delivery', () => {
    const busy = (r: Reset, stepId: string): Reset => next(r, { type: 'answering', stepId });
    expect(refusal(busy(challenged, 'code'), messages['answer']!)).toBe('busy');
    expect(refusal(busy(challenged, 'code'), messages['challenge']!)).toBe('busy');
    expect(refusal(busy(authenticated, 'source'), messages['execute']!)).toBe('busy');
    expect(refusal(busy(delivering, 'display'), messages['collect']!)).toBe('busy');
  });

  it('steps that there are not, or that nobody answers, are named so', () => {
    const about = (stepId: string): Message => ({ name: 'answer', stepId, epoch: 1, at: 0 });
    expect(refusal(challenged, about('nope'))).toBe('no-such-step');
    expect(refusal(challenged, about('approval'))).toBe('wrong-state');
    expect(refusal(challenged, about('target'))).toBe('wrong-state');
  });

  it('nobody acts for a subject who has not joined, and nobody else collects', () => {
    const uninvited = opened(plan, { joined: false, signedIn: true });
    expect(refusal(uninvited, messages['challenge']!)).toBe('not-joined');
    expect(refusal(uninvited, { name: 'join', stepId: invitation })).toBe(allowed);
    expect(refusal(uninvited, { name: 'join', stepId: 'display' })).toBe('wrong-state');
    const forAnother = { ...delivering, joined: false };
    expect(refusal(forAnother, messages['collect']!)).toBe('not-joined');
    expect(refusal(forAnother, { name: 'join', stepId: 'display' })).toBe(allowed);
    expect(refusal(forAnother, { name: 'join', stepId: 'target' })).toBe('wrong-state');
  });

  it('a step is challenged twenty times at most', () => {
    const often = (round: number): Reset => ({
      ...challenged,
      steps: { ...challenged.steps, code: { ...challenged.steps['code']!, round } },
    });
    expect(refusal(often(19), messages['challenge']!)).toBe(allowed);
    expect(refusal(often(20), messages['challenge']!)).toBe('no-more-challenges');
    expect(refusal(often(20), messages['answer']!)).toBe(allowed);
  });

  it('a value is taken only where one is typed', () => {
    const made = { ...authenticated, steps: { ...authenticated.steps, source: step('source', 'run', 'source').state } };
    expect(refusal(made, messages['execute']!)).toBe('value-not-allowed');
    expect(refusal(made, messages['execute without a value']!)).toBe(allowed);
    expect(refusal({ ...authenticated, value: 'ref' }, messages['execute without a value']!)).toBe(allowed);
  });
});

describe('what events do', () => {
  it('an event that failed to happen leaves the round, so that its repeat has the same key', () => {
    const again = after(
      challenged,
      { type: 'challenging', stepId: 'code' },
      { type: 'not-challenged', stepId: 'code' },
    );
    expect(again.steps).toEqual(challenged.steps);
    const repeat = after(authenticated, { type: 'executing', at: 0 }, { type: 'not-executed' });
    expect({ ...repeat, version: 0 }).toEqual({ ...authenticated, version: 0 });
  });

  it('a move reopens what was answered on the other device, not what others decided', () => {
    const moving = planWith({
      of: [
        step('authenticator', 'ask', 'link', 'device'),
        step('authenticator', 'ask', 'code', 'email'),
        step('authenticator', 'await', 'approval', 'people'),
      ],
      atLeast: 3,
    });
    const moved = after(
      opened(moving),
      { type: 'answered', stepId: 'code', verdict: passed },
      { type: 'tallied', stepId: 'approval', tally: { done: true, passed: true } },
      { type: 'answered', stepId: 'link', verdict: { ...passed, moved: true } },
    );
    expect(moved).toMatchObject({
      epoch: 2,
      state: 'authenticating',
      steps: { link: { state: 'passed' }, code: { state: 'open' }, approval: { state: 'passed' } },
    });
  });

  it('an answer that was judged when the reset had gone on does not count any more', () => {
    const late: Event = { type: 'answered', stepId: 'code', verdict: { ...passed, moved: true } };
    for (const r of [executing, delivering]) expect({ ...next(r, late), version: 0 }).toEqual({ ...r, version: 0 });
  });

  it('a delivery that fails goes back twice, with new keys for the targets, then the reset is undelivered', () => {
    const failedDelivery: Event = { type: 'timed-out', stepId: 'display' };
    const once = next(delivering, failedDelivery);
    expect(once).toMatchObject({ state: 'authenticated', applyBegan: false, failedDeliveries: 1 });
    expect(once.value).toBeUndefined();
    expect(once.steps['target']!.round).toBeGreaterThan(delivering.steps['target']!.round);
    const again = { ...delivering, failedDeliveries: 2 };
    expect(next(again, failedDelivery)).toMatchObject({ state: 'undelivered', reason: 'not-collected' });
  });

  it('where nobody had to prove anything, a delivery that fails is the end', () => {
    expect(next({ ...delivering, needed: 0 }, { type: 'timed-out', stepId: 'display' }).state).toBe('undelivered');
  });

  it('after a value was set that nobody has, no ending reads as if the old one still held', () => {
    const back = next(delivering, { type: 'timed-out', stepId: 'display' });
    const ends: Event[] = [{ type: 'deadline' }, { type: 'cancelled', reason: 'subject' }, { type: 'vetoed' }];
    for (const end of ends) expect(next(back, end).state).toBe('undelivered');
  });

  it('a veto ends the handing over: what was set is collected by nobody', () => {
    expect(next(delivering, { type: 'vetoed' })).toMatchObject({ state: 'undelivered', reason: 'vetoed' });
    expect(next(delivering, { type: 'cancelled', reason: 'subject' }).state).toBe('delivering');
  });

  it("no word but the target's own changes what stands there", () => {
    const r = opened(planWith({ targets: ['one'] }));
    const verdict = { passed: false, reasons: [] };
    expect(next(r, { type: 'answered', stepId: 'one', verdict }).steps['one']?.state).toBe('open');
    const tally = { done: true, passed: true };
    expect(next(r, { type: 'tallied', stepId: 'one', tally }).steps['one']?.state).toBe('open');
  });

  it('superseded before anything was set, failed after', () => {
    expect(next(applying, { type: 'superseded' }).state).toBe('superseded');
    const partly = after(
      opened(planWith({ targets: ['one', 'two'] })),
      { type: 'executing', at: 0 },
      { type: 'applying' },
      {
        type: 'applied',
        stepId: 'one',
        applied: { state: 'set' },
      },
    );
    expect(next(partly, { type: 'superseded' })).toMatchObject({ state: 'failed', reason: 'superseded' });
  });

  it('independent proofs count by factor, and a reset is refused only when they can no longer be enough', () => {
    const three = planWith({
      of: [
        step('authenticator', 'ask', 'a', 'email'),
        step('authenticator', 'ask', 'b', 'email'),
        step('authenticator', 'ask', 'c', 'phone'),
      ],
      atLeast: 2,
    });
    const pass = (stepId: string): Event => ({ type: 'answered', stepId, verdict: passed });
    const fail = (stepId: string): Event => ({ type: 'timed-out', stepId });
    expect(after(opened(three), pass('a'), pass('b')).state).toBe('authenticating');
    expect(after(opened(three), pass('a'), pass('c')).state).toBe('authenticated');
    expect(after(opened(three), fail('a')).state).toBe('authenticating');
    expect(after(opened(three), fail('a'), fail('b'))).toMatchObject({ state: 'refused', reason: 'not-proved' });
    expect(after(opened(three), fail('c')).state).toBe('refused');
    const counted = opened({ ...three, authentication: { ...three.authentication, independent: false } });
    expect(after(counted, pass('a'), pass('b')).state).toBe('authenticated');
  });
});
