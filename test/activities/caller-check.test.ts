// How an agent checks who calls: what counts, what ends it, and when a second agent has to check, too.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Plan } from '../../domain/plan.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import { resetOfVeto } from '../../domain/veto.js';
import { Fixture } from './fixture.js';

const minute = 60_000;
const hour = 60 * minute;
const stepId = 'caller-check';
const methodOf = (check: string): string => `
id: m
title: t
request: { by: [helpdesk, self] }
authentication: { atLeast: 2, of: [test-ask, caller-check: ${check}] }
source: user-entry
targets: [directory]
expires: P5D
`;
const askProved: Event = { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } };
const script = '{ script: [named-manager, explained-why] }';
const yes = { 'named-manager': 'yes', 'explained-why': 'yes' };
const phone = '+4915550000001';

describe('a check of a caller', () => {
  let f: Fixture;
  let plan: Plan;
  let hash: string;
  let reset: Reset;
  let names = 0;

  async function begun(check = '{}', user = 'alice'): Promise<Reset> {
    ({ plan, hash } = await f.method(methodOf(check)));
    reset = await asked(user);
    reset = next(reset, { type: 'inviting', stepId });
    const step = plan.authentication.of.find((s) => s.id === stepId)!;
    const until = f.now + 48 * hour;
    await f.run('authenticator.caller-check.invite', ...f.call(reset, step, 'invite', { until }, until));
    return reset;
  }
  const asked = (user: string): Promise<Reset> =>
    f.open({ plan, hash }, user, { requester: { kind: 'helpdesk', personId: 'person-hanna' } });

  /** What an agent says, recorded and judged; `id` names it for a repeat. */
  async function say(by: string, verdict: 'send' | 'approve' | 'refuse', answer?: object): Promise<Tally> {
    const id = `said-${++names}`;
    const evidence = answer && `evidence-${names}`;
    if (evidence)
      await f.ports.vault.seal({
        ...{ ref: evidence, resetId: reset.id, purpose: 'decision' },
        ...{ value: JSON.stringify(answer), expiresAt: f.now + 100 * hour },
      });
    const said = { id, resetId: reset.id, stepId, by: `person-${by}`, verdict, at: f.now };
    await f.ports.decisions.record({ ...said, ...(evidence && { evidence }) });
    return judged();
  }
  const judged = (): Promise<Tally> =>
    f.part<Tally & object>(plan, reset, stepId, 'decide', { decision: { id: `said-${names}` } });
  const send = (to: 'phone' | 'email', by = 'hanna') => say(by, 'send', { to });
  const check = (code: string, by = 'hanna', more: object = {}) => say(by, 'approve', { 'caller-code': code, ...more });
  const codes = () => f.mailsOf(reset.id).filter((m) => m.messageId === 'caller-code');
  const code = (): string => String(codes().at(-1)!.values['code']);
  const wrong = (): string => code().replace(/./g, (digit) => String(9 - Number(digit)));
  const told = () => f.ports.decisions.told(reset.id, stepId);
  const incidents = async () =>
    (await f.ports.audit.of(reset.id)).filter((r) => r.type === 'incident').map((r) => r.data['flag']);
  const proofs = async () => (await f.ports.proofs.of(reset.id)).map((p) => p.stepId);
  const waits = (have: number, needed: number) => ({ waitingFor: { id: 'caller-checks', values: { have, needed } } });

  beforeEach(async () => {
    f = new Fixture();
    await f.user('alice', { phone });
    for (const name of ['hanna', 'henry', 'heidi']) await f.user(name, { groups: ['helpdesk'] });
  });

  it('is for all agents of the helpdesk, and mails nobody before one has a code sent', async () => {
    await begun();
    expect(await f.ports.decisions.asked(reset.id, stepId)).toEqual([{ role: 'rekey-helpdesk', label: 'A' }]);
    expect(codes()).toEqual([]);
    expect(await told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
  });

  describe('counts', () => {
    it('as verified where the caller reads out the code that went to their phone', async () => {
      await begun();
      expect(await send('phone')).toMatchObject({ done: false, passed: false, how: 'phone', ...waits(0, 1) });
      expect(await check(code())).toMatchObject({ done: true, passed: true, how: 'verified' });
      expect(await proofs()).toEqual([stepId]);
      expect(await incidents()).toEqual([]);
    });

    it('as verified and attested where the script was asked, too', async () => {
      await begun(script);
      await send('email');
      expect(await check(code(), 'hanna', yes)).toMatchObject({ done: true, passed: true, how: 'verified, attested' });
    });

    it("never by the agent's word alone, whatever the script says", async () => {
      await begun(script);
      expect(await check('00000000', 'hanna', yes)).toMatchObject({ done: false, passed: false, refused: 'no-code-sent' });
      expect(await proofs()).toEqual([]);
    });

    it('not with a no of the script, and the code that stood beside it is spent: it takes a new one', async () => {
      await begun(script);
      await send('phone');
      const first = code();
      const no = { ...yes, 'explained-why': 'no' };
      expect(await check(first, 'hanna', no)).toMatchObject({ done: false, passed: false, refused: 'script-not-met' });
      expect(await check(first, 'hanna', yes)).toMatchObject({ done: false, refused: 'no-code-sent' });
      await send('phone');
      expect(code()).not.toBe(first);
      expect(await check(first, 'hanna', yes)).toMatchObject({ refused: 'wrong-caller-code' });
      expect(await check(code(), 'hanna', yes)).toMatchObject({ done: true, passed: true });
    });

    it('not with the code of an earlier message', async () => {
      await begun();
      await send('phone');
      const first = code();
      await send('email');
      expect(await check(first)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });

    it('not with a code that is older than 10 minutes, which is no guess: it takes a new one', async () => {
      await begun();
      for (let n = 0; n < 3; n++) {
        await send('phone');
        f.now += 10 * minute + 1;
        expect(await check(code())).toMatchObject({ done: false, passed: false, refused: 'no-code-sent' });
        expect(await check(code())).toMatchObject({ done: false, passed: false, refused: 'no-code-sent' });
      }
      await send('phone');
      f.now += 10 * minute;
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });
  });

  describe('ends', () => {
    it('by a refusal of the agent', async () => {
      await begun();
      await send('phone');
      expect(await say('hanna', 'refuse')).toEqual({ done: true, passed: false });
    });

    it('by the third wrong code, whoever typed them, as an incident', async () => {
      await begun();
      await send('phone');
      for (const agent of ['hanna', 'henry'])
        expect(await check(wrong(), agent)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      await send('email', 'henry');
      expect(await check(wrong(), 'heidi')).toEqual({
        ...{ done: true, passed: false },
        ...{ refused: 'wrong-caller-code', flag: 'codes-guessed' },
      });
      expect(await incidents()).toEqual(['codes-guessed']);
      expect(await proofs()).toEqual([]);
    });
  });

  describe('sends its code', () => {
    it('to the registered phone or mailbox, never to others, saying what for and how to object', async () => {
      await begun();
      await send('phone');
      await send('email');
      expect(codes().map((m) => m.to)).toEqual([[phone], ['alice@example.org']]);
      for (const { values } of codes()) {
        expect(values).toMatchObject({ code: expect.stringMatching(/^\d{8}$/), minutes: 10 });
        const token = String(values['url']).split('#')[1]!;
        expect(resetOfVeto(f.ports.keyed, token)).toBe(reset.id);
      }
      expect(f.ports.notifier.sent.filter((m) => m.message === 'caller-code')).toHaveLength(2);
    });

    it('nowhere else, whatever the agent asks for', async () => {
      await begun('{ by: [phone] }');
      expect(await send('email')).toMatchObject({ done: false, refused: 'wrong-state' });
      for (const answer of [{ to: '+4915550999999' }, { to: 'phone', number: '+4915550999999' }, {}])
        await expect(say('hanna', 'send', answer)).rejects.toMatchObject({ type: 'plan-unfit' });
      expect(await say('hanna', 'send')).toMatchObject({ refused: 'wrong-state' });
      expect(codes()).toEqual([]);
    });

    it('five times at most', async () => {
      await begun();
      for (let n = 0; n < 5; n++) expect(await send('phone')).not.toHaveProperty('refused');
      expect(await send('phone')).toMatchObject({ done: false, refused: 'no-more-challenges' });
      expect(new Set(codes().map((m) => m.values['code'])).size).toBe(5);
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });

    it('once, and the same one, however often that is called', async () => {
      await begun();
      const once = await send('phone');
      const traces = await f.traces(reset.id);
      f.now += minute;
      expect(await judged()).toEqual(once);
      expect(await f.traces(reset.id)).toEqual(traces);
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });

    it.each(['notifier.send', 'challenges.issue', 'attempts.note', 'decisions.settle', 'audit.append'])(
      'the same, where it broke after %s and was called again a minute later',
      async (broken) => {
        await begun();
        const mend = f.faults.at(broken, async (run) => {
          await run();
          throw new Error('broken');
        });
        await expect(send('phone')).rejects.toThrow();
        mend();
        f.now += minute;
        expect(await judged()).toMatchObject({ done: false, how: 'phone' });
        expect(codes()).toHaveLength(1);
        f.now += 9 * minute;
        expect(await check(code())).toMatchObject({ done: true, passed: true });
      },
    );

    it('late, where no worker was there when it was asked for: from then on it lasts 10 minutes', async () => {
      await begun();
      names++;
      const evidence = { ref: 'late', resetId: reset.id, purpose: 'decision' } as const;
      await f.ports.vault.seal({ ...evidence, value: '{"to":"phone"}', expiresAt: f.now + 9 * hour });
      const said = { id: `said-${names}`, by: 'person-hanna', verdict: 'send', evidence: 'late', at: f.now } as const;
      await f.ports.decisions.record({ ...said, resetId: reset.id, stepId });
      f.now += hour;
      await judged();
      expect(codes()[0]?.values).toMatchObject({ minutes: 10 });
      f.now += 9 * minute;
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });
  });

  describe('needs a second agent', () => {
    /** Others, by another method and another agent. */
    async function attempts(user: string, count: number): Promise<void> {
      const other = await f.method(methodOf('{ digits: 6 }').replace('id: m', 'id: other'));
      const requester = { kind: 'helpdesk', personId: 'person-heidi' } as const;
      for (let n = 0; n < count; n++) await f.open(other, user, { requester });
    }

    it('from two other attempts on the same person within a week on, by whatever method, and each agent is told', async () => {
      await attempts('alice', 1);
      await begun();
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 1 } }]);
      expect(await send('phone')).toMatchObject(waits(0, 1));
      await attempts('alice', 1);
      await f.part(plan, reset, stepId, 'remind', { nth: 1, until: f.now + hour });
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      expect(await check(code())).toMatchObject({ done: false, passed: false, how: 'verified', ...waits(1, 2) });
      f.now += minute;
      expect(await send('phone', 'henry')).toMatchObject(waits(1, 2));
      expect(await check(code(), 'henry')).toMatchObject({ done: true, passed: true });
    });

    it('from as many on as the method says, and not for those of more than a week ago', async () => {
      await attempts('alice', 2);
      await begun('{ secondFrom: 3 }');
      await send('phone');
      expect(await check(code())).toMatchObject({ done: true, passed: true });
      f.now += 8 * 24 * hour;
      await begun('{}');
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
    });

    it('where codes went to the same number for somebody else', async () => {
      await f.user('bob', { phone });
      await f.user('carol', { phone });
      for (const user of ['bob', 'carol']) {
        await begun('{}', user);
        await send('phone');
        await send('phone');
      }
      await begun();
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      await send('phone');
      expect(await check(code())).toMatchObject({ done: false, ...waits(1, 2) });
    });

    it('who has a code of their own, and is not the first one again', async () => {
      await attempts('alice', 2);
      await begun();
      await send('phone');
      await check(code());
      expect(await check(code())).toMatchObject({ done: false, refused: 'decided-already' });
      expect(await check(code(), 'henry')).toMatchObject({ done: false, refused: 'no-code-sent' });
      await send('email', 'henry');
      expect(await check(code())).toMatchObject({ done: false, refused: 'decided-already', ...waits(1, 2) });
      expect(await check(code(), 'henry')).toMatchObject({ done: true, passed: true });
    });

    it('not for what anybody asked for by the name alone, however much of it hides the others', async () => {
      await attempts('alice', 2);
      const mere = await f.method(methodOf('{}').replace('id: m', 'id: mere'));
      for (let n = 0; n < 60; n++) await f.open(mere, 'alice', { source: `address-${n}` });
      await begun();
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 2 } }]);
      const proved = next(await f.open(mere, 'alice', { source: 'address-x' }), askProved);
      await f.ports.resets.save(proved, ['test-ask']);
      await f.part(plan, reset, stepId, 'remind', { nth: 1, until: f.now + hour });
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 3 } }]);
    });
  });

  describe('does not count from', () => {
    it('the subject, though they are an agent', async () => {
      await f.user('alice', { groups: ['helpdesk'], phone });
      await begun('{ group: helpdesk }');
      expect(await send('phone', 'alice')).toMatchObject({ done: false, refused: 'not-a-decider' });
      await send('phone');
      expect(await check(code(), 'alice')).toMatchObject({ done: false, refused: 'not-a-decider' });
    });

    it('one who is disabled, out of the group, not in the directory where a group is wanted, or was reset of late', async () => {
      await begun('{ group: helpdesk }');
      await send('phone');
      await f.user('henry', { groups: ['helpdesk'], state: 'disabled' });
      await f.user('heidi', { groups: ['sales'] });
      await f.user('hugo', { groups: ['helpdesk'] });
      const own = next(await f.open({ plan, hash }, 'hugo'), askProved);
      await f.ports.resets.save(own, ['test-ask']);
      for (const agent of ['henry', 'heidi', 'hugo', 'stranger']) {
        expect(await send('phone', agent)).toMatchObject({ done: false, refused: 'may-not-decide' });
        expect(await check(code(), agent)).toMatchObject({ done: false, refused: 'may-not-decide' });
        expect(await say(agent, 'refuse')).toMatchObject({ done: false, refused: 'may-not-decide' });
      }
      expect(codes()).toHaveLength(1);
      expect(await check(code())).toMatchObject({ done: true, passed: true });
    });

    it('one of whom there is no record for this step', async () => {
      await begun();
      names++;
      expect(await judged()).toEqual({ done: false, passed: false, refused: 'unknown-decision' });
    });
  });

  describe('at the gate', () => {
    async function checked(...agents: string[]): Promise<() => Promise<unknown>> {
      for (const agent of agents) {
        f.now += minute;
        await send('phone', agent);
        await check(code(), agent);
      }
      const proof = { resetId: reset.id, subjectId: reset.subject, epoch: reset.epoch, round: 1, at: f.now };
      await f.ports.proofs.record({ ...proof, stepId: 'test-ask', factor: 'email' });
      const value = await f.value(reset, 'a new lamp in the harbour 8');
      const executing: Reset = { ...reset, state: 'executing', value };
      return () => f.part(plan, executing, 'directory', 'apply', { value });
    }
    const notProved = { state: 'refused', reasons: [{ id: 'not-proved' }] };

    it.each([
      ['disabled', { groups: ['helpdesk'], state: 'disabled' as const }],
      ['out of the group', { groups: [] }],
    ])('holds no more once the agent is %s', async (_what, then) => {
      await begun('{ group: helpdesk }');
      const apply = await checked('hanna');
      await f.user('hanna', then);
      expect(await apply()).toMatchObject(notProved);
      await f.user('hanna', { groups: ['helpdesk'] });
      expect(await apply()).toEqual({ state: 'set' });
    });

    it('holds no more once one of two agents may not help any more', async () => {
      await begun('{ group: helpdesk, secondFrom: 1 }');
      await asked('alice');
      const apply = await checked('hanna', 'henry');
      expect(await proofs()).toContain(stepId);
      await f.user('henry', { groups: ['helpdesk'], state: 'disabled' });
      expect(await apply()).toMatchObject(notProved);
      await f.user('henry', { groups: ['helpdesk'] });
      expect(await apply()).toEqual({ state: 'set' });
    });

    it('holds no more once the agent has regained their own account', async () => {
      await begun();
      const apply = await checked('hanna');
      const own = next(await f.open({ plan, hash }, 'hanna'), askProved);
      await f.ports.resets.save(own, ['test-ask']);
      expect(await apply()).toMatchObject(notProved);
    });
  });

  describe('of a user that there is not', () => {
    it('looks the same to the agent, mails nobody and never passes', async () => {
      await begun(script, 'nobody');
      expect(await told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
      expect(await send('phone')).toMatchObject({ done: false, passed: false, how: 'phone', ...waits(0, 1) });
      expect(await send('email')).toMatchObject({ done: false, passed: false, how: 'email', ...waits(0, 1) });
      expect(codes()).toHaveLength(2);
      expect(codes().flatMap((m) => m.to)).toEqual([]);
      expect(f.ports.notifier.sent).toEqual([]);
      expect(await check(wrong(), 'hanna', yes)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      expect(await check(code(), 'hanna', yes)).toMatchObject({ passed: false });
      expect(await proofs()).toEqual([]);
    });
  });

  it('once it is judged is judged so for ever, with one effect', async () => {
    await begun(script);
    await send('phone');
    for (const answer of [
      { 'caller-code': wrong(), ...yes },
      { 'caller-code': code(), ...yes, 'named-manager': 'no' },
    ]) {
      const once = await say('hanna', 'approve', answer);
      const traces = await f.traces(reset.id);
      f.now += minute;
      expect(await judged()).toEqual(once);
      expect(await f.traces(reset.id)).toEqual(traces);
    }
    await send('phone');
    const once = await check(code(), 'hanna', yes);
    const traces = await f.traces(reset.id);
    f.now += hour;
    await f.user('hanna', { state: 'disabled' });
    expect(await judged()).toEqual(once);
    expect(await f.traces(reset.id)).toEqual({ ...(traces as object), users: expect.anything() });
  });
});
