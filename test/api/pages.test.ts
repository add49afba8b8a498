// The pages without a reset behind them: the start, what is refused, and the page of every state a reset can be in.
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '../../api/problem.js';
import { readSettings } from '../../api/settings.js';
import { endings, initial, type Reset, type State, type StepState } from '../../domain/reset.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin } from './pages-support.js';
import { allLimits, api, noGateway, settings, type Api } from './support.js';

const down = { ...noGateway, start: () => Promise.reject(new Problem('outcome-unknown')) };

describe('the pages', () => {
  let ports: MemoryPorts;
  let on: Api;
  let browser: Browser;
  beforeAll(async () => {
    ports = memoryPorts();
    on = await api({ ports, publicUrl: origin, gateway: down });
  });
  beforeEach(() => {
    browser = new Browser(on.app);
  });

  describe('at the start', () => {
    it('ask for a name and offer what anyone may use, the preset first', async () => {
      const page = await browser.get('/');
      expect(page.status).toBe(200);
      expect(page.heading).toBe('Reset your password');
      const [form] = page.forms;
      expect(form).toMatchObject({ action: '/reset', button: 'Continue', fields: { user: '', method: 'email-code' } });
      expect(form!.fields['key']).toMatch(/^[\w-]{22}$/);
      expect(page.text).toMatch(/code that we send.*link that we send.*made for me/);
      expect(page.text).not.toContain('administrator\u2019s word');
    });

    it('carry another key on every page, so that every page begins its own reset', async () => {
      const keys = [await browser.get('/'), await browser.get('/')].map((page) => page.forms[0]!.fields['key']);
      expect(new Set(keys).size).toBe(2);
    });

    it('speak the language of the browser, and the one that was chosen', async () => {
      const german = new Browser(on.app, { 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5' });
      const page = await german.get('/');
      expect(page.heading).toBe('Passwort zurücksetzen');
      expect(page.html).toContain('<html lang="de">');
      expect(page.response.headers['content-language']).toBe('de');
      expect(page.links).toContain('/?lang=en');
      expect((await german.get('/?lang=en')).heading).toBe('Reset your password');
      expect((await german.get('/')).heading).toBe('Reset your password');
      expect((await browser.get('/?lang=tlh')).heading).toBe('Reset your password');
    });

    it.each([
      ['no name', { user: '  ' }, 'user'],
      ['a name too long', { user: 'a'.repeat(257) }, 'user'],
      ['no method', { user: 'alice', method: '' }, 'method'],
      ['an unknown method', { user: 'alice', method: 'no-such' }, 'method'],
      ['a method for others', { user: 'alice', method: 'admin-execute' }, 'method'],
    ])('say what is wrong with %s, and lead to it', async (_, typed, id) => {
      const page = await browser.press(await browser.get('/'), 'Continue', typed);
      expect(page.status).toBeGreaterThanOrEqual(400);
      expect(page.title).toMatch(/^Error: Reset your password/);
      expect(page.faults).toEqual([{ message: expect.any(String), field: id }]);
      expect(page.html).toContain(`id="${id}"`);
      expect(page.html).toMatch(new RegExp(`aria-describedby="[^"]*${id}-fault`));
      expect(page.html).toMatch(/<div class="faults" role="alert" tabindex="-1" autofocus/);
    });

    it('keep what was typed, as text and never as markup', async () => {
      const page = await browser.press(await browser.get('/'), 'Continue', { user: '"><b>', method: '' });
      expect(page.html).toContain('value="&quot;>&lt;b>"');
    });

    it('answer the same press again where the outcome is not known', async () => {
      const start = await browser.get('/');
      const page = await browser.press(start, 'Continue', { user: 'alice' });
      expect(page.status).toBe(503);
      expect(page.faults[0]!.message).toContain('try again');
      expect(page.forms[0]!.fields).toMatchObject({ user: 'alice', key: start.forms[0]!.fields['key'] });
      expect(browser.cookies.size).toBe(0);
    });

    it('take only keys that nobody guesses', async () => {
      const page = await browser.press(await browser.get('/'), 'Continue', { user: 'alice', key: 'short' });
      expect(page.status).toBe(400);
      expect(page.forms[0]!.fields['key']).toMatch(/^[\w-]{22}$/);
    });
  });

  describe('refuse', () => {
    const fields = { user: 'alice', method: 'email-code', key: 'a'.repeat(22) };

    it.each([
      ['of another origin', { Origin: 'https://evil.test' }],
      ['without an origin', { Origin: '' }],
      ['that hides its origin', { Origin: 'null' }],
      ['of another site, whatever its origin says', { 'Sec-Fetch-Site': 'cross-site' }],
      ['of a neighbour', { 'Sec-Fetch-Site': 'same-site' }],
    ])('a form %s', async (_, headers) => {
      for (const path of ['/reset', '/link', '/reset/cancel', '/reset/execute']) {
        const page = await browser.post(path, fields, headers);
        expect([page.status, page.heading]).toEqual([403, 'That did not come from our page']);
      }
    });

    it('a body that is no form', async () => {
      const answer = await on.call.post('/reset').set({ Origin: origin }).send({ user: 'alice' });
      expect(answer.status).toBe(415);
      expect(answer.type).toBe('text/html');
    });

    it('a form that is too large', async () => {
      expect((await browser.post('/reset', { ...fields, more: 'a'.repeat(20_000) })).status).toBe(413);
    });

    it('more calls from an address than its limit, counted with those of the API', async () => {
      const few = await api({
        publicUrl: origin,
        gateway: down,
        settings: { ...settings, limits: { ...allLimits, resets: 2 } },
      });
      const other = new Browser(few.app, { 'Accept-Language': 'de' });
      await few.call.post('/v1/resets').send({ user: 'alice' });
      await other.post('/reset', fields);
      const page = await other.post('/reset', fields);
      expect([page.status, page.heading]).toEqual([429, 'Bitte warten Sie einen Moment']);
      expect(Number(page.response.headers['retry-after'])).toBeGreaterThan(0);
      expect(page.text).toMatch(/Warten Sie \d+ Sekunden?,/);
    });

    it('what is not there, as a page to browsers and as a problem to programs', async () => {
      const page = await browser.get('/nothing');
      expect([page.status, page.heading]).toEqual([404, 'There is nothing here']);
      const answer = await on.call.get('/nothing');
      expect(answer.type).toBe('application/problem+json');
    });

    it('a token that is none, and begin anew without any', async () => {
      expect((await browser.get('/reset')).path).toBe('/');
      browser.cookies.set('rekey_reset', 'not-a-token');
      const page = await browser.get('/reset');
      expect([page.status, page.heading]).toEqual([403, 'There is no reset here']);
      expect(page.links).toContain('/');
      expect((await browser.get('/reset?lang=de')).heading).toBe('Hier ist kein Zurücksetzen');
    });
  });

  it('hold nothing that their policy would have to make an exception for', async () => {
    for (const path of ['/', '/nothing', '/link?t=x']) {
      const { html, response } = await browser.get(path);
      const policy = response.headers['content-security-policy']!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      expect(html).not.toMatch(/<script|<style|\sstyle=|\son\w+=|javascript:/i);
      expect(response.headers['cache-control']).toBe('no-store');
    }
  });

  it('have a style sheet that browsers keep', async () => {
    const [, path = ''] = /rel="stylesheet" href="([^"]+)"/.exec((await browser.get('/')).html) ?? [];
    const sheet = await on.call.get(path);
    expect(sheet.type).toBe('text/css');
    expect(sheet.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['https://example.org/rekey', 'ftp://example.org', 'example.org'])('are not to be had at %s', (publicUrl) => {
    expect(() => readSettings({ REKEY_PUBLIC_URL: publicUrl })).toThrow(/^REKEY_PUBLIC_URL: must /);
  });

  it('label every field', async () => {
    const { html } = await browser.get('/');
    for (const [, id] of html.matchAll(/<input id="([^"]+)"/g)) expect(html).toContain(`for="${id}"`);
  });

  it('stand in the log by their patterns, and nothing else of them', async () => {
    await browser.get('/link?t=a-secret-token-of-a-link');
    const line = on.log.at(-1)!;
    expect(JSON.parse(line)).toMatchObject({ route: '/link', method: 'GET' });
    expect(on.log.join()).not.toContain('a-secret-token');
  });

  describe('of a reset', () => {
    let planHash: string;
    let resets = 0;
    beforeAll(async () => (planHash = (await ports.plans.current('email-code'))!.hash));

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

    it.each(['random-display'])(
      'that waits to be collected offer to show the value, and do not show it',
      async (id) => {
        const page = await (await holding({ state: 'delivering' }, id)).get('/reset');
        expect(page.heading).toBe('Your new password is ready');
        expect(page.forms).toMatchObject([{ action: '/reset/collect', button: 'Show my new password' }]);
      },
    );

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
});
