// What the operator at 3 a.m. reads of a reset that waits.
import { describe, expect, it } from '@jest/globals';
import { detailsOf } from '../../workflows/details.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import { planWith, requested, step } from '../domain/resets.js';

const minute = 60_000;
const hour = 60 * minute;
const others = planWith({
  of: [
    step('authenticator', 'ask', 'code'),
    step('authenticator', 'await', 'approval'),
    step('authenticator', 'delay', 'delay'),
  ],
  atLeast: 3,
});
const opened: Event = { type: 'opened', plan: others, subject: 's', decoy: false, joined: true, signedIn: false };
const waiting = (...events: Event[]): Reset => events.reduce(next, next(requested(), opened));

describe('the details of a waiting reset', () => {
  it('say what it waits for, since when, until when, and how many of how many, and nobody’s name', () => {
    const { timing } = others.authentication.of[1]!;
    const until = 10 * hour + ('decideWithin' in timing ? timing.decideWithin : 0);
    const waitingFor = { id: 'approvals', values: { have: 1, needed: 2 } };
    const text = detailsOf(waiting({ type: 'began', stepId: 'approval', until, waitingFor }), others, null);
    expect(text).toContain('**Waits for proof that it is the user**, asked for 1970-01-01 00:00 UTC');
    expect(text).toContain('Proofs: 0 of 3');
    expect(text).toMatch(/\| approval \| waiting \| approvals: 1 of 2 \| 1970-01-01 10:00 UTC \| 1970-/);
  });

  it('tell a waiting time, and the user’s own steps, from what others decide', () => {
    const reset = waiting(
      { type: 'challenging', stepId: 'code' },
      { type: 'challenged', stepId: 'code', until: hour },
      { type: 'began', stepId: 'delay', until: 30 * hour },
    );
    const text = detailsOf(reset, others, null);
    expect(text).toMatch(/\| code \| challenged, \d attempts left \| the user \|/);
    expect(text).toMatch(/\| delay \| waiting \| time to pass \|/);
  });

  it('warn of what is being retried, and say how it ended', () => {
    expect(detailsOf(waiting(), others, 'closing did not succeed once')).toContain(
      '⚠ closing did not succeed once. Signal `retryNow` tries at once.',
    );
    expect(detailsOf(waiting({ type: 'vetoed' }), others, null)).toMatch(/^\*\*vetoed\*\*/);
  });
});
