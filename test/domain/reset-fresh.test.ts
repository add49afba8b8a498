// What is said to a reset over hours, by the rule of what may be said: a value is never set on proofs that are all too old.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ended, next, outdatedIn, passedCount, type Event, type Reset } from '../../domain/reset.js';
import { refusal } from '../../domain/refusal.js';
import type { Shape } from '../../domain/plan.js';
import { opened, planWith, step } from './resets.js';

const minute = 60_000;
/** As `planWith` has it. */
const freshFor = 30 * minute;
const ids = ['a', 'b', 'c'] as const;

/** `checked`: others say so, and the subject takes part. */
type Kind = Shape | 'checked';
const shapes = fc.tuple(...ids.map(() => fc.constantFrom<Kind>('ask', 'ask', 'await', 'checked', 'delay')));
const stepOf = (kind: Kind, id: string) =>
  kind === 'checked' ? step('authenticator', 'await', id, null, { getsOld: true }) : step('authenticator', kind, id);
const act = fc.record({
  what: fc.constantFrom(
    'challenge',
    'answer',
    'prove',
    'prove',
    'decide',
    'execute',
    'execute',
    'not-executed',
    'join',
  ),
  id: fc.constantFrom(...ids),
  right: fc.constantFrom(true, true, true, false),
  /** Minutes since the last one. */
  after: fc.constantFrom(0, 1, 10, 29, 31, 90),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** A reset to which things are said, and when each step's passing answer was given. */
class Said {
  r: Reset;
  now = 0;
  readonly answeredAt = new Map<string, number>();
  /** What was executed on: the newest answer of those that counted, where there was one. */
  readonly executed: { at: number; newest: number | undefined }[] = [];
  constructor(r: Reset) {
    this.r = r;
  }

  say({ what, id, right, after }: Act): void {
    this.now += after * minute;
    if (what === 'prove') this.#prove(id);
    if (what === 'challenge') this.#challenge(id);
    if (what === 'answer') this.#answer(id, right);
    if (what === 'decide' && this.r.steps[id]?.shape !== 'ask') this.#decide(id, right);
    if (what === 'execute') this.#execute();
    if (what === 'not-executed') this.#happen({ type: 'not-executed' });
    if (what === 'join' && !refusal(this.r, { name: 'join', stepId: 'invitation' })) this.#happen({ type: 'joined' });
  }
  #happen(...events: Event[]): void {
    this.r = events.reduce(next, this.r);
  }
  #prove(id: string): void {
    this.#challenge(id);
    this.#answer(id, true);
  }
  #challenge(stepId: string): void {
    if (refusal(this.r, { name: 'challenge', stepId, epoch: this.r.epoch, at: this.now })) return;
    this.#happen({ type: 'challenging', stepId }, { type: 'challenged', stepId, until: this.now + 10 * minute });
    this.answeredAt.delete(stepId);
  }
  #answer(stepId: string, passed: boolean): void {
    if (refusal(this.r, { name: 'answer', stepId, epoch: this.r.epoch, at: this.now })) return;
    this.#happen({ type: 'answering', stepId, at: this.now }, { type: 'not-answered', stepId });
    this.#happen({ type: 'answered', stepId, verdict: { passed, reasons: [] } });
    if (passed) this.answeredAt.set(stepId, this.now);
  }
  #decide(stepId: string, passed: boolean): void {
    const { shape, getsOld } = this.r.steps[stepId]!;
    if (shape === 'delay') return this.#happen({ type: 'elapsed', stepId });
    if (!getsOld) return this.#happen({ type: 'tallied', stepId, tally: { done: true, passed } });
    if (this.r.state === 'authenticated' && this.#isOutdated(stepId)) {
      this.#happen({ type: 'inviting', stepId }, { type: 'began', stepId, until: this.now + 10 * minute });
      this.answeredAt.delete(stepId);
    }
    const was = this.r.steps[stepId]!.state;
    this.#happen({ type: 'tallied', stepId, tally: { done: true, passed, at: this.now } });
    if (was !== 'passed' && this.r.steps[stepId]!.state === 'passed') this.answeredAt.set(stepId, this.now);
  }
  #isOutdated(stepId: string): boolean {
    return outdatedIn(this.r, this.now).some((s) => s === this.r.steps[stepId]);
  }
  #execute(): void {
    const { r, now: at } = this;
    if (refusal(r, { name: 'execute', value: 'ref', epoch: r.epoch, at })) return;
    const given = [...this.answeredAt].filter(([id]) => r.steps[id]?.state === 'passed');
    const typed = given.filter(([id]) => r.steps[id]!.shape === 'ask');
    // What they typed counts, where there is any of it.
    const counted = (typed.length > 0 ? typed : given).map(([, when]) => when);
    this.executed.push({ at, newest: counted.length > 0 ? Math.max(...counted) : undefined });
    this.#happen({ type: 'executing', at });
  }
}

describe('a reset over hours', () => {
  it('is executed only on an answer of the subject that is fresh, where there is one, and on all that the method wants', () => {
    let executions = 0;
    let again = 0;
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 1, max: 3 }),
        fc.array(act, { minLength: 20, maxLength: 40 }),
        (kinds, atLeast, acts) => {
          const of = ids.map((id, n) => stepOf(kinds[n]!, id));
          const said = new Said(opened(planWith({ of, atLeast }), { signedIn: true }));
          for (const now of acts) {
            const before = said.executed.length;
            said.say(now);
            if (said.executed.length === before) continue;
            const { at, newest } = said.executed.at(-1)!;
            if (newest !== undefined) expect(at - newest).toBeLessThanOrEqual(freshFor);
            expect(passedCount(said.r)).toBeGreaterThanOrEqual(atLeast);
          }
          executions += said.executed.length;
          again += Object.values(said.r.steps).filter((s) => s.shape === 'ask' && s.round > 1).length;
        },
      ),
      { numRuns: 1_000 },
    );
    // Else nothing was shown.
    expect(executions).toBeGreaterThan(100);
    expect(again).toBeGreaterThan(100);
  });

  it('whose proofs are all too old can always be proved again: there is a step that may be challenged, or others check once more', () => {
    let stale = 0;
    fc.assert(
      fc.property(
        shapes,
        fc.integer({ min: 1, max: 3 }),
        fc.array(act, { minLength: 10, maxLength: 25 }),
        (kinds, atLeast, acts) => {
          const of = ids.map((id, n) => stepOf(kinds[n]!, id));
          const said = new Said(opened(planWith({ of, atLeast }), { signedIn: true }));
          for (const now of acts) {
            said.say(now);
            const { r, now: at } = said;
            const problem = refusal(r, { name: 'execute', value: 'ref', epoch: r.epoch, at });
            if (ended(r.state) || problem !== 'proof-too-old') continue;
            stale++;
            const again = outdatedIn(r, at).filter((s) => s.shape === 'await');
            const may = ids.filter((stepId) => !refusal(r, { name: 'challenge', stepId, epoch: r.epoch, at }));
            if (again.length > 0) continue;
            expect(may.length).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 1_000 },
    );
    expect(stale).toBeGreaterThan(100);
  });
});
