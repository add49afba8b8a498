// Whose check of a caller counts, when a second agent has to check, too, and whether it still holds when the value is set.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { next, type Reset } from '../../domain/reset.js';
import { askProved, Desk, hour, methodOf, minute, phone, script, stepId, waits, yes } from './caller-check-support.js';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

describe('a check of a caller', () => {
  describe('needs a second agent', () => {
    /** Others, by another method and another agent. */
    async function attempts(user: string, count: number): Promise<void> {
      const other = await desk.f.method(methodOf('{ digits: 6 }').replace('id: m', 'id: other'));
      const requester = { kind: 'helpdesk', personId: 'person-heidi' } as const;
      for (let n = 0; n < count; n++) await desk.f.open(other, user, { requester });
    }

    it('from two other attempts on the same person within a week on, by whatever method, and each agent is told', async () => {
      await attempts('alice', 1);
      await desk.begun();
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 1 } }]);
      expect(await desk.send('phone')).toMatchObject(waits(0, 1));
      await attempts('alice', 1);
      await desk.f.part(desk.plan, desk.reset, stepId, 'remind', { nth: 1, until: desk.f.now + hour });
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      expect(await desk.check(desk.code())).toMatchObject({
        done: false,
        passed: false,
        how: 'verified',
        ...waits(1, 2),
      });
      desk.f.now += minute;
      expect(await desk.send('phone', 'henry')).toMatchObject(waits(1, 2));
      expect(await desk.check(desk.code(), 'henry')).toMatchObject({ done: true, passed: true });
    });

    it('from as many on as the method says, and not for those of more than a week ago', async () => {
      await attempts('alice', 2);
      await desk.begun('{ secondFrom: 3 }');
      await desk.send('phone');
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
      desk.f.now += 8 * 24 * hour;
      await desk.begun('{}');
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
    });

    it('where codes went to the same number for somebody else', async () => {
      await desk.f.user('bob', { phone });
      await desk.f.user('carol', { phone });
      for (const user of ['bob', 'carol']) {
        await desk.begun('{}', user);
        await desk.send('phone');
        await desk.send('phone');
      }
      await desk.begun();
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      await desk.send('phone');
      expect(await desk.check(desk.code())).toMatchObject({ done: false, ...waits(1, 2) });
    });

    it('who has a code of their own, and is not the first one again', async () => {
      await attempts('alice', 2);
      await desk.begun();
      await desk.send('phone');
      await desk.check(desk.code());
      expect(await desk.check(desk.code())).toMatchObject({ done: false, refused: 'decided-already' });
      expect(await desk.check(desk.code(), 'henry')).toMatchObject({ done: false, refused: 'no-code-sent' });
      await desk.send('email', 'henry');
      expect(await desk.check(desk.code())).toMatchObject({ done: false, refused: 'decided-already', ...waits(1, 2) });
      expect(await desk.check(desk.code(), 'henry')).toMatchObject({ done: true, passed: true });
    });

    it('not for what anybody asked for by the name alone, however much of it hides the others', async () => {
      await attempts('alice', 2);
      const mere = await desk.f.method(methodOf('{}').replace('id: m', 'id: mere'));
      for (let n = 0; n < 60; n++) await desk.f.open(mere, 'alice', { source: `address-${n}` });
      await desk.begun();
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      const proved = next(await desk.f.open(mere, 'alice', { source: 'address-x' }), askProved);
      await desk.f.ports.resets.save(proved, ['test-ask']);
      await desk.f.part(desk.plan, desk.reset, stepId, 'remind', { nth: 1, until: desk.f.now + hour });
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 3 } }]);
    });
  });

  describe('does not count from', () => {
    it('the subject, though they are an agent', async () => {
      await desk.f.user('alice', { groups: ['helpdesk'], phone });
      await desk.begun('{ group: helpdesk }');
      expect(await desk.send('phone', 'alice')).toMatchObject({ done: false, refused: 'not-a-decider' });
      await desk.send('phone');
      expect(await desk.check(desk.code(), 'alice')).toMatchObject({ done: false, refused: 'not-a-decider' });
    });

    it('one who is disabled, out of the group, not in the directory where a group is wanted, or was reset of late', async () => {
      await desk.begun('{ group: helpdesk }');
      await desk.send('phone');
      await desk.f.user('henry', { groups: ['helpdesk'], state: 'disabled' });
      await desk.f.user('heidi', { groups: ['sales'] });
      await desk.f.user('hugo', { groups: ['helpdesk'] });
      const own = next(await desk.f.open(desk, 'hugo'), askProved);
      await desk.f.ports.resets.save(own, ['test-ask']);
      for (const agent of ['henry', 'heidi', 'hugo', 'stranger']) {
        expect(await desk.send('phone', agent)).toMatchObject({ done: false, refused: 'may-not-decide' });
        expect(await desk.check(desk.code(), agent)).toMatchObject({ done: false, refused: 'may-not-decide' });
        expect(await desk.say(agent, 'refuse')).toMatchObject({ done: false, refused: 'may-not-decide' });
      }
      expect(desk.codes()).toHaveLength(1);
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });

    it('one who is in the directory and not in the group, whatever their token says', async () => {
      desk.tokens['gina'] = ['helpdesk'];
      await desk.f.user('gina', { groups: ['sales'] });
      await desk.begun('{ group: helpdesk }');
      expect(await desk.send('phone', 'gina')).toMatchObject({ done: false, refused: 'may-not-decide' });
      expect(desk.codes()).toEqual([]);
    });

    it.each([
      ['no groups', undefined],
      ['other groups', ['sales', 'helpdesk-2', 'Helpdesk']],
    ])('one who is not in the directory, and whose token names %s', async (_what, groups) => {
      if (groups) desk.tokens['stranger'] = groups;
      await desk.begun('{ group: helpdesk }');
      expect(await desk.send('phone', 'stranger')).toMatchObject({ done: false, refused: 'may-not-decide' });
      expect(desk.codes()).toEqual([]);
    });

    it('one who is not in the directory by what an earlier token named: each word has the groups of its own', async () => {
      await desk.begun('{ group: helpdesk }');
      desk.tokens['stranger'] = ['helpdesk'];
      await desk.send('phone', 'stranger');
      desk.tokens['stranger'] = ['sales'];
      expect(await desk.check(desk.code(), 'stranger')).toMatchObject({ done: false, refused: 'may-not-decide' });
      desk.tokens['stranger'] = ['helpdesk'];
      expect(await desk.check(desk.code(), 'stranger')).toMatchObject({ done: true, passed: true });
    });

    it("one who had no code sent: what was read out to another agent is that agent's, and what they type is no guess", async () => {
      await desk.begun();
      await desk.send('phone');
      for (const code of [desk.code(), desk.wrong(), desk.wrong(), desk.wrong()])
        expect(await desk.check(code, 'henry')).toMatchObject({ done: false, refused: 'no-code-sent' });
      expect(await desk.proofs()).toEqual([]);
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });

    it('one whose code was replaced by that of another', async () => {
      await desk.begun();
      await desk.send('phone');
      await desk.send('phone', 'henry');
      expect(await desk.check(desk.code())).toMatchObject({ done: false, refused: 'no-code-sent' });
      expect(await desk.check(desk.code(), 'henry')).toMatchObject({ done: true, passed: true });
    });

    it('one of whom there is no record for this step', async () => {
      await desk.begun();
      expect(await desk.judged('never-said')).toEqual({ done: false, passed: false, refused: 'unknown-decision' });
    });
  });

  describe('at the gate', () => {
    async function checked(...agents: string[]): Promise<() => Promise<unknown>> {
      for (const agent of agents) {
        desk.f.now += minute;
        await desk.send('phone', agent);
        await desk.check(desk.code(), agent);
      }
      const proof = {
        resetId: desk.reset.id,
        subjectId: desk.reset.subject,
        epoch: desk.reset.epoch,
        round: 1,
        at: desk.f.now,
      };
      await desk.f.ports.proofs.record({ ...proof, stepId: 'test-ask', factor: 'email' });
      const value = await desk.f.value(desk.reset, 'a new lamp in the harbour 8');
      const executing: Reset = { ...desk.reset, state: 'executing', value };
      return () => desk.f.part(desk.plan, executing, 'directory', 'apply', { value });
    }
    const notProved = { state: 'refused', reasons: [{ id: 'not-proved' }] };

    it.each([
      ['disabled', { groups: ['helpdesk'], state: 'disabled' as const }],
      ['out of the group', { groups: [] }],
    ])('holds no more once the agent is %s', async (_what, then) => {
      await desk.begun('{ group: helpdesk }');
      const apply = await checked('hanna');
      await desk.f.user('hanna', then);
      expect(await apply()).toMatchObject(notProved);
      await desk.f.user('hanna', { groups: ['helpdesk'] });
      expect(await apply()).toEqual({ state: 'set' });
    });

    it('holds of one who is not in the directory by the groups of their token, and not once they are in it without the group', async () => {
      desk.tokens['stranger'] = ['sales', 'helpdesk'];
      await desk.begun('{ group: helpdesk }');
      const apply = await checked('stranger');
      expect(await desk.proofs()).toContain(stepId);
      const id = await desk.f.user('stranger');
      expect(await apply()).toMatchObject(notProved);
      desk.f.ports.stored.users.delete(id);
      expect(await apply()).toEqual({ state: 'set' });
    });

    it('holds no more once one of two agents may not help any more', async () => {
      await desk.begun('{ group: helpdesk, secondFrom: 1 }');
      await desk.asked('alice');
      const apply = await checked('hanna', 'henry');
      expect(await desk.proofs()).toContain(stepId);
      await desk.f.user('henry', { groups: ['helpdesk'], state: 'disabled' });
      expect(await apply()).toMatchObject(notProved);
      await desk.f.user('henry', { groups: ['helpdesk'] });
      expect(await apply()).toEqual({ state: 'set' });
    });

    it('holds no more once the agent has regained their own account', async () => {
      await desk.begun();
      const apply = await checked('hanna');
      const own = next(await desk.f.open(desk, 'hanna'), askProved);
      await desk.f.ports.resets.save(own, ['test-ask']);
      expect(await apply()).toMatchObject(notProved);
    });
  });

  describe('of a user that there is not', () => {
    it('looks the same to the agent, mails nobody and never passes', async () => {
      await desk.begun(script, 'nobody');
      expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
      expect(await desk.send('phone')).toMatchObject({ done: false, passed: false, how: 'phone', ...waits(0, 1) });
      expect(await desk.send('email')).toMatchObject({ done: false, passed: false, how: 'email', ...waits(0, 1) });
      expect(desk.codes()).toHaveLength(2);
      expect(desk.codes().flatMap((m) => m.to)).toEqual([]);
      expect(desk.f.ports.notifier.sent).toEqual([]);
      expect(await desk.check(desk.wrong(), 'hanna', yes)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      expect(await desk.check(desk.code(), 'hanna', yes)).toMatchObject({ passed: false });
      expect(await desk.proofs()).toEqual([]);
    });
  });
});
