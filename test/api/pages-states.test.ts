// The page of every state that a reset can be in, and what its forms refuse before anything is said to Temporal.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { endings, initial, type Reset, type State, type StepState } from '../../domain/reset.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin } from './pages-support.js';
import { api, type Api } from './support.js';

describe('the pages of a reset', () => {
  let ports: MemoryPorts;
  let on: Api;
  let planHash: string;
  let resets = 0;
  beforeAll(async () => {
    ports = memoryPorts();
    on = await api({ ports, publicUrl: origin });
    planHash = (await ports.plans.current('email-code'))!.hash;
  });

  const open: StepState = { role: 'authenticator', shape: 'ask', factor: 'email', state: 'open', round: 1 };
  /** A browser that holds a reset in this state. */
  async function holding(change: Partial<Reset>, methodId = 'email-code'): Promise<Browser> {
    const now = Date.now();
    const hash = methodId === 'email-code' ? planHash : (await ports.plans.current(methodId))!.hash;
    const id = `reset-${++resets}`;
    const times = { requestedAt: now, expiresAt: now + 7_200_000, proveBy: now + 3_600_000 };
    const start = initial({ id, methodId, planHash: hash, credentialId: 'password', ...times });
    await ports.resets.insert({ ...start, needed: 1, joined: true, ...change }, { requesterKind: 'self' });
    const claims = { resetId: id, epoch: 1, holder: 'subject', planHash: hash, requestedAt: now } as const;
    const holder = new Browser(on.app);
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
