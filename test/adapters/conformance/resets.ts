/** What every read model must do: once inserted, versions only rise, a late step still arrives, the end is the whole truth. */
import { expect, it } from '@jest/globals';
import { initial, type Reset, type StepState } from '../../../domain/reset.js';
import { minute, monday, type Suite } from './world.js';

const step = (change: Partial<StepState> = {}): StepState => ({
  role: 'authenticator',
  shape: 'ask',
  factor: 'email',
  state: 'open',
  round: 0,
  attemptsLeft: 5,
  ...change,
});
const reset = (change: Partial<Reset> = {}): Reset => ({
  ...initial({
    id: 'r1',
    methodId: 'email-code',
    planHash: 'hash',
    credentialId: 'password',
    requestedAt: monday,
    expiresAt: monday + 60 * minute,
    proveBy: monday + 30 * minute,
  }),
  version: 1,
  state: 'authenticating',
  subject: 's1',
  needed: 1,
  joined: true,
  steps: { code: step(), approval: step({ shape: 'await', factor: 'people' }) },
  ...change,
});
const facts = { requesterKind: 'self' };
const lane = { name: 'lane-a', source: 'source-1', network: 'network-1' };

export const resets: Suite = (world) => {
  const r = () => world().ports.resets;

  it('answers with what was inserted, once per id', async () => {
    const asked = { requesterKind: 'helpdesk', requesterPerson: 'p1', ticket: 'INC-20417', from: '2001:db8::7' };
    await r().insert(reset(), asked);
    await r().insert(reset({ version: 9, subject: 's2' }), facts);
    expect(await r().get('r1')).toEqual({
      id: 'r1',
      version: 1,
      state: 'authenticating',
      epoch: 1,
      methodId: 'email-code',
      planHash: 'hash',
      credentialId: 'password',
      joined: true,
      passed: 0,
      steps: { code: { state: 'open', attemptsLeft: 5 }, approval: { state: 'open', attemptsLeft: 5 } },
      requestedAt: monday,
      deadline: monday + 30 * minute,
      subject: 's1',
      decoy: false,
      ...asked,
    });
    expect(await r().get('r2')).toBeNull();
  });

  it('saves state, version and the named steps only', async () => {
    await r().insert(reset(), facts);
    const steps = { code: step({ state: 'passed' }), approval: step({ state: 'failed' }) };
    await r().save(reset({ version: 2, state: 'authenticated', epoch: 2, proved: true, steps }), ['code']);
    expect(await r().get('r1')).toMatchObject({
      version: 2,
      state: 'authenticated',
      epoch: 2,
      passed: 1,
      deadline: monday + 60 * minute,
      steps: { code: { state: 'passed' }, approval: { state: 'open' } },
    });
  });

  it('never goes back to an older version, but takes a step that nobody wrote since', async () => {
    await r().insert(reset(), facts);
    await r().save(reset({ version: 3, state: 'authenticated', steps: { code: step({ state: 'passed' }) } }), ['code']);
    const late = { code: step({ state: 'failed' }), approval: step({ state: 'challenged', until: monday }) };
    await r().save(reset({ version: 2, steps: late }), ['code', 'approval']);
    expect(await r().get('r1')).toMatchObject({
      version: 3,
      state: 'authenticated',
      steps: { code: { state: 'passed' }, approval: { state: 'challenged', until: monday } },
    });
  });

  it('takes two steps that were judged at once under one version', async () => {
    await r().insert(reset(), facts);
    const save = (id: string) => r().save(reset({ version: 2, steps: { [id]: step({ state: 'passed' }) } }), [id]);
    await Promise.all([save('code'), save('approval')]);
    expect((await r().get('r1'))?.steps).toMatchObject({ code: { state: 'passed' }, approval: { state: 'passed' } });
  });

  it('saves nothing of a reset that was never inserted', async () => {
    await r().save(reset(), ['code']);
    await r().close(reset(), monday);
    await r().evict('r1');
    expect(await r().get('r1')).toBeNull();
  });

  it('closes with the whole truth, once, after which nothing is written', async () => {
    await r().insert(reset(), facts);
    const steps = { code: step({ state: 'passed' }), approval: step({ state: 'passed' }) };
    const end = reset({ version: 7, state: 'completed', steps });
    await r().close(end, monday + minute);
    await r().close(end, monday + 2 * minute);
    await r().save(reset({ version: 8 }), ['code']);
    expect(await r().get('r1')).toMatchObject({
      version: 7,
      state: 'completed',
      closedAt: monday + minute,
      steps: { code: { state: 'passed' }, approval: { state: 'passed' } },
    });
  });

  it('does not tell why it ended beyond what may be told', async () => {
    await r().insert(reset(), facts);
    await r().close(reset({ version: 2, state: 'refused', reason: 'unknown-user' }), monday);
    expect(await r().get('r1')).not.toHaveProperty('reason');
  });

  it('lists newest first, page by page, by state, method and subject', async () => {
    for (const [n, change] of [{}, { subject: 's2' }, { methodId: 'helpdesk' }, {}, {}].entries())
      await r().insert(reset({ id: `r${n}`, requestedAt: monday + Math.floor(n / 2), ...change }), facts);
    const ids = async (filter: object) => (await r().list({ limit: 10, ...filter })).map((x) => x.id);
    expect(await ids({})).toEqual(['r4', 'r3', 'r2', 'r1', 'r0']);
    expect(await ids({ limit: 2 })).toEqual(['r4', 'r3']);
    expect(await ids({ limit: 2, after: 'r3' })).toEqual(['r2', 'r1']);
    expect(await ids({ after: 'r1' })).toEqual(['r0']);
    expect(await ids({ subject: 's2' })).toEqual(['r1']);
    expect(await ids({ methodId: 'helpdesk', state: 'authenticating' })).toEqual(['r2']);
    expect(await ids({ state: 'completed' })).toEqual([]);
  });

  it('lists what has weight without the mere requests, of which strangers make many', async () => {
    const asked = (id: string, proved: boolean, requesterKind: string) =>
      r().insert(reset({ id, ...(proved && { steps: { code: step({ state: 'passed' }) } }) }), { requesterKind });
    await asked('mere', false, 'self');
    await asked('proved', true, 'self');
    await asked('helped', false, 'helpdesk');
    const ids = async (filter: object) =>
      (await r().list({ limit: 10, weighty: true, ...filter })).map((x) => x.id).sort();
    expect(await ids({})).toEqual(['helped', 'proved']);
    expect(await ids({ subject: 's1' })).toEqual(['helped', 'proved']);
    expect(await ids({ after: 'proved' })).toEqual(['helped']);
  });

  it('lists what somebody asked for, and of that what is not closed', async () => {
    for (const [n, requesterPerson] of ['p1', 'p2', 'p1', 'p1'].entries())
      await r().insert(reset({ id: `r${n}`, requestedAt: monday + n }), { requesterKind: 'helpdesk', requesterPerson });
    await r().insert(reset({ id: 'r9' }), facts);
    await r().close(reset({ id: 'r2', version: 2, state: 'expired' }), monday + minute);
    const ids = async (filter: object) => (await r().list({ limit: 10, ...filter })).map((x) => x.id);
    expect(await ids({ requester: 'p1' })).toEqual(['r3', 'r2', 'r0']);
    expect(await ids({ requester: 'p1', open: true })).toEqual(['r3', 'r0']);
    expect(await ids({ requester: 'p1', open: true, after: 'r3' })).toEqual(['r0']);
    expect(await ids({ requester: 'p3' })).toEqual([]);
    expect(await ids({ open: true })).toEqual(['r3', 'r1', 'r9', 'r0']);
  });

  it('tells all who wait as soon as the version rises, each from where they stood', async () => {
    await r().insert(reset(), facts);
    await r().insert(reset({ id: 'r2' }), facts);
    expect((await r().changed('r1', 0, 5_000))?.version).toBe(1);
    const waiting = [r().changed('r1', 1, 5_000), r().changed('r1', 1, 5_000), r().changed('r2', 1, 5_000)];
    const later = r().changed('r1', 2, 5_000);
    await r().save(reset({ version: 2 }), ['code']);
    await r().save(reset({ id: 'r2', version: 4 }), ['code']);
    expect((await Promise.all(waiting)).map((x) => [x?.id, x?.version])).toEqual([
      ['r1', 2],
      ['r1', 2],
      ['r2', 4],
    ]);
    await r().close(reset({ version: 3, state: 'completed' }), monday);
    expect(await later).toMatchObject({ version: 3, state: 'completed' });
  });

  it('answers null where nothing changed in time, and where there is no such reset', async () => {
    await r().insert(reset(), facts);
    expect(await Promise.all([r().changed('r1', 1, 120), r().changed('r2', 0, 120)])).toEqual([null, null]);
  });

  it('sees a reset that is inserted while somebody waits for it', async () => {
    const waiting = r().changed('r1', 0, 5_000);
    await r().insert(reset(), facts);
    expect((await waiting)?.version).toBe(1);
  });

  it('keeps an unproven reset in its lane until it is proved, ended, evicted, or its deadline has passed', async () => {
    const ids = async () => (await r().lane('lane-a', world().time.now)).map((e) => e.resetId).sort();
    for (const id of ['r1', 'r2', 'r3', 'r4']) await r().insert(reset({ id }), { ...facts, lane });
    await r().insert(reset({ id: 'r5' }), { ...facts, lane: { ...lane, name: 'lane-b' } });
    await r().insert(reset({ id: 'r6' }), facts);
    await r().insert(reset({ id: 'r7', state: 'refused' }), { ...facts, lane });
    expect(await ids()).toEqual(['r1', 'r2', 'r3', 'r4']);
    await r().save(reset({ id: 'r1', version: 2, proved: true }), ['code']);
    await r().evict('r2');
    await r().save(reset({ id: 'r2', version: 2 }), ['code']);
    await r().close(reset({ id: 'r3', version: 2, state: 'cancelled' }), monday);
    expect(await ids()).toEqual(['r4']);
    world().time.now = monday + 30 * minute;
    expect(await ids()).toEqual([]);
  });

  it('knows of each place in a lane whose it is, since when, and whether a code was tried', async () => {
    await r().insert(reset(), { ...facts, lane });
    expect(await r().lane('lane-a', monday)).toEqual([{ resetId: 'r1', source: 'source-1', at: monday, tried: false }]);
    await r().save(reset({ version: 2 }), ['code'], { tried: true });
    await r().save(reset({ version: 3 }), ['code']);
    expect(await r().lane('lane-a', monday)).toMatchObject([{ resetId: 'r1', tried: true }]);
  });

  it('names the unclosed whose deadline has passed, or that were requested before a moment; most overdue first', async () => {
    const ids = async (before: number) => (await r().unclosed(before, 10)).map((x) => x.id);
    await r().insert(reset({ id: 'r1', requestedAt: monday - 5 * minute }), facts);
    await r().insert(reset({ id: 'r2', proveBy: monday + minute }), facts);
    await r().insert(reset({ id: 'r3', requestedAt: monday - 5 * minute, proveBy: monday + minute }), facts);
    await r().close(reset({ id: 'r3', version: 2, state: 'expired' }), monday);
    expect(await ids(monday - 10 * minute)).toEqual([]);
    expect(await ids(monday)).toEqual(['r1']);
    world().time.now = monday + 2 * minute;
    expect(await ids(monday - 10 * minute)).toEqual(['r2']);
    expect(await ids(monday)).toEqual(['r2', 'r1']);
    expect(await r().unclosed(monday, 1)).toMatchObject([{ id: 'r2' }]);
  });
};
