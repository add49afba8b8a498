// What callers see of a reset: a method's description and the view, nothing else of the state.
import { describe, expect, it } from '@jest/globals';
import { contextOf, describePlan, viewOf } from '../../domain/context.js';
import { next } from '../../domain/reset.js';
import { opened, planWith, requested, step } from './resets.js';

const prompt = { title: 'step.code.title', inputs: [{ input: 'code' as const, name: 'code', digits: 8 }] };
const code = { ...step('authenticator', 'ask', 'code', 'email'), prompts: { requester: prompt, decider: prompt } };
const plan = planWith({ of: [code], delivery: step('delivery', 'await', 'display') });
const method = describePlan(plan, 'hash');

describe('a context', () => {
  it('is complete before anything has happened, from the public description alone', () => {
    expect(contextOf(method, viewOf(requested()))).toEqual({
      id: 'r',
      credentialId: 'password',
      resetMethodId: 'm',
      state: 'requested',
      authentication: { needed: 1, passed: 0, steps: [{ id: 'code', shape: 'ask', prompt, state: 'open' }] },
      source: { id: 'source', shape: 'ask', prompt: null, state: 'open' },
      delivery: { id: 'display', shape: 'await', prompt: null, state: 'open' },
      expiresAt: new Date(requested().expiresAt).toISOString(),
    });
  });

  it('tells of a challenge, what is left of it, and what it waits for', () => {
    const challenged = [
      { type: 'challenged', stepId: 'code', until: 600_000, options: { n: 1 } } as const,
      { type: 'answered', stepId: 'code', verdict: { passed: false, reasons: [] } } as const,
    ].reduce(next, opened(plan));
    const context = contextOf(method, viewOf(challenged));
    expect(context.authentication.steps[0]).toEqual({
      id: 'code',
      shape: 'ask',
      prompt,
      state: 'challenged',
      attemptsLeft: 2,
      until: '1970-01-01T00:10:00.000Z',
      options: { n: 1 },
    });
    const began = next(opened(plan), { type: 'began', stepId: 'display', until: 1, waitingFor: { id: 'collect' } });
    expect(contextOf(method, viewOf(began)).waitingFor).toEqual({ id: 'collect' });
  });

  it('says how many are asked only once something was proved: it would tell whether there is such a user', () => {
    const approval = step('authenticator', 'await', 'approval', 'people');
    const both = planWith({ of: [code, approval] });
    const options = { labels: ['A', 'B'] };
    const asked = next(opened(both), { type: 'began', stepId: 'approval', until: 600_000, options });
    const seen = (r: typeof asked) => contextOf(describePlan(both, 'h'), viewOf(r)).authentication.steps[1];
    expect(seen(asked)).not.toHaveProperty('options');
    const proved = next(asked, { type: 'answered', stepId: 'code', verdict: { passed: true, reasons: [] } });
    expect(seen(proved)).toHaveProperty('options', options);
  });

  it('says nothing of the subject, of decoys, of lanes, of the value and of the target systems', () => {
    const r = opened(plan, {
      subject: 'SUBJECT',
      decoy: true,
      lane: { name: 'LANE', source: 'SOURCE', network: 'NETWORK' },
    });
    const text = JSON.stringify([
      viewOf({ ...r, value: 'VALUE' }),
      contextOf(method, viewOf({ ...r, value: 'VALUE' })),
    ]);
    for (const hidden of ['SUBJECT', 'LANE', 'SOURCE', 'NETWORK', 'VALUE', 'decoy']) expect(text).not.toContain(hidden);
    expect(JSON.stringify(contextOf(method, viewOf(r)))).not.toContain('target');
    expect(viewOf({ ...r, decoy: false })).toEqual(viewOf(r));
  });

  it('tells why it ended in general words only', () => {
    const refused = (reason: string) => contextOf(method, viewOf(next(requested(), { type: 'not-opened', reason })));
    for (const reason of ['unknown-user', 'disabled', 'not-eligible', 'method-withdrawn'])
      expect(refused(reason)).not.toHaveProperty('reason');
    expect(refused('subject')).toHaveProperty('reason', 'subject');
  });

  it('shows its requester no prompt of a decider', () => {
    const approval = { ...step('authenticator', 'await', 'approval', 'people'), prompts: { decider: prompt } };
    expect(describePlan(planWith({ of: [approval] }), 'h').authentication.steps[0]!.prompt).toBeNull();
  });

  it('ends when it would end by itself as things stand', () => {
    const r = opened(plan);
    expect(contextOf(method, viewOf(r)).expiresAt).toBe(new Date(r.proveBy).toISOString());
    const proved = next(r, { type: 'answered', stepId: 'code', verdict: { passed: true, reasons: [] } });
    expect(contextOf(method, viewOf(proved)).expiresAt).toBe(new Date(r.expiresAt).toISOString());
  });
});
