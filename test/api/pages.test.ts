// The pages without a reset behind them: the start, what is refused, and the page of every state a reset can be in.
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '../../api/problem.js';
import { readSettings } from '../../api/settings.js';
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
});
