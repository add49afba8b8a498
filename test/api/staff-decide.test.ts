// The page of a decision, as those see it who were asked.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { initial, type Reset, type StepState } from '../../domain/reset.js';
import type { DecisionRecord } from '../../domain/ports.js';
import type { Tally } from '../../domain/shapes.js';
import { Browser, type Page } from './pages-support.js';
import { signedIn, staffWorld, type StaffApi, type World } from './staff-support.js';
import { bearer, noGateway, problem, staffOf, type TestPerson } from './support.js';

const hour = 3_600_000;
const vouched = `
id: vouched
title: Vouched for
request: { by: [self] }
authentication: { of: [email-code, approval] }
source: user-entry
targets: [directory]
`;
const met = vouched.replace('id: vouched', 'id: met').replace('approval]', 'approval: { inPerson: true }]');

let world: World;
let on: StaffApi;
beforeAll(async () => {
  world = await staffWorld();
  on = await world.api({ methods: [vouched, met] });
});
afterAll(() => world.halt());

const alice = { personId: 'person-alice', roles: [] } as const;
const asking: StepState = { role: 'authenticator', shape: 'await', factor: 'people', state: 'challenged', round: 1 };

/** The path of a decision that alice was asked for, or whom else. */
async function askedOf(
  id: string,
  { from, whom = 'alice', methodId = 'vouched' }: { from?: string; whom?: string; methodId?: string } = {},
): Promise<string> {
  const { resets, decisions, plans } = world.ports;
  const { hash: planHash } = (await plans.current(methodId))!;
  const now = Date.now();
  const times = { requestedAt: now, expiresAt: now + 24 * hour, proveBy: now + hour };
  const begun = initial({ id, methodId, planHash, credentialId: 'password', ...times });
  const reset = { ...begun, state: 'authenticating', needed: 2, steps: { approval: asking } } as const;
  await resets.insert(reset, { requesterKind: 'self', ...(from !== undefined && { from }) });
  await decisions.ask(id, 'approval', [{ personId: `person-${whom}`, label: 'A' }]);
  return `/decide/${id}/approval`;
}

/** The reset as it would be with its step in another state. */
async function now(id: string, step: Partial<StepState>): Promise<Reset> {
  const row = (await world.ports.resets.get(id))!;
  const begun = initial({ ...row, proveBy: row.deadline, expiresAt: row.deadline });
  const steps = { approval: { ...asking, ...step } };
  return { ...begun, state: 'authenticating', needed: 2, version: row.version + 1, steps };
}

describe('the page of a decision', () => {
  it.each([
    ['en', '127.0.0.9', 'asked for from the address 127.0.0.9. That is the network that you are in, too.'],
    ['en', '203.0.113.7', 'asked for from the address 203.0.113.7. You are in another network.'],
    ['de', '203.0.113.7', 'von der Adresse 203.0.113.7 aus. Sie sind in einem anderen Netz.'],
  ])('says from where it was asked for, in words: %s %s', async (language, from, said) => {
    const browser = new Browser(on.app, { 'Accept-Language': language });
    const page = await signedIn(browser, await askedOf(`from-${from}-${language}`.replaceAll('.', '-'), { from }), {
      userName: 'alice',
    });
    expect(page.status).toBe(200);
    expect(page.text).toContain(said);
  });

  it('says nothing of it where that is not known', async () => {
    const page = await signedIn(new Browser(on.app), await askedOf('from-nowhere'), { userName: 'alice' });
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('from the address');
  });

  describe('that was recorded before it could be judged', () => {
    const recorded = async (id: string, tally?: Tally, said: Partial<DecisionRecord> = {}): Promise<string> => {
      const path = await askedOf(id);
      const { decisions } = world.ports;
      const by = { by: 'person-alice', at: Date.now(), verdict: 'approve' } as const;
      await decisions.record({ id: 'd', resetId: id, stepId: 'approval', ...by, ...said });
      if (tally) await decisions.settle(id, 'd', tally);
      return path;
    };
    const seen = (path: string): Promise<Page> => signedIn(new Browser(on.app), path, { userName: 'alice' });
    const later = async (...args: Parameters<typeof recorded>): Promise<Page> =>
      seen(`${await recorded(...args)}?said=recorded`);
    const open = { done: false, passed: false };

    it('asks again by itself until it is', async () => {
      const page = await later('judged-never');
      expect([page.status, page.heading]).toEqual([200, 'Your decision was recorded']);
      expect(page.html).toContain('content="2;url=/decide/judged-never/approval?said=recorded&amp;n=1"');
    });

    it.each([
      ['approve', 'Thank you: your approval counts'],
      ['refuse', 'You refused'],
    ] as const)('tells that it counts: %s', async (verdict, heading) => {
      expect((await later(`counts-${verdict}`, open, { verdict })).heading).toBe(heading);
    });

    it('tells on the form what can be put right there, to whoever comes back later, too', async () => {
      const page = await later('wrong', { ...open, refused: 'wrong-number' });
      expect(page.faults).toEqual([{ message: expect.stringContaining('not the number'), field: 'answer-number' }]);
      expect((await seen('/decide/wrong/approval')).faults).toHaveLength(1);
    });

    it('says so to whoever opens the page anew, and lets them decide again', async () => {
      const page = await seen(await recorded('opened-anew'));
      expect(page.text).toContain('What you decided is on record, and was not looked at yet.');
      expect(page.forms.map((f) => f.button)).toContain('Refuse');
    });

    it('tells that it is not for this person to decide now; later it may be', async () => {
      const page = await later('may-not', { ...open, refused: 'may-not-decide' });
      expect(page.heading).toBe('You may not decide this now');
      const again = await seen('/decide/may-not/approval');
      expect([again.status, again.faults]).toEqual([200, []]);
      expect(again.forms.map((f) => f.button)).toContain('Refuse');
    });

    it('tells of nothing that is never judged: said before this round began, or of a step that is over', async () => {
      const round = { state: 'challenged', round: 2 } as const;
      const before = await recorded('never-judged', undefined, { at: Date.now() - hour });
      await world.ports.resets.save(await now('never-judged', round), ['approval']);
      const send = { id: 'began', resetId: 'never-judged', stepId: 'approval', by: 'person-bob' } as const;
      await world.ports.decisions.record({ ...send, verdict: 'send', at: Date.now() });
      await world.ports.decisions.settle('never-judged', 'began', { ...open, round: 2 });
      expect((await seen(`${before}?said=recorded`)).heading).toBe('Is it really them?');

      const over = await recorded('over');
      await world.ports.resets.save(await now('over', { state: 'passed' }), ['approval']);
      expect((await seen(`${over}?said=recorded`)).heading).toBe('There is nothing to decide any more');
    });

    it('says nothing of what was said by somebody else, for another step, or in a round before', async () => {
      const wrong = { ...open, refused: 'wrong-number' } as const;
      for (const [n, said] of [{ by: 'person-bob' }, { stepId: 'other' }].entries())
        expect((await later(`not-mine-${n}`, wrong, said)).faults).toEqual([]);
      expect((await later('before', { ...wrong, round: 2 })).faults).toEqual([]);
    });
  });
});

describe('what is kept of a decision', () => {
  const button = 'Approve: I talked to them';
  const kept = async (id: string) => (await world.ports.decisions.of(id)).records;
  /** Temporal, of which nothing more is wanted here than that it judges. */
  const gateway = {
    ...noGateway,
    decide: async (id: string, { decision }: { decision: { id: string } }) => {
      await world.ports.decisions.settle(id, decision.id, { done: false, passed: false });
    },
  };
  const approve = async (
    id: string,
    token: Partial<TestPerson> = {},
    reached = 'called-them',
    decide = gateway.decide,
  ) =>
    (
      await world.api({ deps: { staff: staffOf({ alice: { ...alice, ...token } }), gateway: { ...gateway, decide } } })
    ).call
      .post(`/v1/resets/${id}/steps/approval/decision`)
      .set({ ...bearer('alice'), 'Idempotency-Key': 'said-once' })
      .send({ decision: 'approve', answer: { reached, number: '4821' } });

  it('is judged no more once the step was settled by the word of others, which is told to whoever says it again', async () => {
    const { resets } = world.ports;
    await askedOf('too-late');
    const nobodyJudges = async () => undefined;
    expect(await approve('too-late', {}, 'called-them', nobodyJudges)).toMatchObject({ status: 202 });
    await resets.save(await now('too-late', { state: 'passed' }), ['approval']);
    expect((await approve('too-late')).body).toMatchObject(problem('wrong-state', 409));
    expect(await kept('too-late')).toHaveLength(1);

    await askedOf('just-too-late');
    const settled = async () => resets.save(await now('just-too-late', { state: 'passed' }), ['approval']);
    const answer = await approve('just-too-late', {}, 'called-them', settled);
    expect(answer.body).toMatchObject(problem('wrong-state', 409));
  });

  it('are the groups that stand in the token of whoever says it: those of the first time', async () => {
    await askedOf('groups');
    for (const groups of [['sales', 'Domain Users'], ['helpdesk'], []])
      expect((await approve('groups', { groups })).body).toMatchObject({ outcome: 'counted' });
    expect(await kept('groups')).toMatchObject([{ by: 'person-alice', groups: ['sales', 'Domain Users'] }]);
  });

  it('are no groups where the token names none', async () => {
    await askedOf('no-groups');
    await approve('no-groups');
    const [record] = await kept('no-groups');
    expect(record).toMatchObject({ by: 'person-alice', verdict: 'approve' });
    expect(record).not.toHaveProperty('groups');
  });

  it('are the groups of the login where it is said on the page', async () => {
    const browser = new Browser((await world.api({ deps: { gateway } })).app);
    const page = await signedIn(browser, await askedOf('by-page', { whom: 'hanna' }), { userName: 'hanna' });
    const typed = { 'answer.reached': 'called-them', 'answer.number': '4821' };
    await browser.press(page, button, typed);
    expect(await kept('by-page')).toMatchObject([{ by: 'person-hanna', groups: ['rekey-helpdesk'] }]);
  });

  it.each([
    ['vouched', 'incoming-call'],
    ['vouched', ''],
    ['met', 'called-them'],
    ['met', 'incoming-call'],
  ])('is nothing where it says another way than those that are offered: %s, %j', async (methodId, reached) => {
    const id = `misfit-${methodId}-${reached}`;
    const path = await askedOf(id, { methodId });
    const { resets, decisions, vault } = world.ports;
    const truth = async () => [await resets.get(id), await decisions.of(id), vault.secrets()];
    const before = await truth();

    const answer = await approve(id, {}, reached);
    expect(answer.body).toMatchObject({ ...problem('invalid-input', 400), errors: [{ path: 'body.answer.reached' }] });
    const browser = new Browser(on.app);
    const typed = { 'answer.reached': reached, 'answer.number': '4821' };
    const page = await browser.press(await signedIn(browser, path, { userName: 'alice' }), button, typed);
    expect([page.status, page.faults[0]?.field]).toEqual([400, 'answer-reached']);
    expect(await truth()).toEqual(before);
  });
});
