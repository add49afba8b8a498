// How an agent checks who calls: what counts, what ends it, and where its codes go.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { resetOfVeto } from '../../domain/veto.js';
import { Desk, hour, minute, phone, script, stepId, waits, yes } from './caller-check-support.js';

let desk: Desk;
beforeEach(async () => {
  desk = await Desk.open();
});

describe('a check of a caller', () => {
  it('is for all agents of the helpdesk, and mails nobody before one has a code sent', async () => {
    await desk.begun();
    expect(await desk.f.ports.decisions.asked(desk.reset.id, stepId)).toEqual([{ role: 'rekey-helpdesk', label: 'A' }]);
    expect(desk.codes()).toEqual([]);
    expect(await desk.told()).toEqual([{ id: 'attempts', values: { others: 0 } }]);
  });

  describe('counts', () => {
    it('as verified where the caller reads out the code that went to their phone', async () => {
      await desk.begun();
      expect(await desk.send('phone')).toMatchObject({ done: false, passed: false, how: 'phone', ...waits(0, 1) });
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true, how: 'verified' });
      expect(await desk.proofs()).toEqual([stepId]);
      expect(await desk.incidents()).toEqual([]);
    });

    it('as verified and attested where the script was asked, too', async () => {
      await desk.begun(script);
      await desk.send('email');
      expect(await desk.check(desk.code(), 'hanna', yes)).toMatchObject({
        done: true,
        passed: true,
        how: 'verified, attested',
      });
    });

    it("never by the agent's word alone, whatever the script says", async () => {
      await desk.begun(script);
      expect(await desk.check('00000000', 'hanna', yes)).toMatchObject({
        done: false,
        passed: false,
        refused: 'no-code-sent',
      });
      expect(await desk.proofs()).toEqual([]);
    });

    it('not with a no of the script, and the code that stood beside it is spent: it takes a new one', async () => {
      await desk.begun(script);
      await desk.send('phone');
      const first = desk.code();
      const no = { ...yes, 'explained-why': 'no' };
      expect(await desk.check(first, 'hanna', no)).toMatchObject({
        done: false,
        passed: false,
        refused: 'script-not-met',
      });
      expect(await desk.check(first, 'hanna', yes)).toMatchObject({ done: false, refused: 'no-code-sent' });
      await desk.send('phone');
      expect(desk.code()).not.toBe(first);
      expect(await desk.check(first, 'hanna', yes)).toMatchObject({ refused: 'wrong-caller-code' });
      expect(await desk.check(desk.code(), 'hanna', yes)).toMatchObject({ done: true, passed: true });
    });

    it('not with the code of an earlier message', async () => {
      await desk.begun();
      await desk.send('phone');
      const first = desk.code();
      await desk.send('email');
      expect(await desk.check(first)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });

    it('not with a code that is older than 10 minutes, which is no guess: it takes a new one', async () => {
      await desk.begun();
      for (let n = 0; n < 3; n++) {
        await desk.send('phone');
        desk.f.now += 10 * minute + 1;
        expect(await desk.check(desk.code())).toMatchObject({ done: false, passed: false, refused: 'no-code-sent' });
        expect(await desk.check(desk.code())).toMatchObject({ done: false, passed: false, refused: 'no-code-sent' });
      }
      await desk.send('phone');
      desk.f.now += 10 * minute;
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });
  });

  describe('ends', () => {
    it('by a refusal of the agent', async () => {
      await desk.begun();
      await desk.send('phone');
      expect(await desk.say('hanna', 'refuse')).toEqual({ done: true, passed: false });
    });

    it('by the third wrong code, whoever typed them, as an incident', async () => {
      await desk.begun();
      for (const agent of ['hanna', 'henry']) {
        await desk.send('phone', agent);
        expect(await desk.check(desk.wrong(), agent)).toMatchObject({ done: false, refused: 'wrong-caller-code' });
      }
      await desk.send('email', 'heidi');
      expect(await desk.check(desk.wrong(), 'heidi')).toEqual({
        ...{ done: true, passed: false },
        ...{ refused: 'wrong-caller-code', flag: 'codes-guessed' },
      });
      expect(await desk.incidents()).toEqual(['codes-guessed']);
      expect(await desk.proofs()).toEqual([]);
    });
  });

  describe('sends its code', () => {
    it('to the registered phone or mailbox, never to others, saying what for and how to object', async () => {
      await desk.begun();
      await desk.send('phone');
      await desk.send('email');
      expect(desk.codes().map((m) => m.to)).toEqual([[phone], ['alice@example.org']]);
      for (const { values } of desk.codes()) {
        expect(values).toMatchObject({ code: expect.stringMatching(/^\d{8}$/), minutes: 10 });
        const token = String(values['url']).split('#')[1]!;
        expect(resetOfVeto(desk.f.ports.keyed, token)).toBe(desk.reset.id);
      }
      await desk.f.run('reset.send', { resetId: desk.reset.id });
      expect(desk.f.ports.notifier.sent.filter((m) => m.message === 'caller-code')).toHaveLength(2);
    });

    it('nowhere else, whatever the agent asks for', async () => {
      await desk.begun('{ by: [phone] }');
      expect(await desk.send('email')).toMatchObject({ done: false, refused: 'wrong-state' });
      for (const answer of [{ to: '+4915550999999' }, { to: 'phone', number: '+4915550999999' }, {}])
        await expect(desk.say('hanna', 'send', answer)).rejects.toMatchObject({ type: 'plan-unfit' });
      expect(await desk.say('hanna', 'send')).toMatchObject({ refused: 'wrong-state' });
      expect(desk.codes()).toEqual([]);
    });

    it('five times at most', async () => {
      await desk.begun();
      for (let n = 0; n < 5; n++) expect(await desk.send('phone')).not.toHaveProperty('refused');
      expect(await desk.send('phone')).toMatchObject({ done: false, refused: 'no-more-challenges' });
      expect(new Set(desk.codes().map((m) => m.values['code'])).size).toBe(5);
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });

    it('once, and the same one, however often that is called', async () => {
      await desk.begun();
      const once = await desk.send('phone');
      const traces = await desk.f.traces(desk.reset.id);
      desk.f.now += minute;
      expect(await desk.judged()).toEqual(once);
      expect(await desk.f.traces(desk.reset.id)).toEqual(traces);
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });

    it.each(['notifier.send', 'challenges.issue', 'attempts.note', 'decisions.settle', 'audit.append'])(
      'the same, where it broke after %s and was called again a minute later',
      async (broken) => {
        await desk.begun();
        const mend = desk.f.faults.at(broken, async (run) => {
          await run();
          throw new Error('broken');
        });
        await expect(desk.send('phone')).rejects.toThrow();
        mend();
        desk.f.now += minute;
        expect(await desk.judged()).toMatchObject({ done: false, how: 'phone' });
        expect(desk.codes()).toHaveLength(1);
        desk.f.now += 9 * minute;
        expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
      },
    );

    it('late, where no worker was there when it was asked for: from then on it lasts 10 minutes', async () => {
      await desk.begun();
      await desk.record('hanna', 'send', { to: 'phone' });
      desk.f.now += hour;
      await desk.judged();
      expect(desk.codes()[0]?.values).toMatchObject({ minutes: 10 });
      desk.f.now += 9 * minute;
      expect(await desk.check(desk.code())).toMatchObject({ done: true, passed: true });
    });
  });

  it('once it is judged is judged so for ever, with one effect', async () => {
    await desk.begun(script);
    await desk.send('phone');
    for (const answer of [
      { 'caller-code': desk.wrong(), ...yes },
      { 'caller-code': desk.code(), ...yes, 'named-manager': 'no' },
    ]) {
      const once = await desk.say('hanna', 'approve', answer);
      const traces = await desk.f.traces(desk.reset.id);
      desk.f.now += minute;
      expect(await desk.judged()).toEqual(once);
      expect(await desk.f.traces(desk.reset.id)).toEqual(traces);
    }
    await desk.send('phone');
    const once = await desk.check(desk.code(), 'hanna', yes);
    const traces = await desk.f.traces(desk.reset.id);
    desk.f.now += hour;
    await desk.f.user('hanna', { state: 'disabled' });
    expect(await desk.judged()).toEqual(once);
    expect(await desk.f.traces(desk.reset.id)).toEqual({ ...(traces as object), users: expect.anything() });
  });
});
