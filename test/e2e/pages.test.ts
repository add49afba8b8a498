// The pages in a real browser without script: a whole reset as its user sees it, with real mails, to a login with the new password.
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { deviceOf, heading, pagesOfStack, press } from '../support/browser.js';
import type { TestUser } from '../support/e2e.js';

const newPassword = 'seven quiet herons over Lisbon';

const on = pagesOfStack();
afterEach(async () => {
  for (const context of on.browser.contexts()) await context.close();
});

const device = (locale = 'en-GB'): Promise<Page> => deviceOf(on.browser, { locale });

async function begin(page: Page, { userName }: Pick<TestUser, 'userName'>, way?: string): Promise<void> {
  await page.goto(on.stack.env['REKEY_PUBLIC_URL']!);
  await page.getByLabel('User name or email address').fill(userName);
  if (way !== undefined) await page.getByLabel(way).check();
  await press(page, 'Continue');
}
async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code);
  await press(page, 'Continue');
}
async function choosePassword(page: Page): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(newPassword);
  await page.getByLabel('New password once more').fill(newPassword);
  await press(page, 'Set new password');
}

describe('a user who forgot the password', () => {
  it('gets back in with a code, past their own mistakes', async () => {
    const user = await on.stack.user();
    const page = await device();
    await begin(page, user);
    expect(await heading(page)).toBe('Enter the code from your email');
    await enterCode(page, '1234');
    expect(await page.title()).toMatch(/^Error: /);
    expect(await page.evaluate('document.activeElement.getAttribute("role")')).toBe('alert');
    await page.getByRole('link', { name: 'Enter the code: 8 digits.' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('answer-code');

    const code = await on.stack.mailbox.code(user.address);
    await enterCode(page, `${code.slice(0, 4)} ${code.slice(4)}`);
    await choosePassword(page);
    expect(await heading(page)).toBe('Your password was changed');
    expect(await on.stack.signsIn(user, newPassword)).toBe(true);
    expect(await on.stack.signsIn(user, user.password)).toBe(false);
  });

  it('goes on with a link on another device, and the first one says so', async () => {
    const user = await on.stack.user();
    const desk = await device();
    await begin(desk, user, 'With a link that we send to my email address');
    expect(await heading(desk)).toBe('Open the link in your email');

    const phone = await device('de-DE');
    await phone.goto((await on.stack.mailbox.link(user.address)).href);
    expect(await heading(phone)).toBe('Hier mit dem Zurücksetzen fortfahren?');
    await phone.getByRole('link', { name: 'English' }).click();
    await press(phone, 'Yes, go on here');
    expect(new URL(phone.url()).pathname).toBe('/reset');
    await desk.reload();
    expect(await heading(desk)).toBe('You have gone on elsewhere');

    await choosePassword(phone);
    expect(await heading(phone)).toBe('Your password was changed');
    expect(await on.stack.signsIn(user, newPassword)).toBe(true);
  });

  it('is shown a password that was made for them, once', async () => {
    const user = await on.stack.user();
    const page = await device();
    await begin(page, user, 'made for me');
    await enterCode(page, await on.stack.mailbox.code(user.address));
    await press(page, 'Make my new password');
    await press(page, 'Show my new password');
    const value = await page.locator('code').innerText();
    expect(await on.stack.signsIn(user, value)).toBe(true);

    await page.getByRole('link', { name: 'I have kept it' }).click();
    expect(await heading(page)).toBe('Your password was changed');
    // The browser has kept nothing to go back to.
    await expect(page.goBack()).rejects.toThrow('ERR_CACHE_MISS');
  });
});

describe('somebody who types a name that nobody has', () => {
  it('sees what everybody sees', async () => {
    const user = await on.stack.user();
    const walk = async (userName: string): Promise<string[]> => {
      const page = await device();
      await begin(page, { userName });
      await enterCode(page, '00000000');
      const refused = await page.locator('main').innerText();
      await press(page, 'Send a new code');
      return [refused, await page.locator('main').innerText()];
    };
    expect(await walk('nobody-of-that-name')).toEqual(await walk(user.userName));
  });
});
