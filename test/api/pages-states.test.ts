// The page of every state that a reset can be in, and what its forms refuse before anything is said to Temporal.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endings, initial, type Reset, type State, type StepState } from '../../domain/reset.js';
import type { Gateway } from '../../api/gateway.js';
import { Problem } from '../../api/problem.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin } from './pages-support.js';
import { goodPassword } from '../support/password.js';
import { api, noGateway, type Api } from './support.js';

const others = `
id: others
title: Others and time
request: { by: [self] }
authentication: { independent: false, of: [email-code, approval, caller-check, delay] }
source: user-entry
targets: [directory]
expires: P5D
`;
const told = `
id: told
title: Told by the helpdesk
request: { by: [helpdesk], subjects: { notIn: [privileged] } }
authentication: { atLeast: 2, of: [email-code, caller-check] }
source: random
targets: [directory: { mustChange: true }]
delivery: agent-temporary
`;

describe('the pages of a reset', () => {
  let ports: MemoryPorts;
  let on: Api;
  let planHash: string;
  let resets = 0;
  beforeAll(async () => {
    ports = memoryPorts();
    on = await api({ ports, publicUrl: origin, methods: [others, told] });
    planHash = (await ports.plans.current('email-code'))!.hash;
  });

  const begun = (id: string): Reset => {
    const times = { requestedAt: Date.now(), expiresAt: Date.now() + 7_200_000, proveBy: Date.now() + 3_600_000 };
    return {
      ...initial({ id, methodId: 'email-code', planHash, credentialId: 'password', ...times }),
      needed: 1,
      joined: true,
    };
  };
  const open: StepState = { role: 'authenticator', shape: 'ask', factor: 'email', state: 'open', round: 1 };
  /** A browser that holds a reset in this state. */
  async function holding(change: Partial<Reset>, methodId = 'email-code', app = on.app): Promise<Browser> {
    const now = Date.now();
    const hash = methodId === 'email-code' ? planHash : (await ports.plans.current(methodId))!.hash;
    const id = `reset-${++resets}`;
    const times = { requestedAt: now, expiresAt: now + 7_200_000, proveBy: now + 3_600_000 };
    const start = initial({ id, methodId, planHash: hash, credentialId: 'password', ...times });
    await ports.resets.insert({ ...start, needed: 1, joined: true, ...change }, { requesterKind: 'self' });
    const claims = { resetId: id, epoch: 1, holder: 'subject', planHash: hash, requestedAt: now } as const;
    const holder = new Browser(app);
    holder.cookies.set('rekey_reset', await ports.tokens.issue(claims, now + 7_200_000));
    return holder;
  }

  it.each<[State, string]>([
    ['requested', 'Enter the code from your email'],
    ['authenticating', 'Enter the code from your email'],
    ['authenticated', 'Choose a new password'],
    ['executing', 'Your new password is being set'],
    ['completed', 'Your password was changed'],
    ['refused', 'We could not confirm that it is you'],
    ['expired', 'The time for this reset is over'],
    ['cancelled', 'This reset was cancelled'],
    ['vetoed', 'This reset was stopped'],
    ['superseded', 'Another reset was faster'],
    ['undelivered', 'The new password was not collected in time'],
    ['failed', 'Your password could not be set everywhere'],
  ])('that is %s say: %s', async (state, heading) => {
    const page = await (await holding({ state })).get('/reset');
    expect([page.status, page.heading]).toEqual([200, heading]);
    expect((endings as readonly string[]).includes(state) && page.forms).toEqual(
      (endings as readonly string[]).includes(state) ? [] : false,
    );
  });

  it.each(['random-display'])('that waits to be collected offer to show the value, and do not show it', async (id) => {
    const page = await (await holding({ state: 'delivering' }, id)).get('/reset');
    expect(page.heading).toBe('Your new password is ready');
    expect(page.forms).toMatchObject([{ action: '/reset/collect', button: 'Show my new password' }]);
  });

  it('that makes its own value offer to make it', async () => {
    const page = await (await holding({ state: 'authenticated' }, 'random-display')).get('/reset');
    expect(page.forms[0]).toMatchObject({ action: '/reset/execute', button: 'Make my new password' });
    expect(page.text).toContain('Step 2 of 3');
  });

  it('that is being set ask again by themselves, less and less often, and then no more', async () => {
    const browser = await holding({ state: 'executing' });
    const refresh = async (n: string): Promise<string | undefined> =>
      /http-equiv="refresh" content="([^"]+)"/.exec((await browser.get(`/reset${n}`)).html)?.[1];
    expect(await refresh('')).toBe('2;url=/reset?n=1');
    expect(await refresh('?n=3')).toBe('8;url=/reset?n=4');
    expect(await refresh('?n=7')).toBeUndefined();
    expect(await refresh('?n=-1e99')).toBe('2;url=/reset?n=1');
  });

  it('that waits for a person do not', async () => {
    const { html } = await (await holding({ state: 'authenticating', steps: { 'email-code': open } })).get('/reset');
    expect(html).not.toContain('http-equiv');
  });

  it('tell how long there is for a code, and how many tries', async () => {
    const step = { ...open, state: 'challenged' as const, until: Date.now() + 299_000, attemptsLeft: 2 };
    const page = await (await holding({ state: 'authenticating', steps: { 'email-code': step } })).get('/reset');
    expect(page.text).toContain('You have 5 minutes left for this.');
    expect(page.text).toContain('2 tries left.');
    expect(page.html).toMatch(/inputmode="numeric"/);
    expect(page.html).toMatch(/autocomplete="one-time-code"/);
  });

  it('tell the rules of a password before it is typed, and let it be pasted and seen', async () => {
    const browser = await holding({ state: 'authenticated' });
    const page = await browser.get('/reset');
    expect(page.text).toMatch(/must have 15 characters or more not contain your name/);
    expect(page.html.match(/type="password"/g)).toHaveLength(2);
    expect(page.html.match(/autocomplete="new-password"/g)).toHaveLength(2);
    expect(page.html).not.toMatch(/onpaste|maxlength/);
    const seen = await browser.get('/reset?show=1');
    expect(seen.html).not.toContain('type="password"');
    expect(seen.html.match(/autocomplete="new-password"/g)).toHaveLength(1);
  });

  it.each([
    ['empty', { 'answer.newCredentialValue': '', 'repeat.newCredentialValue': '' }, 'answer-newCredentialValue'],
    [
      'typed twice, differently',
      { 'answer.newCredentialValue': 'a', 'repeat.newCredentialValue': 'b' },
      'repeat-newCredentialValue',
    ],
  ])('do not take a password that is %s', async (_, typed, id) => {
    const browser = await holding({ state: 'authenticated' });
    const page = await browser.press(await browser.get('/reset'), 'Set new password', typed);
    expect(page.status).toBe(400);
    expect(page.faults).toEqual([{ message: expect.any(String), field: id }]);
    expect(page.html).not.toMatch(/type="password"[^>]*value/);
  });

  it.each(['', '1234', 'abcdefgh', '123456789'])('do not take %j for a code', async (code) => {
    const browser = await holding({ state: 'requested' });
    const page = await browser.press(await browser.get('/reset'), 'Continue', { 'answer.code': code });
    expect(page.status).toBe(400);
    expect(page.faults).toEqual([{ message: 'Enter the code: 8 digits.', field: 'answer-code' }]);
  });

  const hour = 3_600_000;
  const passed = (hoursAgo: number): StepState => ({
    ...open,
    state: 'passed',
    answeredAt: Date.now() - hoursAgo * hour,
  });

  it('whose proof is too old ask for it once more, before anything is typed', async () => {
    const browser = await holding({ state: 'authenticated', steps: { 'email-code': passed(1) } });
    const page = await browser.get('/reset');
    expect([page.status, page.heading]).toEqual([200, 'Once more, to be safe']);
    expect(page.forms.map(({ action, button }) => [action, button])).toEqual([
      ['/reset/steps/email-code/challenge', 'Enter the code from your email'],
      ['/reset/cancel', 'Cancel this reset'],
    ]);
    expect(page.html).not.toContain('type="password"');
    const fresh = await holding({ state: 'authenticated', steps: { 'email-code': passed(0.4) } });
    expect((await fresh.get('/reset')).heading).toBe('Choose a new password');
  });

  it('say the same after a password that came too late', async () => {
    let steps = { 'email-code': passed(0.4) };
    const updates: string[] = [];
    const gateway: Gateway = {
      ...noGateway,
      update: async (_id, message) => {
        updates.push(message.name);
        throw new Problem('proof-too-old');
      },
    };
    const late = await api({ ports, publicUrl: origin, gateway });
    const browser = await holding({ state: 'authenticated', steps }, 'email-code', late.app);
    const page = await browser.get('/reset');
    steps = { 'email-code': passed(1) };
    const row = (await ports.resets.get(page.forms[0]!.fields['reset']!))!;
    await ports.resets.save({ ...begun(row.id), version: row.version + 1, state: 'authenticated', steps }, [
      'email-code',
    ]);
    const typed = { 'answer.newCredentialValue': goodPassword, 'repeat.newCredentialValue': goodPassword };
    const after = await browser.press(page, 'Set new password', typed);
    expect(updates).toEqual(['execute']);
    expect([after.path, after.heading]).toEqual(['/reset', 'Once more, to be safe']);
    expect(after.html).not.toContain(goodPassword);
  });

  const waits = (change: Partial<StepState>): StepState => ({
    ...open,
    shape: 'await',
    factor: 'people',
    state: 'challenged',
    until: Date.UTC(2030, 0, 2, 9),
    ...change,
  });

  it('that wait for several others tell of each: who, how many, until when, the numbers, and what comes then', async () => {
    const steps = {
      'email-code': passed(0),
      approval: waits({
        options: { labels: ['A', 'B'] },
        waitingFor: { id: 'approvals', values: { have: 1, needed: 2 } },
      }),
      'caller-check': waits({ waitingFor: { id: 'caller-checks', values: { have: 0, needed: 1 } } }),
      delay: { ...open, shape: 'delay', factor: null, state: 'open' } as const,
    };
    const page = await (await holding({ state: 'authenticating', steps }, 'others')).get('/reset');
    expect(page.heading).toBe('Somebody else has to decide');
    expect(page.text).toMatch(
      /Wait for people who know you .*A: \d{4} B: \d{4} Approvals: 1 of 2\. .*until January 2, 2030/,
    );
    expect(page.text).toMatch(/Talk to the helpdesk .*Checks by the helpdesk: 0 of 1\. .*until January 2, 2030/);
    expect(page.text).toMatch(/After that: A waiting time Choose a new password/);
    expect(page.html).not.toContain('http-equiv');
  });

  it('that wait for time say why, and until when', async () => {
    const steps = { 'email-code': passed(0), delay: waits({ shape: 'delay', factor: null }) };
    const page = await (await holding({ state: 'authenticating', steps }, 'others')).get('/reset');
    expect(page.heading).toBe('Now there is a waiting time');
    expect(page.text).toContain('To protect you from others, it goes on only after a while.');
    expect(page.text).toMatch(/It goes on at this time: January 2, 2030/);
  });

  it.each(['authenticated', 'delivering'] as const)(
    'whose new password the helpdesk tells say so, and offer nothing: %s',
    async (state) => {
      const page = await (await holding({ state }, 'told')).get('/reset');
      expect(page.heading).toBe('Your helpdesk goes on now');
      expect(page.forms.map((f) => f.button)).toEqual(state === 'authenticated' ? ['Cancel this reset'] : []);
    },
  );

  it('that goes on elsewhere say so', async () => {
    const page = await (await holding({ state: 'authenticated', epoch: 2 })).get('/reset');
    expect([page.status, page.heading]).toEqual([409, 'You have gone on elsewhere']);
  });

  it('are gone back to by whoever loads the address of a form', async () => {
    const browser = await holding({ state: 'authenticated' });
    expect((await browser.get('/reset/execute')).path).toBe('/reset');
  });

  it('do nothing for a form of another reset', async () => {
    const browser = await holding({ state: 'authenticated' });
    const form = (await browser.get('/reset')).forms[0]!;
    const page = await browser.post(form.action, { ...form.fields, reset: 'another' });
    expect([page.path, page.status]).toEqual(['/reset', 200]);
  });

  it('are offered at the start as long as it has not ended', async () => {
    expect((await (await holding({ state: 'authenticated' })).get('/')).text).toContain('not finished');
    expect((await (await holding({ state: 'completed' })).get('/')).text).not.toContain('not finished');
  });
});
