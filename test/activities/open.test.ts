// reset.open: who it is for, decoys, lanes, the quota of mails, invitations.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Plan } from '../../domain/plan.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import { before } from '../support/faults.js';
import { goodPassword } from '../support/password.js';
import { Fixture, start } from './fixture.js';

const minute = 60_000;
const yaml = `
id: m
title: t
request: { by: [self, self-signed-in, helpdesk, admin, service], subjects: { notIn: [privileged] } }
authentication: { of: [email-code] }
source: user-entry
targets: [directory]
expires: P1D
`;
interface Opened {
  plan: Plan | null;
  events: Event[];
  unsent?: number;
}

describe('reset.open', () => {
  let f: Fixture;
  let method: Awaited<ReturnType<Fixture['method']>>;
  beforeEach(async () => {
    f = new Fixture();
    method = await f.method(yaml);
    await f.user('alice');
  });
  const open = async (...args: Parameters<Fixture['asked']>): Promise<{ reset: Reset; out: Opened }> => {
    const input = await f.asked(...args);
    const out = await f.run<Opened>('reset.open', input);
    await f.run('reset.send', { resetId: input.reset.id });
    return { reset: out.events.reduce(next, input.reset), out };
  };
  const sentTo = (to: string): number => f.ports.notifier.sent.filter((m) => m.to === to).length;

  it('finds the subject by name or verified address, and sends the only step its challenge', async () => {
    for (const typed of ['alice', 'ALICE@example.org', ' alice@example.net ']) {
      const { reset, out } = await open(method, typed, { source: typed });
      expect(reset).toMatchObject({
        state: 'authenticating',
        decoy: false,
        steps: { 'email-code': { state: 'challenged' } },
      });
      expect(out.plan).toEqual(method.plan);
      expect(f.mailsOf(reset.id)).toMatchObject([{ messageId: 'email-code', to: ['alice@example.org'], left: [] }]);
    }
  });

  it('does the same for a stranger who asks for nobody, or for one who may not: but nobody is sent anything', async () => {
    await f.user('root', { groups: ['privileged'] });
    await f.user('gone', { state: 'disabled' });
    const real = await open(method, 'alice');
    for (const name of ['nobody', 'root', 'gone']) {
      const { reset, out } = await open(method, name);
      expect(reset.decoy).toBe(true);
      expect(out.events.map((e) => e.type)).toEqual(real.out.events.map((e) => e.type));
      expect({ ...out, events: [] }).toEqual({ ...real.out, events: [] });
      expect(f.mailsOf(reset.id)).toMatchObject([{ messageId: 'email-code', to: [] }]);
      expect(reset.subject).not.toBe(await f.ports.directory.find(name).then((s) => s?.id));
    }
    expect(f.ports.notifier.sent).toHaveLength(1);
  });

  it('is the same decoy for the same name, and another for another', async () => {
    const subjects = [];
    for (const name of ['nobody', 'NOBODY', 'somebody']) subjects.push((await open(method, name)).reset.subject);
    expect(subjects[0]).toBe(subjects[1]);
    expect(subjects[2]).not.toBe(subjects[0]);
  });

  it.each([
    ['admin', 'nobody', 'unknown-user'],
    ['service', 'gone', 'disabled'],
    ['admin', 'root', 'not-eligible'],
    ['self-signed-in', '', 'unknown-user'],
    ['colleague', 'alice', null],
  ] as const)('%s who asks for %p is told: %s', async (kind, name, reason) => {
    await f.user('root', { groups: ['privileged'] });
    await f.user('gone', { state: 'disabled' });
    const { reset, out } = await open(method, name, { requester: { kind, personId: 'person-x' } });
    if (reason === null) expect(reset).toMatchObject({ decoy: true });
    else {
      expect(out.plan).toBeNull();
      expect(reset).toMatchObject({ state: 'refused', reason });
      expect((await f.ports.audit.of(reset.id))[0]).toMatchObject({ type: 'reset.not-opened', data: { reason } });
    }
  });

  it('invites a subject for whom somebody else asked, and challenges nobody before they have joined', async () => {
    const { reset } = await open(method, 'alice', { requester: { kind: 'helpdesk', personId: 'agent' } });
    expect(reset).toMatchObject({ joined: false, signedIn: true, steps: { 'email-code': { state: 'open' } } });
    expect(f.mailsOf(reset.id)).toMatchObject([{ messageId: 'invitation', to: ['alice@example.org'] }]);
  });

  it('takes the signed requester for the proof where the method has no steps', async () => {
    const only = await f.method(`
id: only
title: t
request: { by: [admin] }
source: random
targets: [directory]
delivery: display
`);
    const { reset } = await open(only, 'alice', { requester: { kind: 'admin', personId: 'root' } });
    expect(reset.state).toBe('authenticated');
    expect(await f.ports.proofs.of(reset.id)).toMatchObject([{ stepId: 'requester', subjectId: reset.subject }]);
    expect(f.mailsOf(reset.id)).toEqual([]);
  });

  it('believes the sealed request, not the workflow, which method was asked for', async () => {
    const easy = await f.method(yaml.replace('id: m', 'id: easy'));
    const { reset, request } = await f.asked(method, 'alice');
    const out = await f.run<Opened>('reset.open', { reset: { ...reset, planHash: easy.hash }, request });
    expect(out).toEqual({ plan: null, events: [{ type: 'not-opened', reason: 'not-as-sealed' }] });
  });

  it('refuses where the method was withdrawn or the request is gone', async () => {
    const input = await f.asked(method, 'alice');
    await f.ports.vault.shred(input.reset.id);
    const gone = await f.run<Opened>('reset.open', input);
    expect(gone).toEqual({ plan: null, events: [{ type: 'not-opened', reason: 'request-gone' }] });
    f.ports.plans.published.get(method.hash)!.revoked = true;
    expect((await open(method, 'alice')).out.events).toEqual([{ type: 'not-opened', reason: 'method-withdrawn' }]);
  });

  it('fails, to be repeated, where the directory is down, and finishes where it was interrupted', async () => {
    const input = await f.asked(method, 'alice');
    for (const call of [
      'directory.find',
      'quotas.take',
      'challenges.issue',
      'resets.insert',
      'notifier.send',
      'audit.begin',
      'directory.keepProgress',
    ]) {
      const mend = f.faults.at(call, before);
      await expect(f.run('reset.open', input)).rejects.toMatchObject({ nonRetryable: false });
      mend();
    }
    const out = await f.run<Opened>('reset.open', input);
    expect(out.events.map((e) => e.type)).toEqual(['opened', 'challenging', 'challenged']);
    await f.run('reset.send', { resetId: input.reset.id });
    expect(f.ports.notifier.sent).toHaveLength(1);
  });

  it('leaves the mail to be sent next: whoever waits for it learns nothing from the mail server', async () => {
    const input = await f.asked(method, 'alice');
    expect(await f.run<Opened>('reset.open', input)).toMatchObject({ unsent: 1 });
    expect(f.ports.notifier.sent).toEqual([]);
    f.ports.notifier.server.down = true;
    expect(await f.run('reset.send', { resetId: input.reset.id })).toEqual({ unsent: 1 });
    f.ports.notifier.server.down = false;
    expect(await f.run('reset.send', { resetId: input.reset.id })).toEqual({ unsent: 0 });
  });

  describe('lanes', () => {
    const verify = async (reset: Reset): Promise<boolean> => {
      const code = f.mailsOf(reset.id)[0]!.values['code'];
      const answer = await f.answer(reset, { code: String(code) });
      const { passed } = await f.part<{ passed: boolean }>(method.plan, reset, 'email-code', 'verify', { answer });
      return passed;
    };
    const many = async (n: number, source: (i: number) => string, name = 'alice'): Promise<Reset[]> => {
      const all: Reset[] = [];
      for (let i = 0; i < n; i++) {
        f.now += 1_000;
        all.push((await open(method, name, { source: source(i) })).reset);
      }
      return all;
    };

    it("a stranger's hammering neither makes void the owner's code nor stops it from being sent", async () => {
      await many(20, () => 'attacker');
      const [owner] = await many(1, () => 'owner');
      expect(f.mailsOf(owner!.id)[0]!.to).toEqual(['alice@example.org']);
      const attackers = await many(40, () => 'attacker');
      expect(await verify(owner!)).toBe(true);
      expect(await verify(attackers[0]!)).toBe(false);
      expect(sentTo('alice@example.org')).toBe(3 + 1);
    });

    it('a reset that lost its place can never be passed, also with a new code', async () => {
      const [first] = await many(3, () => 'attacker');
      expect(await verify(first!)).toBe(false);
      const again = next(first!, { type: 'challenging', stepId: 'email-code' });
      await f.part(method.plan, again, 'email-code', 'challenge', {});
      expect(await verify(again)).toBe(false);
    });

    it("an owner's fresh reset is not lost to ten from other addresses, in each of which a code was tried", async () => {
      const [owner] = await many(1, () => 'owner');
      for (const reset of await many(10, (i) => `attacker-${i}`)) {
        const answer = await f.answer(reset, { code: '00000000' });
        await f.part(method.plan, reset, 'email-code', 'verify', { answer });
      }
      await many(3, (i) => `attacker-${10 + i}`);
      expect(await verify(owner!)).toBe(true);
    });

    it('a code beyond the quota never passes', async () => {
      const resets = await many(2, () => 'x');
      let r = resets[1]!;
      for (let i = 0; i < 2; i++) {
        r = next(r, { type: 'challenging', stepId: 'email-code' });
        await f.part(method.plan, r, 'email-code', 'challenge', {});
      }
      const mails = f.mailsOf(r.id);
      expect(mails.map((m) => m.to.length)).toEqual([1, 1, 0]);
      const answer = await f.answer(r, { code: String(mails.at(-1)!.values['code']) });
      expect(await f.part(method.plan, r, 'email-code', 'verify', { answer })).toMatchObject({ passed: false });
      expect(await verify(resets[0]!)).toBe(true);
    });

    it('are by person, whichever of their names was typed', async () => {
      const [first] = await many(1, () => 'x');
      await many(1, () => 'x', 'alice@example.org');
      await many(1, () => 'x', 'alice@example.net');
      expect(await verify(first!)).toBe(false);
    });

    it('count no reset that was proved or asked for by somebody signed in', async () => {
      const [proved] = await many(1, () => 'x');
      expect(await verify(proved!)).toBe(true);
      await many(4, () => 'x');
      const requester = { kind: 'helpdesk', personId: 'agent' } as const;
      for (let i = 0; i < 8; i++) await open(method, 'alice', { requester, source: 'x' });
      const lane = await f.ports.resets.lane(proved!.lane!.name, f.now);
      expect(lane.map((e) => e.resetId)).not.toContain(proved!.id);
      expect(lane).toHaveLength(2);
    });

    it('keep one in which a code was tried longest', async () => {
      const [tried, untried] = await many(2, () => 'x');
      const answer = await f.answer(tried!, { code: '00000000' });
      await f.part(method.plan, tried!, 'email-code', 'verify', { answer });
      await many(1, () => 'x');
      expect(await verify(tried!)).toBe(true);
      expect(await verify(untried!)).toBe(false);
    });

    it('are the same work for a name that nobody has', async () => {
      const resets = await many(5, () => 'x', 'nobody');
      expect(await f.ports.resets.lane(resets[0]!.lane!.name, f.now)).toHaveLength(2);
    });
  });

  it('sends three mails an hour from one address, also over several resets and resends, and more an hour later', async () => {
    for (let i = 0; i < 6; i++) await open(method, 'alice');
    expect(sentTo('alice@example.org')).toBe(3);
    f.now = start + 61 * minute;
    await open(method, 'alice');
    expect(sentTo('alice@example.org')).toBe(4);
  });

  it('never sends more than 48 mails an hour to one name', async () => {
    for (let i = 0; i < 120; i++) await open(method, 'alice', { source: `address-${i % 60}` });
    expect(sentTo('alice@example.org')).toBe(48);
  });

  it('sends the owner a code after 24 requests from one network, each from an address of its own', async () => {
    for (let i = 0; i < 24; i++) await open(method, 'alice', { source: `attacker-${i}`, network: 'one' });
    expect(sentTo('alice@example.org')).toBe(6);
    const { reset } = await open(method, 'alice', { source: 'owner', network: 'home' });
    expect(f.mailsOf(reset.id)).toMatchObject([{ to: ['alice@example.org'] }]);
  });

  describe('asked for by somebody else', () => {
    const bob = { kind: 'colleague', personId: 'person-bob' } as const;
    let helped: typeof method;
    beforeEach(async () => {
      helped = await f.method(yaml.replace('by: [', 'by: [colleague, '));
      await f.user('bob', { displayName: 'Bob Brown' });
    });
    const invitationOf = (reset: Reset) => f.mailsOf(reset.id)[0];

    it('names the colleague by their stored name in the invitation, and nobody where there is none', async () => {
      const { reset } = await open(helped, 'alice', { requester: bob });
      expect(invitationOf(reset)?.values).toMatchObject({ requesterKind: 'colleague', requester: 'Bob Brown' });
      const stranger = await open(helped, 'alice', { requester: { kind: 'colleague', personId: 'unknown' } });
      expect(invitationOf(stranger.reset)?.values).toMatchObject({ requesterKind: 'colleague' });
      expect(invitationOf(stranger.reset)?.values).not.toHaveProperty('requester');
    });

    it('names the ticket of the helpdesk in the invitation, the read model and the audit', async () => {
      const requester = { kind: 'helpdesk', personId: 'agent' } as const;
      const { reset } = await open(helped, 'alice', { requester, ticket: 'INC-20417' });
      expect(invitationOf(reset)?.values).toMatchObject({ requesterKind: 'helpdesk', ticket: 'INC-20417' });
      expect(await f.ports.resets.get(reset.id)).toMatchObject({ ticket: 'INC-20417' });
      const [record] = await f.ports.audit.of(reset.id);
      expect(record).toMatchObject({ type: 'reset.opened', data: { by: 'helpdesk', ticket: 'INC-20417' } });
    });

    it('keeps from where in the read model and nowhere else', async () => {
      const { reset, out } = await open(helped, 'alice', { requester: bob, from: '198.51.100.77' });
      expect(await f.ports.resets.get(reset.id)).toMatchObject({ from: '198.51.100.77' });
      const elsewhere = [reset, out, await f.ports.audit.of(reset.id), f.mailsOf(reset.id)];
      expect(JSON.stringify(elsewhere)).not.toContain('198.51.100.77');
    });

    it('is three mails an hour to one subject from one colleague, wherever they are', async () => {
      for (let i = 0; i < 6; i++) await open(helped, 'alice', { requester: bob, source: `address-${i}` });
      expect(sentTo('alice@example.org')).toBe(3);
    });

    it('is the same for a name that nobody has, but that nobody is mailed', async () => {
      const real = await open(helped, 'alice', { requester: bob });
      const none = await open(helped, 'nobody', { requester: bob });
      expect(none.reset.decoy).toBe(true);
      expect(none.out.events.map((e) => e.type)).toEqual(real.out.events.map((e) => e.type));
      expect({ ...none.out, events: [] }).toEqual({ ...real.out, events: [] });
      expect(invitationOf(none.reset)).toMatchObject({ to: [], values: { requester: 'Bob Brown' } });
    });

    it('changes and freezes nothing for the subject before their own proof', async () => {
      const alice = (await f.ports.directory.find('alice'))!;
      const before = structuredClone(f.ports.stored.users.get(alice.id));
      for (let i = 0; i < 4; i++) await open(helped, 'alice', { requester: bob });
      expect(f.ports.stored.users.get(alice.id)).toEqual(before);

      const { reset: own } = await open(method, 'alice', { source: 'home' });
      expect(await f.ports.resets.lane(own.lane!.name, f.now)).toMatchObject([{ resetId: own.id }]);
      const code = f.mailsOf(own.id)[0]!.values['code'];
      const answer = await f.answer(own, { code: String(code) });
      expect(await f.part(method.plan, own, 'email-code', 'verify', { answer })).toMatchObject({ passed: true });
      const value = await f.value(own, goodPassword);
      const executing: Reset = { ...own, state: 'executing', proved: true };
      expect(await f.part(method.plan, executing, 'directory', 'apply', { value })).toEqual({ state: 'set' });
      expect(await f.ports.credentials.matches(alice.id, 'password', goodPassword)).toBe(true);
    });
  });

  describe('for privileged users', () => {
    const vouched = `
id: vouched
title: t
request: { by: [self, colleague, admin] }
authentication: { of: [email-code, approval] }
source: user-entry
targets: [directory]
`;
    beforeEach(() => f.user('root', { groups: ['privileged'] }));

    it('is a decoy where they ask for themselves, also where others would vouch for them', async () => {
      const { reset } = await open(await f.method(vouched), 'root');
      expect(reset.decoy).toBe(true);
      expect((await open(await f.method(vouched), 'alice')).reset.decoy).toBe(false);
    });

    it('is real where somebody else asks and another vouches, and only then', async () => {
      const requester = { kind: 'colleague', personId: 'person-alice' } as const;
      const { reset, out } = await open(await f.method(vouched), 'root', { requester });
      expect(reset.decoy).toBe(false);
      expect(out.events[0]).toMatchObject({ type: 'opened', secondPerson: true });
      const alone = vouched.replace(', approval', '');
      expect((await open(await f.method(alone), 'root', { requester })).reset.decoy).toBe(true);
      const admin = { kind: 'admin', personId: 'person-admin' } as const;
      const told = await open(await f.method(alone), 'root', { requester: admin });
      expect(told.reset).toMatchObject({ state: 'refused', reason: 'not-eligible' });
    });
  });

  describe('invitations', () => {
    const invite = (personId: string, kind: 'helpdesk' | 'admin' | 'service' = 'helpdesk', source = 'office') =>
      open(method, 'alice', { requester: { kind, personId }, source });

    it('are three an hour from one agent, wherever they are, and others invite all the same', async () => {
      for (let i = 0; i < 6; i++) await invite('agent', 'helpdesk', `address-${i}`);
      expect(sentTo('alice@example.org')).toBe(3);
      await invite('another');
      expect(sentTo('alice@example.org')).toBe(4);
    });

    it('are not stopped by what strangers ask for', async () => {
      for (let i = 0; i < 50; i++) await open(method, 'alice', { source: `address-${i}` });
      const { reset } = await invite('agent');
      expect(f.mailsOf(reset.id)).toMatchObject([{ messageId: 'invitation', to: ['alice@example.org'] }]);
    });

    it.each(['admin', 'service'] as const)('of kind %s are not counted', async (kind) => {
      for (let i = 0; i < 6; i++) await invite('root', kind);
      expect(sentTo('alice@example.org')).toBe(6);
    });

    it("that do not go out can't be opened", async () => {
      const { reset: heard } = await invite('agent');
      for (let i = 0; i < 2; i++) await invite('agent');
      const { reset: unheard } = await invite('agent');
      const opens = async (reset: Reset): Promise<boolean> => {
        const [mail] = f.mailsOf(reset.id);
        const link = String(mail!.values['url']).split('#')[1]!;
        const { secret } = await f.ports.tokens.readLink(link);
        const { passed } = await f.ports.challenges.guess({
          key: 'guess',
          resetId: reset.id,
          stepId: 'invitation',
          round: 1,
          secretMac: f.ports.keyed.mac('link-secret', secret),
          at: f.now,
          max: 5,
        });
        return passed;
      };
      expect(await opens(heard)).toBe(true);
      expect(await opens(unheard)).toBe(false);
    });
  });
});
