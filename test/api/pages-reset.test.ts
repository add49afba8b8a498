// Whole resets through the pages, without script, in the real workflow on the time-skipping server.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayOf } from '../../api/gateway.js';
import { Problem } from '../../api/problem.js';
import { testParts } from '../support/parts.js';
import { goodPassword, World } from '../support/world.js';
import { Browser, origin, type Page } from './pages-support.js';
import { api, methods, type Api, noGateway } from './support.js';

const two = `
id: two
title: Two of them
request: { by: [self] }
authentication: { atLeast: 1, of: [{ email-code: { id: first } }, { email-code: { id: second } }] }
source: user-entry
targets: [directory]
`;

const codeAndTime = `
id: code-and-time
title: A code, and some time
request: { by: [self] }
authentication: { of: [email-code, test-delay] }
source: user-entry
targets: [directory]
expires: P3D
`;

let world: World;
let on: Api;
beforeAll(async () => {
  world = await World.start({ parts: testParts });
  const { handle } = await world.request(await world.method(methods.emailCode), 'nobody');
  await world.method(two);
  await world.method(codeAndTime);
  const { taskQueue } = await handle.describe();
  const { ports, client } = world;
  const gateway = gatewayOf({ client, taskQueue, keyed: ports.keyed, resets: ports.resets });
  on = await api({ ports, gateway, publicUrl: origin });
});
afterAll(() => world.stop());

const resetOf = (page: Page): string => page.forms[0]!.fields['reset']!;
/** The newest mail of a reset, as soon as there are so many. */
async function mailed(resetId: string, messageId: string, count = 1): Promise<Record<string, string | number>> {
  for (let i = 0; i < 200; i++) {
    const mails = world.ports.notifier.stored.filter((m) => m.resetId === resetId && m.messageId === messageId);
    if (mails.length >= count) return mails.at(-1)!.values;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${messageId}`);
}
/** The page of the reset, once it says this. */
async function shown(browser: Browser, heading: string): Promise<Page> {
  for (let i = 0; i < 200; i++) {
    const page = await browser.get('/reset');
    if (page.heading === heading) return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no page says “${heading}”`);
}
const codeOf = async (page: Page): Promise<string> => String((await mailed(resetOf(page), 'email-code'))['code']);
/** The path that a mailed link leads to. */
const linkIn = (mail: Record<string, string | number>): string => `/link?t=${String(mail['url']).split(/#|t=/)[1]!}`;
const wrong = (code: string): string => code.replace(/./, (digit) => String((Number(digit) + 1) % 10));

async function begin(user: string, method = 'email-code', browser = new Browser(on.app)) {
  const page = await browser.press(await browser.get('/'), 'Continue', { user, method });
  return { browser, page };
}
const passwords = (value: string, repeat = value): Record<string, string> => ({
  'answer.newCredentialValue': value,
  'repeat.newCredentialValue': repeat,
});
async function proved(user: string, method?: string) {
  const { browser, page } = await begin(user, method);
  return { browser, page: await browser.press(page, 'Continue', { 'answer.code': await codeOf(page) }) };
}

describe('a reset by a mailed code', () => {
  it('leads from a name to a new password', async () => {
    const anna = await world.user('anna');
    const { browser, page } = await begin('anna');
    expect([page.path, page.heading]).toEqual(['/reset', 'Enter the code from your email']);
    expect(page.text).toContain('Step 1 of 2');
    expect(page.text).toContain('If we know you, we have sent a code');
    const code = await codeOf(page);
    const choose = await browser.press(page, 'Continue', { 'answer.code': ` ${code.slice(0, 4)} ${code.slice(4)} ` });
    expect([choose.path, choose.heading]).toEqual(['/reset', 'Choose a new password']);
    const done = await browser.press(choose, 'Set new password', passwords(goodPassword));
    expect([done.path, done.heading]).toEqual(['/reset', 'Your password was changed']);
    expect(await world.ports.credentials.matches(anna, 'password', goodPassword)).toBe(true);
    expect(browser.setCookies).toEqual([
      expect.stringMatching(/^rekey_reset=[\w.-]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('says that a code is wrong beside the code, and takes the right one', async () => {
    await world.user('ben');
    const { browser, page } = await begin('ben');
    const code = await codeOf(page);
    const again = await browser.press(page, 'Continue', { 'answer.code': wrong(code) });
    expect([again.status, again.title.slice(0, 7)]).toEqual([422, 'Error: ']);
    expect(again.faults).toEqual([{ message: 'The code is not right. Check it and try again.', field: 'answer-code' }]);
    expect(again.text).toContain('4 tries left');
    expect(again.html).not.toContain(wrong(code));
    expect((await browser.press(again, 'Continue', { 'answer.code': code })).heading).toBe('Choose a new password');
  });

  it('sends a new code, and says so in words that tell nobody anything', async () => {
    await world.user('carl');
    const { browser, page } = await begin('carl');
    await codeOf(page);
    const sent = await browser.press(page, 'Send a new code');
    expect(sent.text).toContain('If we know you, it was sent again.');
    const { code } = await mailed(resetOf(page), 'email-code', 2);
    const choose = await browser.press(sent, 'Continue', { 'answer.code': String(code) });
    expect(choose.heading).toBe('Choose a new password');
  });

  it('tells every violation of the policy at once, in German to Germans', async () => {
    await world.user('dora');
    const german = new Browser(on.app, { 'Accept-Language': 'de' });
    const start = await german.get('/');
    const page = await german.press(start, 'Weiter', { user: 'dora', method: 'email-code' });
    expect(page.heading).toBe('Code aus der E-Mail eingeben');
    const choose = await german.press(page, 'Weiter', { 'answer.code': await codeOf(page) });
    const refused = await german.press(choose, 'Neues Passwort setzen', passwords('dora'));
    expect(refused.status).toBe(422);
    expect(refused.title).toMatch(/^Fehler: Neues Passwort wählen/);
    expect(refused.faults.length).toBeGreaterThan(1);
    expect(refused.faults[0]).toEqual({
      message: 'Das Passwort muss mindestens 15 Zeichen haben.',
      field: 'answer-newCredentialValue',
    });
    const done = await german.press(refused, 'Neues Passwort setzen', passwords(goodPassword));
    expect(done.heading).toBe('Ihr Passwort wurde geändert');
  });

  it('looks the same for a name that nobody has, at every page until the code is right', async () => {
    await world.user('emma');
    const walk = async (user: string): Promise<string[]> => {
      const { browser, page } = await begin(user);
      // Until the workflow has begun, nobody's page tells how long the code works.
      const again = await browser.press(page, 'Continue', { 'answer.code': '12345678' });
      const sent = await browser.press(again, 'Send a new code');
      const shown = [again, await browser.get('/reset'), sent];
      for (let i = 0; i < 4; i++)
        shown.push(await browser.press(sent, 'Continue', { 'answer.code': '00000000', n: `${i}` }));
      return shown.map((p) => `${p.status} ${p.path}\n${p.likeness}`);
    };
    const known = await walk('emma');
    expect(await walk('nobody-of-that-name')).toEqual(known);
    expect(known.at(-1)).toContain('We could not confirm that it is you');
  });

  it('is one reset however often the button is pressed, and another for another name', async () => {
    await world.user('finn');
    const browser = new Browser(on.app);
    const start = await browser.get('/');
    const typed = { user: 'finn', method: 'email-code' };
    const ids = [typed, typed, { ...typed, user: 'finn@example.org' }].map(async (fields) =>
      resetOf(await browser.press(start, 'Continue', fields)),
    );
    const [first, second, third] = await Promise.all(ids);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('counts a code that was sent twice by one press once', async () => {
    await world.user('gina');
    const { browser, page } = await begin('gina');
    const code = { 'answer.code': wrong(await codeOf(page)) };
    await browser.press(page, 'Continue', code);
    expect((await browser.press(page, 'Continue', code)).text).toContain('4 tries left');
  });

  it('can be cancelled, and shows at once that it was', async () => {
    await world.user('hugo');
    const { browser, page } = await begin('hugo');
    const ended = await browser.press(page, 'Cancel this reset');
    expect(ended.heading).toBe('This reset was cancelled');
    expect(ended.text).toContain('You have cancelled it. Nothing was changed.');
    // A page from before.
    expect((await browser.press(page, 'Continue', { 'answer.code': '12345678' })).heading).toBe(ended.heading);
  });
});

describe('a reset by a mailed link', () => {
  it('goes on where the link is opened, once its button is pressed', async () => {
    await world.user('ida');
    const { browser: first, page } = await begin('ida', 'email-link');
    expect(page.heading).toBe('Open the link in your email');
    expect(page.text).toContain('You can close this page.');
    const link = linkIn(await mailed(resetOf(page), 'email-link'));

    const phone = new Browser(on.app);
    const before = await world.ports.resets.get(resetOf(page));
    for (let i = 0; i < 3; i++) expect((await phone.get(link)).heading).toBe('Go on with your reset here?');
    expect(await world.ports.resets.get(resetOf(page))).toEqual(before);
    expect(phone.setCookies).toEqual([]);

    const shown = await phone.get(link);
    expect(shown.response.headers['referrer-policy']).toBe('strict-origin');
    expect(shown.response.headers['cache-control']).toBe('no-store');
    expect((await phone.get(`${link}&lang=de`)).heading).toBe('Hier mit dem Zurücksetzen fortfahren?');
    phone.cookies.delete('rekey_language');
    const choose = await phone.press(shown, 'Yes, go on here');
    expect([choose.path, choose.heading]).toEqual(['/reset', 'Choose a new password']);
    // Twice by one press is once.
    expect((await phone.press(shown, 'Yes, go on here')).heading).toBe('Choose a new password');

    expect((await first.get('/reset')).heading).toBe('You have gone on elsewhere');
    const stranger = new Browser(on.app);
    const used = await stranger.press(await stranger.get(link), 'Yes, go on here');
    expect([used.status, used.heading]).toEqual([410, 'This link does not work any more']);
    expect(used.links).toEqual(['#main', '/', '/']);

    const done = await phone.press(choose, 'Set new password', passwords(goodPassword));
    expect(done.heading).toBe('Your password was changed');
  });

  it.each(['', '?t=', '?t=nonsense', '?t=a&t=b'])('says clearly that /link%s leads nowhere', async (query) => {
    const page = await new Browser(on.app).get(`/link${query}`);
    expect([page.status, page.heading]).toEqual([410, 'This link does not work any more']);
  });
});

describe('a reset whose new password is made', () => {
  it('shows it once, on the page that the button leads to', async () => {
    const jack = await world.user('jack');
    const { browser, page } = await proved('jack', 'random-display');
    const ready = await browser.press(page, 'Make my new password');
    expect([ready.path, ready.heading]).toEqual(['/reset', 'Your new password is ready']);
    const shown = await browser.press(ready, 'Show my new password');
    const [, value = ''] = /<code[^>]*>([^<]+)<\/code>/.exec(shown.html) ?? [];
    expect(await world.ports.credentials.matches(jack, 'password', value)).toBe(true);
    expect(shown.response.headers['cache-control']).toBe('no-store');
    expect(shown.html).not.toContain('lang=de');
    // Loaded again within a minute it is the same press.
    expect((await browser.press(ready, 'Show my new password')).html).toContain(value);
    const other = { ...ready.forms[0]!.fields, key: 'another-press-of-a-button' };
    expect((await browser.post('/reset/collect', other)).html).not.toContain(value);
    expect((await browser.get('/reset')).heading).toBe('Your password was changed');
  });
});

describe('a reset of two steps', () => {
  it('offers each, begins the one that was chosen, and lets another be chosen', async () => {
    await world.user('kim');
    const { browser, page } = await begin('kim', 'two');
    expect(page.heading).toBe('How would you like to show that it is you?');
    expect(page.forms.map((f) => f.action)).toEqual([
      '/reset/steps/first/challenge',
      '/reset/steps/second/challenge',
      '/reset/cancel',
    ]);
    const step = await browser.post(page.forms[1]!.action, page.forms[1]!.fields);
    expect(step.path).toBe('/reset?step=second&sent=1');
    expect(step.forms[0]!.action).toBe('/reset/steps/second/answer');
    expect(step.links).toContain('/reset?step=');
    expect((await browser.get('/reset?step=')).heading).toBe('How would you like to show that it is you?');
    const choose = await browser.press(step, 'Continue', { 'answer.code': await codeOf(step) });
    expect(choose.heading).toBe('Choose a new password');
  });
});

describe('a reset that takes its time', () => {
  it('begins the only step that can be taken, tells of the wait, and asks for it once more after it', async () => {
    await world.user('lara');
    const { browser, page } = await begin('lara', 'code-and-time');
    expect(page.forms[0]).toMatchObject({ action: '/reset/steps/email-code/answer', button: 'Continue' });
    await browser.press(page, 'Continue', { 'answer.code': await codeOf(page) });
    const dated = await shown(browser, 'Now there is a waiting time');
    expect(dated.text).toMatch(/It goes on at this time: \w+ \d+, 20\d\d at .* UTC\./);
    expect(dated.text).toContain('After that: Choose a new password');
    expect(dated.html).not.toContain('http-equiv');
    await world.sleep(25 * 3_600_000);
    // The code was typed yesterday: it is asked for once more.
    const old = await shown(browser, 'Once more, to be safe');
    const step = await browser.press(old, 'Enter the code from your email');
    const { code } = await mailed(resetOf(step), 'email-code', 2);
    const choose = await browser.press(step, 'Continue', { 'answer.code': String(code) });
    expect(choose.heading).toBe('Choose a new password');
    const done = await browser.press(choose, 'Set new password', passwords(goodPassword));
    expect(done.heading).toBe('Your password was changed');
  });

  it('mails one code, however often the first button is pressed', async () => {
    await world.user('lily');
    const browser = new Browser(on.app);
    const start = await browser.get('/');
    const pages = [1, 2].map(() => browser.press(start, 'Continue', { user: 'lily', method: 'code-and-time' }));
    const [page] = await Promise.all(pages);
    await codeOf(page!);
    const sent = world.ports.notifier.stored.filter((m) => m.resetId === resetOf(page!));
    expect(sent.map((m) => m.messageId)).toEqual(['email-code']);
  });

  it('looks the same from its first page on for a name that nobody has', async () => {
    await world.user('lotte');
    const [known, unknown] = [await begin('lotte', 'code-and-time'), await begin('nobody-at-all', 'code-and-time')];
    expect(unknown.page.likeness).toEqual(known.page.likeness);
    expect(known.page.heading).toBe('Enter the code from your email');
  });

  it('asks for the press of a button where the step could not be begun', async () => {
    const refused = () => Promise.reject(new Problem('outcome-unknown'));
    const { app } = await api({ ports: world.ports, publicUrl: origin, gateway: { ...noStart, update: refused } });
    const page = await begin('lotte', 'code-and-time', new Browser(app));
    expect(page.page.heading).toBe('Enter the code from your email');
    expect(page.page.forms[0]).toMatchObject({ action: '/reset/steps/email-code/challenge', button: 'Continue' });
  });
});

describe('where the public address is https', () => {
  it('the cookies are bound to the host and to https', async () => {
    const secure = await api({ ports: world.ports, publicUrl: 'https://rekey.example.org', gateway: { ...noStart } });
    const browser = new Browser(secure.app, { 'Sec-Fetch-Site': 'same-origin' });
    await browser.press(await browser.get('/'), 'Continue', { user: 'lena', method: 'email-code' });
    await browser.get('/?lang=de');
    expect(browser.setCookies).toEqual([
      expect.stringMatching(/^__Host-rekey_reset=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/),
      expect.stringMatching(/^__Host-rekey_language=de; .*HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });
});
const noStart = { ...noGateway, start: async () => undefined };
