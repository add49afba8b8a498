// What the operator has to do with: a mail server that is down, what histories hold and cost, cancels in the UI, a method that this version can't run.
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { planHash } from '../../domain/compiled.js';
import { context, retryNow } from '../../workflows/messages.js';
import { before, hold } from '../support/faults.js';
import { readable } from '../support/history.js';
import { rightCode, testParts } from '../support/parts.js';
import { tokenOf, World, type Running } from '../support/world.js';

const minute = 60_000;
const { EventType } = proto.temporal.api.enums.v1;
const canaries = { name: 'canary.typed.name@example.org', password: 'CanaryPassword-in-no-history-7' };

describe('for the operator', () => {
  let world: World;
  const methods: Record<string, Awaited<ReturnType<World['method']>>> = {};
  let names = 0;
  const method = (id: string, rest: string): Promise<Awaited<ReturnType<World['method']>>> =>
    world.method(`
id: ${id}
title: t
targets: [directory]
${rest}`);

  beforeAll(async () => {
    world = await World.start({ parts: testParts });
    const byCode = 'request: { by: [self] }\nauthentication: { of: [email-code] }';
    methods['code'] = await method('code', `${byCode}\nsource: user-entry`);
    methods['random'] = await method('random', `${byCode}\nsource: random\ndelivery: { display: { within: PT15M } }`);
    methods['link'] = await method(
      'link',
      'request: { by: [self] }\nauthentication: { of: [email-link] }\nsource: user-entry',
    );
    methods['approval'] = await method(
      'approval',
      'request: { by: [self] }\nauthentication: { atLeast: 2, of: [email-code, test-await] }\nsource: user-entry\nexpires: P5D',
    );
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.faults.mendAll();
    world.ports.notifier.server.down = false;
  });

  async function requested(id: string, name = `user-${++names}`): Promise<Running> {
    if (!(await world.ports.directory.find(name))) await world.user(name.split('@')[0]!);
    return world.request(methods[id]!, name, { source: `address-${++names}` });
  }
  async function proved(reset: Running): Promise<string> {
    const { code } = await reset.mail('email-code');
    expect(await reset.answer('email-code', { code: String(code) })).toMatchObject({ passed: true });
    return String(code);
  }
  const eventsOf = async (reset: Running) => (await reset.handle.fetchHistory()).events ?? [];
  const countOf = async (reset: Running, type: keyof typeof EventType): Promise<number> =>
    (await eventsOf(reset)).filter((e) => e.eventType === EventType[type]).length;

  describe('while the mail server is down', () => {
    it('a reset opens all the same, and its mail goes out as soon as it can: one, with the same words', async () => {
      world.ports.notifier.server.down = true;
      const reset = await requested('code');
      await reset.reaches('authenticating');
      await world.sleep(3 * minute);
      expect(reset.mails()).toEqual([]);
      const [stored] = world.ports.notifier.stored.filter((m) => m.resetId === reset.id);
      world.ports.notifier.server.down = false;
      await reset.handle.signal(retryNow);
      const { code } = await reset.mail('email-code');
      expect(code).toBe(stored!.values['code']);
      expect(reset.mailKeys()).toEqual(['email-code/1/challenge']);
      expect(await reset.answer('email-code', { code: String(code) })).toMatchObject({ passed: true });
      await reset.execute(canaries.password);
      expect(await reset.result()).toMatchObject({ state: 'completed' });
    });

    it('a reset completes all the same, and the notice follows', async () => {
      const reset = await requested('code');
      await proved(reset);
      world.ports.notifier.server.down = true;
      await reset.execute(canaries.password);
      await reset.closed();
      await world.sleep(3 * minute);
      expect(reset.mails().map((m) => m.message)).toEqual(['email-code']);
      world.ports.notifier.server.down = false;
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(reset.mails().map((m) => m.message)).toEqual(['email-code', 'notice-completed']);
    });

    it('a reset whose code is still to be sent is not closed by the write that completes it: only closing sends the last', async () => {
      world.ports.notifier.server.down = true;
      const reset = await requested('code');
      await reset.reaches('authenticating');
      const [stored] = world.ports.notifier.stored.filter((m) => m.resetId === reset.id);
      expect(await reset.answer('email-code', { code: String(stored!.values['code']) })).toMatchObject({
        passed: true,
      });
      await reset.execute(canaries.password);
      await reset.closed();
      world.ports.notifier.server.down = false;
      expect(await reset.result()).toMatchObject({ state: 'completed' });
      expect(await reset.activities()).toContain('reset.close');
      expect(reset.mails().map((m) => m.message)).toEqual(['email-code', 'notice-completed']);
    });

    it('a new code is tried at once, and does not wait with those before it', async () => {
      world.ports.notifier.server.down = true;
      const reset = await requested('code');
      await reset.reaches('authenticating');
      await world.sleep(20 * minute);
      // The pause between tries is long by now, and the world's time stands still.
      world.ports.notifier.server.down = false;
      await reset.challenge('email-code');
      await reset.until(() => reset.mails().length === 2, 'both codes');
      await reset.cancel();
    });

    it('for good, a reset ends all the same', async () => {
      world.ports.notifier.server.down = true;
      const reset = await requested('code');
      expect(await reset.result()).toMatchObject({ state: 'expired' });
    });
  });

  it('every mail of a reset has a key of its own', async () => {
    const reset = await requested('approval');
    await reset.until(async () => ((await reset.view()).state === 'authenticating' ? true : undefined), 'open');
    await reset.challenge('email-code');
    await proved(reset);
    await reset.until(async () => (await reset.view()).steps['test-await']?.waitingFor, 'the invitation');
    await reset.decide('test-await', 'approve', 'person-manager');
    await reset.reaches('authenticated');
    await reset.execute(canaries.password);
    await reset.result();
    expect(reset.mailKeys()).toEqual([
      'email-code/1/challenge',
      'notice-proved',
      'test-await/1/invite',
      'close/notice',
    ]);
    // Only before a proof is there somebody who must not know whether anything is sent.
    const asked = world.faults.calls.filter((c) => c.name === 'notifier.flush' && c.args[0] === reset.id);
    const hows = asked.map((c) => (c.args[1] as { scattered?: boolean } | undefined)?.scattered);
    expect(hows[0]).toBe(true);
    expect(hows.slice(hows.indexOf(false)).some(Boolean)).toBe(false);
    expect(hows).toContain(false);
  });

  describe('the history', () => {
    it('of a reset by mailed code has four activities, two timers, one upsert and 56 events at most', async () => {
      const reset = await requested('code');
      await proved(reset);
      await reset.execute(canaries.password);
      await reset.result();
      const events = await eventsOf(reset);
      expect(await reset.activities()).toEqual([
        'reset.open',
        'reset.send',
        'authenticator.email-code.verify',
        'source.user-entry.verify',
      ]);
      expect(events.length).toBeLessThanOrEqual(56);
      expect(await countOf(reset, 'EVENT_TYPE_TIMER_STARTED')).toBeLessThanOrEqual(2);
      expect(await countOf(reset, 'EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES')).toBe(1);
    });

    it('holds no secret and no typed name, in any method', async () => {
      const secrets = new Set<string>(Object.values(canaries));
      const histories: string[] = [];
      const keep = async (reset: Running): Promise<void> => {
        await reset.result();
        const texts = readable(await reset.handle.fetchHistory());
        histories.push(texts, JSON.stringify(await world.ports.resets.get(reset.id)));
        histories.push(JSON.stringify(await world.ports.audit.of(reset.id)), JSON.stringify(await reset.view()));
      };
      const byCode = await requested('code', canaries.name);
      await byCode.answer('email-code', { code: '13572468' });
      secrets.add('13572468').add(await proved(byCode));
      expect(await byCode.execute('weak-canary')).toMatchObject({ passed: false });
      secrets.add('weak-canary');
      await byCode.execute(canaries.password);
      await keep(byCode);

      const byLink = await requested('link', canaries.name);
      const link = tokenOf((await byLink.mail('email-link'))['url']);
      secrets.add(link);
      await byLink.answer('email-link', { link });
      expect(await byLink.execute(`${canaries.password}-2`, 2)).toMatchObject({ passed: true });
      await keep(byLink);

      const displayed = await requested('random', canaries.name);
      secrets.add(await proved(displayed));
      await displayed.execute();
      await displayed.until(async () => (await displayed.view()).steps['display']?.waitingFor, 'the delivery');
      const outcome = await displayed.collect();
      if (outcome.outcome === 'done') secrets.add(await displayed.opened(outcome.value));
      await keep(displayed);

      const approved = await requested('approval', canaries.name);
      await approved.reaches('authenticating');
      await approved.challenge('email-code');
      secrets.add(await proved(approved));
      await approved.cancel();
      await keep(approved);

      expect(secrets.size).toBe(9);
      expect(histories.join()).toContain('authenticator.email-code.verify');
      for (const secret of secrets) expect(histories.filter((h) => h.includes(secret))).toEqual([]);
      expect(histories.filter((h) => h.includes('canary') || h.includes('Canary'))).toEqual([]);
    });
  });

  it('the query `context` tells where a reset stands', async () => {
    const reset = await requested('code');
    await reset.reaches('authenticating');
    expect(await reset.handle.query(context)).toMatchObject({
      id: reset.id,
      state: 'authenticating',
      methodId: 'code',
      passed: 0,
      steps: { 'email-code': { state: 'challenged', attemptsLeft: 5 }, directory: { state: 'open' } },
    });
    await reset.cancel();
    await reset.result();
    expect(await reset.handle.query(context)).toMatchObject({ state: 'cancelled', reason: 'subject' });
  });

  describe('ending it from outside', () => {
    it('while it is being opened leaves nothing behind', async () => {
      for (const end of [(r: Running) => r.handle.cancel(), (r: Running) => r.veto()]) {
        const held = hold();
        const mend = world.faults.at('directory.keepProgress', held.fault);
        const reset = await requested('code');
        await held.reached;
        await end(reset);
        await new Promise((r) => setTimeout(r, 200));
        held.release();
        mend();
        expect(['cancelled', 'vetoed']).toContain((await reset.result()).state);
        const { subject } = (await world.ports.resets.get(reset.id))!;
        expect(subject).not.toBe('');
        expect(world.ports.stored.progress.has(subject)).toBe(false);
      }
    });

    it('works while the directory is down', async () => {
      world.faults.at('directory.find', before);
      const reset = await requested('code');
      await world.sleep(minute);
      await reset.handle.cancel();
      expect(await reset.result()).toMatchObject({ state: 'cancelled', reason: 'operator' });
    });

    it('is answered to a waiting Update, too', async () => {
      const held = hold();
      world.faults.at('challenges.guess', held.fault);
      const reset = await requested('code');
      await reset.mail('email-code');
      const answer = reset.answer('email-code', { code: rightCode });
      await held.reached;
      await reset.handle.cancel();
      held.release();
      expect(await answer).toMatchObject({ outcome: 'refused', problem: 'already-ended' });
      expect(await reset.result()).toMatchObject({ state: 'cancelled' });
    });
  });

  it('a reset whose method was revoked is refused at once, and says so in its record', async () => {
    const withdrawn = await method(
      'withdrawn',
      'request: { by: [self] }\nauthentication: { of: [email-code] }\nsource: user-entry',
    );
    world.ports.plans.published.get(withdrawn.hash)!.revoked = true;
    await world.user('late');
    const reset = await world.request(withdrawn, 'late');
    expect(await reset.result()).toMatchObject({ state: 'refused' });
    expect((await world.ports.audit.of(reset.id))[0]).toMatchObject({
      type: 'reset.not-opened',
      data: { reason: 'method-withdrawn' },
    });
  });

  it('a method with a part that this version lacks waits for a version that has it', async () => {
    const code = methods['code']!;
    const strange = structuredClone(code);
    strange.plan.authentication.of[0]!.kind = 'of-tomorrow';
    strange.hash = planHash(strange.plan);
    await world.ports.plans.publish(strange);
    await world.user('tomorrow');
    const reset = await world.request(strange, 'tomorrow');
    await world.sleep(10 * minute);
    expect(await reset.view()).toMatchObject({ state: 'requested' });
    await reset.handle.cancel();
    expect(await reset.result()).toMatchObject({ state: 'cancelled' });
  });
});
