// The gate before the first write, and the claim that every write needs.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Proof } from '../../domain/ports.js';
import type { Requester } from '../../domain/request.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import { before } from '../support/faults.js';
import { goodPassword } from '../support/password.js';
import { Fixture } from './fixture.js';

const methodOf = (authentication: string, targets = 'directory'): string => `
id: m
title: t
request: { by: [self, helpdesk], subjects: { notIn: [privileged] } }
authentication: ${authentication}
source: user-entry
targets: [${targets}]
expires: P5D
`;

describe('the gate', () => {
  let f: Fixture;
  let user: string;
  beforeEach(async () => {
    f = new Fixture();
    user = await f.user('alice');
  });

  /** A reset that takes itself for proved, with only the proofs that are given. */
  async function executing(
    authentication: string,
    proofs: (Partial<Proof> & { stepId: string })[],
    targets?: string,
  ): Promise<{
    reset: Reset;
    apply: (stepId?: string, verb?: string) => Promise<Record<string, unknown>>;
    applyAs: (as: Reset) => Promise<Record<string, unknown>>;
  }> {
    const method = await f.method(methodOf(authentication, targets));
    const opened = await f.open(method, 'alice');
    const reset: Reset = { ...opened, state: 'executing', proved: true };
    for (const proof of proofs)
      await f.ports.proofs.record({
        resetId: reset.id,
        subjectId: reset.subject,
        epoch: reset.epoch,
        round: 1,
        factor: null,
        at: f.now,
        ...proof,
      });
    const value = await f.value(reset, goodPassword);
    return {
      reset,
      apply: (id = 'directory', verb = 'apply') => f.part(method.plan, reset, id, verb, { value }),
      applyAs: (as) => f.part(method.plan, as, 'directory', 'apply', { value }),
    };
  }
  const set = { state: 'set' };
  const not = (id: string) => ({ state: 'refused', reasons: [{ id }] });
  const logsIn = (): Promise<boolean> => f.ports.credentials.matches(user, 'password', goodPassword);

  it('gives no temporary value to an agent who was disabled since they asked', async () => {
    const method = await f.method(`
id: temporary
title: t
request: { by: [helpdesk] }
authentication: { of: [test-ask] }
source: { random: { length: 16 } }
targets: [directory: { mustChange: true }]
delivery: agent-temporary
`);
    await f.user('hanna', { state: 'disabled' });
    const opened = await f.open(method, 'alice', { requester: { kind: 'helpdesk', personId: 'person-hanna' } });
    const { id: resetId, subject: subjectId, epoch } = opened;
    await f.ports.proofs.record({
      resetId,
      subjectId,
      epoch,
      stepId: 'test-ask',
      round: 1,
      factor: 'email',
      at: f.now,
    });
    const reset: Reset = { ...opened, state: 'executing', proved: true };
    const value = await f.value(reset, goodPassword);
    const apply = () => f.part(method.plan, reset, 'directory', 'apply', { value });
    expect(await apply()).toEqual(not('requester-not-allowed'));
    await f.user('hanna', {});
    expect(await apply()).toEqual(set);
  });

  it('opens for the proofs that the plan wants', async () => {
    const { apply } = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }]);
    expect(await apply()).toEqual(set);
    expect(await logsIn()).toBe(true);
  });

  it.each<[string, string, (Partial<Proof> & { stepId: string })[]]>([
    ['there is none', '{ of: [test-ask] }', []],
    ['it is of an older epoch', '{ of: [test-ask] }', [{ stepId: 'test-ask', epoch: 0 }]],
    ['it is of another subject', '{ of: [test-ask] }', [{ stepId: 'test-ask', subjectId: 'mallory' }]],
    ['it is of a step that the plan lacks', '{ of: [test-ask] }', [{ stepId: 'requester' }]],
    ['one is missing', '{ atLeast: 2, of: [test-ask, test-await] }', [{ stepId: 'test-ask' }]],
    [
      'two of one factor are there where they must be independent',
      '{ atLeast: 2, of: [test-move, test-await, test-await: { id: second }] }',
      [{ stepId: 'test-await' }, { stepId: 'second' }],
    ],
    [
      'the delay is not over yet',
      '{ atLeast: 2, of: [test-ask, test-delay] }',
      [{ stepId: 'test-ask' }, { stepId: 'test-delay', at: Date.UTC(2026, 0, 2) }],
    ],
  ])('stays closed where %s', async (_why, authentication, proofs) => {
    const { reset, apply } = await executing(authentication, proofs);
    expect(await apply()).toEqual(not('not-proved'));
    expect(await logsIn()).toBe(false);
    expect(await f.ports.credentials.heldFence(user, 'password', reset.id)).toBeNull();
  });

  it('takes what the subject did not answer in every epoch', async () => {
    const { reset, apply } = await executing('{ atLeast: 2, of: [test-ask, test-await, test-check] }', [
      { stepId: 'test-await', epoch: 0 },
      { stepId: 'test-check', epoch: 0 },
    ]);
    expect(reset.epoch).toBe(1);
    expect(await apply()).toEqual(set);
  });

  it('takes a delay once it is over', async () => {
    const { apply } = await executing('{ atLeast: 2, of: [test-ask, test-delay] }', [
      { stepId: 'test-ask' },
      { stepId: 'test-ask', round: 2, at: Date.UTC(2026, 0, 2) },
      { stepId: 'test-delay', at: Date.UTC(2026, 0, 2) },
    ]);
    f.now = Date.UTC(2026, 0, 2);
    expect(await apply()).toEqual(set);
  });

  it('takes no proof of the subject that was too old when the execute was accepted, and one that has aged since', async () => {
    const { reset, apply, applyAs } = await executing('{ atLeast: 1, of: [test-ask] }', [{ stepId: 'test-ask' }]);
    f.now += 32 * 60_000;
    expect(await apply()).toEqual(not('proof-too-old'));
    expect(await applyAs({ ...reset, executedAt: f.now - 5 * 60_000 })).toEqual(set);
  });

  it.each<[string, (f: Fixture, user: string, hash: string) => void, string]>([
    ['the subject was disabled', (f, id) => void (f.ports.stored.users.get(id)!.state = 'disabled'), 'not-eligible'],
    [
      'the subject became privileged',
      (f, id) => f.ports.stored.users.get(id)!.groups.push('privileged'),
      'not-eligible',
    ],
    ['the subject is gone', (f, id) => f.ports.stored.users.delete(id), 'not-eligible'],
    [
      'the plan was revoked',
      (f, _id, hash) => void (f.ports.plans.published.get(hash)!.revoked = true),
      'plan-revoked',
    ],
    ['the plan is gone', (f, _id, hash) => f.ports.plans.published.delete(hash), 'plan-revoked'],
  ])('stays closed where %s meanwhile', async (_why, change, reason) => {
    const { reset, apply } = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }]);
    change(f, user, reset.planHash);
    expect(await apply()).toEqual(not(reason));
  });

  describe('for a privileged subject', () => {
    const proofs = ['test-ask', 'test-check', 'test-await'].map((stepId) => ({ stepId }));
    const two = '{ atLeast: 2, of: [test-ask, test-check, test-await] }';
    const applying = async (given: typeof proofs, requester: Requester, rule = 'second-person') => {
      f.ports.stored.users.get(user)!.groups.push('admins');
      const yaml = methodOf(two).replace('by: [self, helpdesk]', `by: [self, helpdesk], privileged: ${rule}`);
      const method = await f.method(yaml);
      const opened = await f.open(method, 'alice', { requester });
      const reset: Reset = { ...opened, state: 'executing', proved: true };
      const { id: resetId, subject: subjectId, epoch } = reset;
      for (const proof of given)
        await f.ports.proofs.record({ resetId, subjectId, epoch, round: 1, factor: null, at: f.now, ...proof });
      const value = await f.value(reset, goodPassword);
      return f.part(method.plan, reset, 'directory', 'apply', { value });
    };
    const helpdesk: Requester = { kind: 'helpdesk', personId: 'agent' };
    beforeEach(async () => {
      f = new Fixture({ privilegedGroups: ['admins'] });
      user = await f.user('alice');
    });

    it('stays closed while no second person vouches, however much else was proved', async () => {
      expect(await applying(proofs.slice(0, 2), helpdesk)).toEqual(not('not-proved'));
      expect(await logsIn()).toBe(false);
    });

    it('opens where one does', async () => {
      expect(await applying(proofs.slice(1), helpdesk)).toEqual(set);
    });

    it('stays closed where they asked for it themselves, and became privileged only then', async () => {
      const method = await f.method(methodOf(two));
      const reset: Reset = { ...(await f.open(method, 'alice')), state: 'executing', proved: true };
      const { id: resetId, subject: subjectId, epoch } = reset;
      for (const proof of proofs)
        await f.ports.proofs.record({ resetId, subjectId, epoch, round: 1, factor: null, at: f.now, ...proof });
      f.ports.stored.users.get(user)!.groups.push('admins');
      const value = await f.value(reset, goodPassword);
      expect(await f.part(method.plan, reset, 'directory', 'apply', { value })).toEqual(not('not-eligible'));
    });

    it('opens as for all others where the method says so', async () => {
      expect(await applying(proofs.slice(0, 2), { kind: 'self' }, 'as-others')).toEqual(set);
    });
  });

  it('never opens for a decoy', async () => {
    const method = await f.method(methodOf('{ of: [test-ask] }'));
    const decoy = await f.open(method, 'nobody');
    const { id: resetId, subject: subjectId, epoch } = decoy;
    await f.ports.proofs.record({ resetId, stepId: 'test-ask', subjectId, epoch, round: 1, factor: null, at: f.now });
    const value = await f.value(decoy, goodPassword);
    const reset: Reset = { ...decoy, state: 'executing' };
    expect(await f.part(method.plan, reset, 'directory', 'apply', { value })).toEqual(not('not-eligible'));
  });

  it.each(['plans.get', 'directory.get', 'proofs.of', 'credentials.claim'])(
    'fails, to be repeated, while %s cannot be asked',
    async (call) => {
      const { apply } = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }]);
      const mend = f.faults.at(call, before);
      await expect(apply()).rejects.toMatchObject({ nonRetryable: false });
      mend();
      expect(await apply()).toEqual(set);
    },
  );

  it('reports a write that was made before it closed', async () => {
    const { apply } = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }]);
    await apply();
    f.ports.stored.users.get(user)!.state = 'disabled';
    expect(await apply()).toEqual(set);
  });

  describe('the claim', () => {
    it('of one reset makes another wait a minute, then goes to it; the first is superseded', async () => {
      const first = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }], 'directory, test-target');
      const second = await executing('{ of: [test-ask] }', [{ stepId: 'test-ask' }]);
      expect(await first.apply('directory', 'prepare')).toEqual({ state: 'ready' });
      await expect(second.apply()).rejects.toMatchObject({ type: 'claim-busy', nonRetryable: false });
      f.now += 60_000;
      expect(await second.apply()).toEqual(set);
      expect(await first.apply()).toEqual(not('superseded'));
      const event: Event = { type: 'superseded' };
      expect(next(first.reset, event).state).toBe('superseded');
    });

    it('is wanted for every write where there are several targets', async () => {
      const { apply, reset } = await executing(
        '{ of: [test-ask] }',
        [{ stepId: 'test-ask' }],
        'directory, test-target',
      );
      expect(await apply('test-target')).toEqual(not('superseded'));
      await apply('directory', 'prepare');
      expect(await apply('directory')).toEqual(set);
      expect(await apply('test-target')).toEqual(set);
      await f.run('reset.close', { reset: { ...reset, state: 'completed' } });
      expect(await f.ports.credentials.heldFence(user, 'password', reset.id)).toBeNull();
    });
  });
});
