// Who may approve, what an approval must show, and what ends it.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { matchNumber } from '../../domain/match.js';
import type { Plan } from '../../domain/plan.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import { Fixture } from './fixture.js';

const hour = 3_600_000;
const methodOf = (approval: string): string => `
id: m
title: t
request: { by: [self, colleague] }
authentication: { atLeast: 2, of: [test-ask, approval: ${approval}] }
source: user-entry
targets: [directory]
expires: P5D
`;

describe('an approval', () => {
  let f: Fixture;
  let plan: Plan;
  let reset: Reset;
  let said = 0;

  async function begun(approval: string, requester?: { kind: 'colleague'; personId: string }): Promise<void> {
    const method = await f.method(methodOf(approval));
    plan = method.plan;
    const opened = await f.open(method, 'alice', requester && { requester });
    reset = next(opened, { type: 'inviting', stepId: 'approval' });
    const step = plan.authentication.of.find((s) => s.id === 'approval')!;
    const until = f.now + 72 * hour;
    await f.run('authenticator.approval.invite', ...f.call(reset, step, 'invite', { until }, until));
  }
  const asked = () => f.ports.decisions.asked(reset.id, 'approval');
  const labelOf = async (name: string): Promise<string> =>
    (await asked()).find((d) => d.personId === `person-${name}`)?.label ?? 'Z';
  const right = async (name: string): Promise<string> =>
    matchNumber(f.ports.keyed, { resetId: reset.id, stepId: 'approval', label: await labelOf(name) }, 4);

  async function decide(
    name: string,
    verdict: 'approve' | 'refuse' = 'approve',
    number?: string,
    reached = 'called-them',
  ): Promise<Tally> {
    const id = `decision-${++said}`;
    const evidence = `evidence-${said}`;
    const value = JSON.stringify({ reached, number: number ?? (await right(name)) });
    await f.ports.vault.seal({ ref: evidence, resetId: reset.id, purpose: 'decision', value, expiresAt: f.now + hour });
    await f.ports.decisions.record({
      id,
      resetId: reset.id,
      stepId: 'approval',
      by: `person-${name}`,
      verdict,
      ...(verdict === 'approve' && { evidence }),
      at: f.now,
    });
    return f.part<Tally & object>(plan, reset, 'approval', 'decide', { decision: { id } });
  }

  /** Proves the other step, and has the new value set: what the gate says then, each time that it is asked. */
  async function applying(): Promise<() => Promise<unknown>> {
    const proof = { resetId: reset.id, subjectId: reset.subject, epoch: reset.epoch, round: 1, at: f.now };
    await f.ports.proofs.record({ ...proof, stepId: 'test-ask', factor: 'email' });
    const value = await f.value(reset, 'a new lamp in the harbour 8');
    const executing: Reset = { ...reset, state: 'executing', value };
    return () => f.part(plan, executing, 'directory', 'apply', { value });
  }

  beforeEach(async () => {
    f = new Fixture();
    for (const name of ['bob', 'carol', 'dave']) await f.user(name, { groups: ['sales-desk'], unit: 'sales' });
    await f.user('mona');
    await f.user('hanna', { groups: ['helpdesk'] });
    await f.user('alice', {
      groups: ['sales-desk'],
      unit: 'sales',
      manager: 'person-mona',
      nominated: ['person-bob', 'person-hanna'],
    });
  });

  describe('asks', () => {
    it.each([
      ['the manager', '{}', ['mona']],
      ['a group', '{ from: { group: sales-desk } }', ['bob', 'carol', 'dave']],
      ['the same unit', '{ from: unit }', ['bob', 'carol', 'dave']],
      ['those whom the subject nominated', '{ from: nominated }', ['bob', 'hanna']],
    ])('%s, each with a letter of their own, by mail, and never the subject', async (_who, approval, names) => {
      await begun(approval);
      expect((await asked()).map((d) => d.personId).sort()).toEqual(names.map((n) => `person-${n}`));
      expect((await asked()).map((d) => d.label)).toEqual(names.map((_, n) => 'ABC'[n]));
      const mails = f.mailsOf(reset.id).filter((m) => m.messageId === 'approval-request');
      expect(mails.flatMap((m) => m.to).sort()).toEqual(names.map((n) => `${n}@example.org`));
      expect(mails[0]?.values).toMatchObject({ name: 'alice', label: 'A', hours: 72 });
    });

    it('nobody for what they asked for themselves', async () => {
      await begun('{ from: unit }', { kind: 'colleague', personId: 'person-bob' });
      expect((await asked()).map((d) => d.personId).sort()).toEqual(['person-carol', 'person-dave']);
    });

    it('who stands in for somebody who is away, and nobody for a stand-in who is away', async () => {
      await f.user('mona', { away: { until: f.now + hour, delegate: 'person-hanna' } });
      await begun('{}');
      expect((await asked()).map((d) => d.personId)).toEqual(['person-hanna']);
      await f.user('hanna', { away: { until: f.now + hour, delegate: 'person-bob' } });
      await begun('{}');
      expect(await asked()).toEqual([]);
    });

    it('nobody who stands in for the subject, or for who asked', async () => {
      await f.user('alice', { unit: 'sales', away: { until: f.now + hour, delegate: 'person-mona' } });
      await f.user('bob', { unit: 'sales', away: { until: f.now + hour, delegate: 'person-hanna' } });
      await begun('{ from: unit }', { kind: 'colleague', personId: 'person-bob' });
      expect((await asked()).map((d) => d.personId).sort()).toEqual(['person-carol', 'person-dave']);
    });

    it('nobody about a user that there is not', async () => {
      const method = await f.method(methodOf('{ from: { group: sales-desk } }'));
      const decoy = next(
        await f.open(method, 'nobody', { requester: { kind: 'colleague', personId: 'person-hanna' } }),
        { type: 'inviting', stepId: 'approval' },
      );
      const invited = await f.part(method.plan, decoy, 'approval', 'invite', { until: f.now + hour });
      expect(invited).toMatchObject({ waitingFor: { id: 'approvals', values: { have: 0, needed: 1 } } });
      const mails = f.mailsOf(decoy.id).filter((m) => m.messageId === 'approval-request');
      expect(mails).toHaveLength(4);
      expect(mails.flatMap((m) => m.to)).toEqual([]);
    });

    it('again with each reminder those who are silent, and more people where it is to be escalated', async () => {
      await begun('{ from: unit, needed: 2, escalate: { afterReminders: 2, to: { group: helpdesk } } }');
      await decide('bob');
      const remind = (nth: number) =>
        f.part<Record<string, unknown>>(plan, reset, 'approval', 'remind', { nth, until: f.now + 72 * hour });
      const before = f.mailsOf(reset.id).length;
      await remind(1);
      expect(
        f
          .mailsOf(reset.id)
          .slice(before)
          .flatMap((m) => m.to)
          .sort(),
      ).toEqual(['carol@example.org', 'dave@example.org']);
      expect(await remind(2)).toMatchObject({
        options: { labels: ['A', 'B', 'C', 'D'] },
        waitingFor: { id: 'approvals', values: { have: 1, needed: 2 } },
      });
      expect(await labelOf('hanna')).toBe('D');
      expect(await decide('hanna')).toMatchObject({ done: true, passed: true });
    });
  });

  describe('counts', () => {
    it('once a person, until there are enough', async () => {
      await begun('{ from: unit, needed: 2 }');
      expect(await decide('bob')).toEqual({
        done: false,
        passed: false,
        how: 'called-them',
        waitingFor: { id: 'approvals', values: { have: 1, needed: 2 } },
      });
      expect(await decide('bob')).toMatchObject({ done: false, refused: 'decided-already' });
      expect(await f.ports.proofs.of(reset.id)).toEqual([]);
      expect(await decide('carol')).toMatchObject({ done: true, passed: true });
      expect(await f.ports.proofs.of(reset.id)).toMatchObject([{ stepId: 'approval', factor: 'people' }]);
    });

    it('the same when it is judged again', async () => {
      await begun('{ from: unit, needed: 2 }');
      await decide('bob');
      const again = await f.part(plan, reset, 'approval', 'decide', { decision: { id: `decision-${said}` } });
      expect(again).toEqual({
        done: false,
        passed: false,
        how: 'called-them',
        waitingFor: { id: 'approvals', values: { have: 1, needed: 2 } },
      });
    });

    it('not of those who were not asked: strangers, the subject, the requester', async () => {
      await begun('{ from: unit }', { kind: 'colleague', personId: 'person-bob' });
      for (const name of ['hanna', 'alice', 'bob', 'nobody'])
        expect(await decide(name)).toMatchObject({ done: false, passed: false, refused: 'not-a-decider' });
    });

    it('those who were asked, however many come before them in the directory by then', async () => {
      await begun('{ from: unit }');
      for (let n = 0; n < 15; n++) await f.user(`new-${n}`, { unit: 'sales' });
      for (const name of ['bob', 'carol', 'dave']) expect((await decide(name)).refused).not.toBe('may-not-decide');
    });

    it('not of one who is no longer in the role, or disabled', async () => {
      await begun('{ from: unit }');
      await f.user('bob', { unit: 'engineering' });
      await f.user('carol', { unit: 'sales', state: 'disabled' });
      for (const name of ['bob', 'carol'])
        expect(await decide(name)).toMatchObject({ done: false, refused: 'may-not-decide' });
    });

    it('not of one whose own account is being reset, or was within 72 hours, however long it took; a mere request bars nobody', async () => {
      const own = await f.method(methodOf('{}').replace('id: m', 'id: own'));
      const mere = await f.open(own, 'bob');
      await begun('{ from: unit, needed: 2 }');
      expect(await decide('bob')).not.toHaveProperty('refused');
      const proved: Event = { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } };
      const theirs = next(await f.open(own, 'carol'), proved);
      await f.ports.resets.save(theirs, ['test-ask']);
      expect(await decide('carol')).toMatchObject({ refused: 'may-not-decide' });
      f.now += 73 * hour;
      expect(await decide('carol')).toMatchObject({ refused: 'may-not-decide' });
      await f.run('reset.close', { reset: { ...theirs, state: 'completed' } });
      f.now += 71 * hour;
      expect(await decide('carol')).toMatchObject({ refused: 'may-not-decide' });
      f.now += 2 * hour;
      expect(await decide('carol')).toMatchObject({ done: true, passed: true });
      expect(mere.proved).toBe(false);
    });

    it('not of one whose own reset is hidden behind many that strangers asked for', async () => {
      const own = await f.method(methodOf('{}').replace('id: m', 'id: own'));
      await begun('{ from: unit }');
      const proved: Event = { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } };
      await f.ports.resets.save(next(await f.open(own, 'carol'), proved), ['test-ask']);
      for (let n = 0; n < 25; n++) await f.open(own, 'carol', { source: `address-${n}` });
      expect(await decide('carol')).toMatchObject({ refused: 'may-not-decide' });
    });

    it('with the number of their own letter only; three wrong ones end it, as an incident', async () => {
      await begun('{ from: unit, needed: 2 }');
      expect(await decide('bob', 'approve', await right('carol'))).toMatchObject({
        done: false,
        refused: 'wrong-number',
      });
      expect(await decide('carol', 'approve', 'none')).toMatchObject({ done: false, refused: 'wrong-number' });
      expect(await decide('bob', 'approve', '')).toMatchObject({ done: true, passed: false, refused: 'wrong-number' });
      const incidents = (await f.ports.audit.of(reset.id)).filter((r) => r.type === 'incident');
      expect(incidents.map((r) => r.data)).toEqual([{ step: 'approval', kind: 'approval', flag: 'numbers-guessed' }]);
    });

    it.each([
      ['{ from: unit }', ['in-person', 'called-them', 'video-call'], ['incoming-call', '']],
      ['{ from: unit, inPerson: true }', ['in-person'], ['called-them', 'video-call', 'incoming-call', '']],
    ])('by no other way of reaching the subject than it offers: %s', async (approval, counts, others) => {
      await begun(approval);
      for (const reached of others)
        expect(await decide('bob', 'approve', undefined, reached)).toEqual({
          ...{ done: false, passed: false, refused: 'wrong-state' },
          waitingFor: { id: 'approvals', values: { have: 0, needed: 1 } },
        });
      expect(await f.ports.proofs.of(reset.id)).toEqual([]);
      for (const reached of counts) {
        await begun(approval);
        expect(await decide('bob', 'approve', undefined, reached)).toMatchObject({ passed: true, how: reached });
      }
    });

    it('and tells the auditors where the subject has approved for this person', async () => {
      await begun('{ from: unit }');
      const theirs = await f.open({ plan, hash: reset.planHash }, 'bob');
      await f.ports.decisions.record({
        id: 'd',
        resetId: theirs.id,
        stepId: 'approval',
        by: 'person-alice',
        verdict: 'approve',
        at: f.now,
      });
      await f.ports.decisions.settle(theirs.id, 'd', { done: true, passed: true });
      expect(await decide('bob')).toMatchObject({ done: true, passed: true, flag: 'reciprocal' });
      expect((await f.ports.audit.of(reset.id)).at(-1)).toMatchObject({
        type: 'incident',
        data: { flag: 'reciprocal' },
      });
    });
  });

  describe('of one who decided another step of the same reset', () => {
    const elsewhere = { stepId: 'other', by: 'person-mona', verdict: 'approve' } as const;
    const settled = async (): Promise<void> => {
      await f.ports.decisions.record({ id: 'e', resetId: reset.id, ...elsewhere, at: f.now });
      await f.ports.decisions.settle(reset.id, 'e', { done: true, passed: true });
    };

    it('does not count: one person is one, whatever they were asked as', async () => {
      await begun('{}');
      await settled();
      expect(await decide('mona')).toMatchObject({ done: false, passed: false, refused: 'decided-already' });
    });

    it('is worth nothing at the gate where both were judged at once', async () => {
      await begun('{}');
      expect(await decide('mona')).toMatchObject({ done: true, passed: true });
      await settled();
      const apply = await applying();
      expect(await apply()).toMatchObject({ state: 'refused' });
    });
  });

  describe('ends', () => {
    it('by one refusal', async () => {
      await begun('{ from: unit, needed: 2 }');
      expect(await decide('bob', 'refuse')).toEqual({ done: true, passed: false });
    });

    it('not by the one no of three who are asked, where two are needed and refusals only count', async () => {
      await f.user('erin', { unit: 'sales' });
      await begun('{ from: unit, ask: 3, needed: 2, refusal: counts }');
      const all = ['bob', 'carol', 'dave', 'erin'];
      const first = (await asked()).map((d) => d.personId?.slice('person-'.length) ?? '');
      expect(all).toEqual(expect.arrayContaining(first));
      const [against, one, another] = first as [string, string, string];
      expect(await decide(all.find((name) => !first.includes(name))!)).toMatchObject({ refused: 'not-a-decider' });
      expect(await decide(against, 'refuse')).toMatchObject({ done: false, passed: false });
      expect(await decide(one)).toMatchObject({ done: false, passed: false });
      expect(await decide(another)).toMatchObject({ done: true, passed: true });
    });

    it('where refusals only count, once those who are left are too few', async () => {
      await begun('{ from: unit, needed: 2, refusal: counts }');
      expect(await decide('bob', 'refuse')).toMatchObject({ done: false, passed: false });
      expect(await decide('carol', 'refuse')).toEqual({ done: true, passed: false });
    });
  });

  it('is worth nothing at the gate once one of those who approved has lost the role', async () => {
    await begun('{ from: unit }');
    await decide('bob');
    const apply = await applying();
    await f.user('bob', { unit: 'engineering' });
    expect(await apply()).toMatchObject({ state: 'refused', reasons: [{ id: 'not-proved' }] });
    await f.user('bob', { unit: 'sales' });
    expect(await apply()).toEqual({ state: 'set' });
  });
});
