// What people try who want another's account, at the border of the real workflow: each is refused with its problem, changes nothing, and stands in the audit of
// the reset: as a refused call, or, where it was said as a decision, as the judgement of the step's activity.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goodPassword } from '../support/password.js';
import { Border, pathOf } from './border-support.js';
import { Browser } from './pages-support.js';
import { provider, signInAs } from './sign-in-support.js';
import { problem } from './support.js';

let at: Border;
beforeAll(async () => {
  at = await Border.start();
});
afterAll(() => at.world.stop());

describe('skipping the proof', () => {
  it('by executing at once', async () => {
    const subject = await at.someone();
    const begun = await at.begin(subject.name);
    await at.mailed(begun, 'email-code');
    const before = await at.rowOf(begun);
    const answer = await at.say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(answer.body).toMatchObject(problem('wrong-state', 409));
    expect(await at.refusals(begun)).toEqual([
      { problem: 'wrong-state', route: 'POST /v1/resets/{id}/execute', by: 'subject' },
    ]);
    expect(await at.rowOf(begun)).toEqual(before);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });

  it('by the form of a page that was never shown', async () => {
    const subject = await at.someone();
    const begun = await at.begin(subject.name);
    await at.mailed(begun, 'email-code');
    const browser = new Browser(at.on.app);
    browser.cookies.set('rekey_reset', begun.token);
    const typed = { 'answer.newCredentialValue': goodPassword, 'repeat.newCredentialValue': goodPassword };
    const page = await browser.post('/reset/execute', { key: 'k'.repeat(22), reset: begun.context.id, ...typed });
    expect(page.heading).toBe('Enter the code from your email');
    expect(await at.refusals(begun)).toEqual([{ problem: 'wrong-state', route: 'POST /reset/execute', by: 'subject' }]);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });
});

describe('approving', () => {
  it('for oneself', async () => {
    const { begun, subject, approve } = await at.waiting();
    const before = await at.rowOf(begun);
    expect((await approve(subject.name, '0000')).body).toMatchObject(problem('not-a-decider', 403));
    expect(await at.refusals(begun)).toEqual([
      {
        problem: 'not-a-decider',
        route: 'POST /v1/resets/{id}/steps/{stepId}/decision',
        by: `person-${subject.name}`,
      },
    ]);
    expect(await at.rowOf(begun)).toEqual(before);
    expect(await at.judgements(begun, 0)).toEqual([]);
  });

  it('what one has asked for', async () => {
    const { subject, one } = await at.circle();
    const begun = await at.begin(subject.name, 'friends', one.name);
    expect(begun.context.state).toBe('requested');
    await at.mailed(begun, 'approval-request');
    const decision = { decision: 'approve', answer: { reached: 'called-them', number: '0000' } };
    const answer = await at.post(pathOf(begun, '/steps/approval/decision'), decision, one.name);
    expect(answer.body).toMatchObject(problem('not-a-decider', 403));
    expect(await at.refusals(begun)).toMatchObject([{ problem: 'not-a-decider', by: `person-${one.name}` }]);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });

  it('twice, by two accounts of one person: one of two approvals is there, and the judgement is on record once', async () => {
    const { begun, one, numberFor, approve } = await at.waiting();
    const number = await numberFor(one);
    at.people[`${one.name}-again`] = at.people[one.name]!;
    expect((await approve(one.name, number)).body).toEqual({ outcome: 'counted', done: false, passed: false });
    expect((await approve(`${one.name}-again`, number)).body).toMatchObject(problem('decided-already', 409));
    expect(await at.rowOf(begun)).toMatchObject({ state: 'authenticating', passed: 1 });
    expect(await at.judgements(begun, 2)).toEqual(['counted', 'decided-already']);
    expect(await at.refusals(begun)).toEqual([]);
  });

  it('again with the same key: the same answer, and one decision', async () => {
    const { begun, one, numberFor, approve } = await at.waiting();
    const number = await numberFor(one);
    const [first, second] = [await approve(one.name, number, 'once'), await approve(one.name, number, 'once')];
    expect(second.body).toEqual(first.body);
    expect(await at.world.ports.decisions.judged(begun.context.id, 'approval')).toHaveLength(1);
    expect(await at.judgements(begun, 1)).toEqual(['counted']);
    expect(await at.rowOf(begun)).toMatchObject({ state: 'authenticating', passed: 1 });
  });

  it('again in another reset, under the key of the first: it is another decision, for which they were not asked', async () => {
    const [first, second] = [await at.waiting(), await at.waiting()];
    const { one, numberFor } = first;
    const number = await numberFor(one);
    expect((await first.approve(one.name, number, 'twice')).status).toBe(200);
    const answer = await second.approve(one.name, number, 'twice');
    expect(answer.body).toMatchObject(problem('not-a-decider', 403));
    expect(await at.refusals(second.begun)).toMatchObject([{ problem: 'not-a-decider', by: `person-${one.name}` }]);
    expect(await at.rowOf(second.begun)).toMatchObject({ passed: 1 });
  });

  it('with a number that nobody told, three times: it is over, as an incident', async () => {
    const { begun, subject, one, two, numberFor, approve } = await at.waiting();
    const right = [await numberFor(one), await numberFor(two)];
    const wrong = ['0000', '1111', '2222', '3333', '4444'].filter((n) => !right.includes(n));
    for (const number of wrong.slice(0, 3))
      expect((await approve(one.name, number)).body).toMatchObject(problem('wrong-number', 422));
    await at.reaches(begun, 'refused');
    expect((await approve(two.name, right[1]!)).body).toMatchObject(problem('already-ended', 409));
    expect(await at.judgements(begun, 3)).toEqual(['wrong-number', 'wrong-number', 'wrong-number']);
    expect(await at.incidents(begun)).toEqual(['numbers-guessed']);
    expect(await at.refusals(begun)).toEqual([]);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });
});

describe("choosing another's password", () => {
  it.each([
    ['/execute', { newCredentialValue: goodPassword }],
    ['/execute', {}],
    ['/collect', {}],
    ['/steps/user-entry/answer', { answer: { newCredentialValue: goodPassword } }],
  ])("by the requester's token, at %s with %j", async (rest, body) => {
    const [subject, requester] = [await at.someone(), await at.someone()];
    const asked = await at.begin(subject.name, 'helped', requester.name);
    const link = await at.linkOf(asked, 'invitation');
    const joined = (await at.post('/v1/links', { token: link })).body as typeof asked;
    await at.prove(joined);
    const before = await at.rowOf(asked);
    expect(before).toMatchObject({ state: 'authenticated' });
    expect((await at.say(asked, rest, body)).body).toMatchObject(problem('forbidden', 403));
    const route = `POST /v1/resets/{id}${rest.replace('user-entry', '{stepId}')}`;
    expect(await at.refusals(asked)).toEqual([{ problem: 'forbidden', route, by: 'requester' }]);
    expect(await at.rowOf(asked)).toEqual(before);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });

  it('by an administrator, in one call: no reset begins, so there is none whose audit could tell of it', async () => {
    const subject = await at.someone();
    const body = { user: subject.name, resetMethodId: 'set-value', newCredentialValue: goodPassword };
    expect((await at.post('/v1/resets/execute', body, 'admin')).body).toMatchObject(problem('value-not-allowed', 403));
    expect(await at.world.ports.resets.list({ subject: subject.id, limit: 1 })).toEqual([]);
    expect(at.world.ports.vault.secrets().join()).not.toContain(subject.name);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });

  it('where the method makes it itself', async () => {
    const subject = await at.someone();
    const begun = await at.proved(subject.name, 'random-display');
    const answer = await at.say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(answer.body).toMatchObject(problem('value-not-allowed', 403));
    expect(await at.refusals(begun)).toEqual([
      { problem: 'value-not-allowed', route: 'POST /v1/resets/{id}/execute', by: 'subject' },
    ]);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });
});

describe('a stolen address', () => {
  it('of the page of a decision leads to the sign-in, and leaves nothing', async () => {
    const { begun } = await at.waiting();
    const before = [await at.rowOf(begun), await at.audit(begun)];
    const page = await new Browser(at.on.app).get(`/decide/${begun.context.id}/approval`);
    expect([page.status, page.response.headers['location']]).toEqual([303, provider]);
    expect([await at.rowOf(begun), await at.audit(begun)]).toEqual(before);
  });

  it('of the page of a decision shows nothing to whoever was not asked', async () => {
    const { begun, subject } = await at.waiting();
    const stranger = await at.someone();
    const browser = new Browser(at.on.app);
    await signInAs(browser, stranger.name);
    const page = await browser.get(`/decide/${begun.context.id}/approval`);
    expect([page.status, page.heading, page.forms.length]).toEqual([403, 'This is not for you to decide', 0]);
    expect(page.html).not.toContain(subject.name);
    expect(await at.refusals(begun)).toEqual([
      { problem: 'not-a-decider', route: 'GET /decide/:id/:stepId', by: `person-${stranger.name}` },
    ]);
  });

  it("of a reset's page shows nothing without its cookie", async () => {
    const { begun } = await at.waiting();
    const before = [await at.rowOf(begun), await at.audit(begun)];
    for (const path of ['/reset', `/reset?reset=${begun.context.id}`, '/reset/execute', '/reset/collect'])
      expect((await new Browser(at.on.app).get(path)).path).toBe('/');
    expect((await at.on.call.get(pathOf(begun))).body).toMatchObject(problem('unauthenticated', 401));
    expect([await at.rowOf(begun), await at.audit(begun)]).toEqual(before);
  });

  it('of a mailed link changes nothing by being loaded, however often', async () => {
    const subject = await at.someone();
    const begun = await at.begin(subject.name, 'email-link');
    const token = await at.linkOf(begun, 'email-link');
    const before = [await at.rowOf(begun), await at.audit(begun)];
    for (let i = 0; i < 3; i++) expect((await new Browser(at.on.app).get(`/link?t=${token}`)).status).toBe(200);
    expect([await at.rowOf(begun), await at.audit(begun)]).toEqual(before);
    expect((await at.post('/v1/links', { token })).body).toMatchObject({ context: { state: 'authenticated' } });
  });

  it('of a link that its owner opened leaves the device where the reset began with nothing but the fact', async () => {
    const subject = await at.someone();
    const begun = await at.begin(subject.name, 'email-link');
    const token = await at.linkOf(begun, 'email-link');
    expect((await at.post('/v1/links', { token })).status).toBe(200);
    const answer = await at.say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(answer.body).toMatchObject(problem('continued-elsewhere', 409));
    expect(await at.refusals(begun)).toEqual([
      { problem: 'continued-elsewhere', route: 'POST /v1/resets/{id}/execute', by: 'subject' },
    ]);
    expect(await at.hasOldPassword(subject)).toBe(true);
  });
});
