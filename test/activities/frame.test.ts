// What surrounds every call of a part: proofs, the read model, the audit, decoys, mails.
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DecisionRecord } from '../../domain/ports.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import { goodPassword } from '../support/password.js';
import { rightCode } from '../support/parts.js';
import { Fixture, start } from './fixture.js';

const yaml = `
id: m
title: t
request: { by: [self, helpdesk] }
authentication: { atLeast: 2, of: [test-move, test-ask, test-await, test-delay: { lasts: P1D }] }
source: user-entry
targets: [directory]
expires: P5D
`;

/** A person's approval, named by the person. */
const approved = (resetId: string, by: string): DecisionRecord => ({
  id: by,
  resetId,
  stepId: 'test-await',
  by,
  verdict: 'approve',
  at: 0,
});

describe('the frame', () => {
  let f: Fixture;
  let method: Awaited<ReturnType<Fixture['method']>>;
  let reset: Reset;
  beforeEach(async () => {
    f = new Fixture();
    method = await f.method(yaml);
    await f.user('alice');
    reset = await f.open(method, 'alice');
  });
  const call = <T = Record<string, unknown>>(stepId: string, verb: string, input: object, r = reset): Promise<T> =>
    f.part<T>(method.plan, r, stepId, verb, input);
  async function challenged(stepId: string, r = reset): Promise<Reset> {
    const at = next(r, { type: 'challenging', stepId });
    await call(stepId, 'challenge', {}, at);
    return next(at, { type: 'challenged', stepId, until: f.now + 600_000 });
  }
  const challengedNow: Event = { type: 'challenged', stepId: 'test-ask', until: start + 600_000 };
  const typed = async (stepId: string, code: string, r: Reset): Promise<Record<string, unknown>> =>
    call(stepId, 'verify', { answer: await f.answer(r, { code }) }, r);

  it('signs a proof of what was passed, for this reset, subject and epoch, and none of what was not', async () => {
    const r = await challenged('test-ask');
    await typed('test-ask', '000000', r);
    expect(await f.ports.proofs.of(reset.id)).toEqual([]);
    await typed('test-ask', rightCode, r);
    expect(await f.ports.proofs.of(reset.id)).toEqual([
      {
        ...{ resetId: reset.id, stepId: 'test-ask', subjectId: reset.subject, epoch: 1, round: 1 },
        ...{ factor: 'email', at: f.now },
      },
    ]);
  });

  it('signs the proof of a mailed link for the epoch that it begins', async () => {
    const r = await challenged('test-move');
    await typed('test-move', rightCode, r);
    expect(await f.ports.proofs.of(reset.id)).toMatchObject([{ stepId: 'test-move', epoch: 2 }]);
    expect(await f.ports.resets.get(reset.id)).toMatchObject({ epoch: 2 });
  });

  it('knows of a target whose write is on record that it was set, though the report was lost and the value is gone', async () => {
    const value = await f.value(reset, goodPassword);
    const asked = next({ ...reset, state: 'executing', value }, { type: 'applying' });
    const verify = () => call('directory', 'verify', { value }, asked);
    expect(await verify()).toEqual({ state: 'ready' });
    const [step] = method.plan.targets;
    const [{ key }] = f.call(asked, step!, 'apply', { value });
    await f.ports.audit.append(reset.id, [{ key: `${key}/apply/set`, type: 'target.apply', at: f.now, data: {} }]);
    await f.ports.vault.shred(reset.id);
    expect(await verify()).toEqual({ state: 'set' });
  });

  it('dates the proof of a delay at its end', async () => {
    const until = f.now + 86_400_000;
    const step = method.plan.authentication.of.find((s) => s.shape === 'delay')!;
    await f.run('authenticator.test-delay.announce', ...f.call(reset, step, 'announce', { until }, until));
    expect(await f.ports.proofs.of(reset.id)).toMatchObject([{ stepId: 'test-delay', at: until }]);
  });

  it('never lets a decoy pass, whatever its part says', async () => {
    const decoy = await f.open(method, 'nobody');
    const r = await challenged('test-ask', decoy);
    expect(await typed('test-ask', rightCode, r)).toMatchObject({ passed: false });
    const begun = next(r, { type: 'inviting', stepId: 'test-await' });
    await f.ports.decisions.record({ ...approved(decoy.id, 'person-x') });
    const decision = { id: 'person-x' };
    expect(await call('test-await', 'decide', { decision }, begun)).toMatchObject({ passed: false });
    expect(await f.ports.proofs.of(decoy.id)).toEqual([]);
    expect(f.mailsOf(decoy.id).every((m) => m.to.length === 0)).toBe(true);
  });

  it('signs no proof of a tally that is not done', async () => {
    const two = yaml.replace('test-await,', 'test-await: { needed: 2 },');
    const { plan, hash } = await f.method(two);
    const r = next(await f.open({ plan, hash }, 'alice'), { type: 'inviting', stepId: 'test-await' });
    const decide = async (by: string) => {
      await f.ports.decisions.record(approved(r.id, by));
      return f.part(plan, r, 'test-await', 'decide', { decision: { id: by } });
    };
    await decide('person-1');
    expect(await f.ports.proofs.of(r.id)).toEqual([]);
    await decide('person-2');
    expect(await f.ports.proofs.of(r.id)).toMatchObject([{ stepId: 'test-await', factor: 'people' }]);
  });

  it('writes the read model as the workflow will have it', async () => {
    const r = await challenged('test-ask');
    expect(await f.ports.resets.get(reset.id)).toMatchObject({
      version: r.version,
      steps: { 'test-ask': { state: 'challenged', attemptsLeft: 3 } },
    });
    await typed('test-ask', '000000', r);
    expect(await f.ports.resets.get(reset.id)).toMatchObject({ steps: { 'test-ask': { attemptsLeft: 2 } } });
  });

  it('never writes over a newer version, yet its own step', async () => {
    const r = await challenged('test-ask');
    const later = await challenged('test-move', r);
    await typed('test-ask', '000000', r);
    const row = await f.ports.resets.get(reset.id);
    expect(row).toMatchObject({ version: later.version, steps: { 'test-move': { state: 'challenged' } } });
  });

  it('leaves one audit record a call, with no secret and no name', async () => {
    const r = await challenged('test-ask');
    await typed('test-ask', rightCode, r);
    const records = await f.ports.audit.of(reset.id);
    expect(records.map((a) => a.type)).toEqual(['reset.opened', 'authenticator.challenge', 'authenticator.verify']);
    expect(records.at(-1)!.data).toMatchObject({ step: 'test-ask', passed: true, from: 'authenticating' });
    for (const secret of [rightCode, 'alice']) expect(JSON.stringify(records)).not.toContain(secret);
  });

  it('leaves the mail of a challenge, and before a proof all mail, to be sent by the workflow; sends others at once', async () => {
    const at = next(reset, { type: 'challenging', stepId: 'test-ask' });
    expect(await call('test-ask', 'challenge', {}, at)).toEqual({ unsent: 1 });
    expect(f.ports.notifier.sent).toEqual([]);
    const begun = next(reset, { type: 'inviting', stepId: 'test-await' });
    const invite = (r: Reset) => call('test-await', 'invite', { until: f.now + 1 }, r);
    expect(await invite(begun)).toMatchObject({ unsent: 1 });
    expect(f.ports.notifier.sent).toEqual([]);
    expect(await invite({ ...begun, proved: true })).toMatchObject({ unsent: 0 });
    expect(f.ports.notifier.sent).toHaveLength(2);
  });

  it('tells of the first of several proofs, once, at all addresses', async () => {
    let r = await challenged('test-ask');
    await typed('test-ask', rightCode, r);
    const passed: Event = { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } };
    r = await challenged('test-move', next(r, passed));
    await typed('test-move', rightCode, r);
    const notices = f.mailsOf(reset.id).filter((m) => m.messageId === 'notice-proved');
    expect(notices).toMatchObject([{ to: ['alice@example.org', 'alice@example.net'] }]);
  });

  it('counts mails of a reset that is not proved against the quota of its lane', async () => {
    for (let i = 0; i < 5; i++) {
      reset = await challenged('test-ask');
    }
    expect(f.mailsOf(reset.id).map((m) => m.to.length)).toEqual([1, 1, 1, 0, 0]);
  });

  it('lets no challenge pass whose mail does not go out, however often it is guessed', async () => {
    for (let i = 0; i < 3; i++) reset = await challenged('test-ask');
    expect(await typed('test-ask', rightCode, reset)).toMatchObject({ passed: true });
    reset = await challenged('test-ask');
    for (let i = 0; i < 2; i++) expect(await typed('test-ask', rightCode, reset)).toMatchObject({ passed: false });
    expect(await f.ports.proofs.of(reset.id)).toHaveLength(1);
  });

  it('asks the quota once a call, and a call that is repeated hears the same', async () => {
    for (let i = 0; i < 2; i++) reset = await challenged('test-ask');
    const before = f.faults.callsOf('quotas.take');
    const at = next(reset, { type: 'challenging', stepId: 'test-ask' });
    for (let i = 0; i < 3; i++) await call('test-ask', 'challenge', {}, at);
    expect(f.faults.callsOf('quotas.take') - before).toBe(3);
    expect(await typed('test-ask', rightCode, next(at, challengedNow))).toMatchObject({ passed: true });
  });

  it('lets twelve challenges of one source at once be heard three times', async () => {
    const all = [];
    // Each in a place of its own, so that none makes room for another.
    for (let i = 0; i < 12; i++) all.push(await f.open(method, 'alice', { source: `place-${i}` }));
    const ofOne = all.map((r) => ({ ...r, lane: { ...r.lane!, source: 'one', network: 'one' } }));
    const answers = await Promise.all(
      ofOne.map(async (r) => typed('test-ask', rightCode, await challenged('test-ask', r))),
    );
    expect(answers.filter(({ passed }) => passed)).toHaveLength(3);
    expect(
      all.flatMap((r) => f.mailsOf(r.id)).filter((m) => m.messageId === 'email-code' && m.to.length > 0),
    ).toHaveLength(3);
  });

  it('takes no delay for a proof of which its subject was not told', async () => {
    const agents = { requester: { kind: 'helpdesk', personId: 'agent' } } as const;
    const step = method.plan.authentication.of.find((s) => s.shape === 'delay')!;
    const announced = async (r: Reset): Promise<number> => {
      await f.run('authenticator.test-delay.announce', ...f.call(r, step, 'announce', { until: f.now + 1 }));
      return (await f.ports.proofs.of(r.id)).length;
    };
    // An invitation and an announcement each.
    const first = await f.open(method, 'alice', agents);
    expect(await announced(first)).toBe(1);
    const second = await f.open(method, 'alice', agents);
    expect(await announced(second)).toBe(0);
  });

  it('takes no delay for begun as long as its announcement waits to be sent', async () => {
    const step = method.plan.authentication.of.find((s) => s.shape === 'delay')!;
    const proved = next(reset, { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } });
    const announce = () =>
      f.run('authenticator.test-delay.announce', ...f.call(proved, step, 'announce', { until: f.now + 1 }));
    const { notifier } = f.ports;
    const waits = jest.spyOn(notifier, 'flush').mockResolvedValue({ unsent: 1 });
    await expect(announce()).rejects.toThrow();
    expect(await f.ports.proofs.of(reset.id)).toEqual([]);
    waits.mockRestore();
    await announce();
    expect(await f.ports.proofs.of(reset.id)).toHaveLength(1);
  });

  it('counts no mail of one who opened a mailed link', async () => {
    const invited = await f.open(method, 'alice', { requester: { kind: 'helpdesk', personId: 'agent' } });
    let r = next(invited, { type: 'joined' });
    for (let i = 0; i < 5; i++) r = await challenged('test-ask', r);
    expect(f.mailsOf(r.id).map((m) => m.to.length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('sends everything once it is proved', async () => {
    for (let i = 0; i < 3; i++) reset = await challenged('test-ask');
    reset = next(reset, { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } });
    const begun = next(reset, { type: 'inviting', stepId: 'test-await' });
    await call('test-await', 'invite', { until: f.now + 1 }, begun);
    expect(f.mailsOf(reset.id).at(-1)!.to).toHaveLength(1);
  });
});
