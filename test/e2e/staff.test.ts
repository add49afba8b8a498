// The pages of staff in a real browser without script, on the real stack: signing in at the provider, being signed in, and signing out for good.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserLaunch } from '../../dev/components/browser.js';
import { deviceOf, fits, heading, press, sizes } from '../support/browser.js';
import { openStack, type OpenStack, type TestUser } from '../support/e2e.js';

let stack: OpenStack;
let browser: Browser;
let staffUrl: string;
let henry: TestUser;
beforeAll(async () => {
  stack = await openStack();
  henry = await stack.user({ displayName: 'Henry Hill', groups: ['rekey-helpdesk'] });
  browser = await chromium.launch(await browserLaunch());
  staffUrl = `${stack.env['REKEY_PUBLIC_URL']}/staff`;
});
afterAll(async () => {
  await browser?.close();
  await stack?.close();
});

const signOut = (page: Page): Promise<void> => press(page, 'Sign out');

async function signInAtProvider(page: Page): Promise<void> {
  await page.waitForURL((url) => url.href.startsWith(stack.env['REKEY_OIDC_ISSUER']!));
  await page.getByLabel('User name or email address').fill(henry.userName);
  await page.getByLabel('Password').fill(henry.password);
  await press(page, 'Sign in');
}

describe.each(sizes)('a helpdesk agent at %s', (_, viewport) => {
  it('signs in, and out again at the provider, too; the old cookie is no longer good', async () => {
    const page = await deviceOf(browser, { viewport });
    await page.goto(`${staffUrl}?from=here`);
    await signInAtProvider(page);
    expect(page.url()).toBe(`${staffUrl}?from=here`);
    expect(await heading(page)).toBe('You are signed in');
    const told = await page.locator('main').innerText();
    expect(told).toContain('You are Henry Hill.');
    expect(told).toContain('helpdesk');
    expect(await fits(page)).toBe(true);

    const [held] = (await page.context().cookies()).filter(({ name }) => name === 'rekey-staff');
    expect(held).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await signOut(page);
    await page.waitForURL((url) => url.pathname.startsWith('/session/end'));
    await signOut(page);
    await page.waitForURL(/\/staff\/signed-out$/);
    expect(await heading(page)).toBe('You are signed out');
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain('rekey-staff');

    await page.context().addCookies([held!]);
    await page.goto(staffUrl);
    // The provider asks again, too: there is no session there either.
    await signInAtProvider(page);
    expect(await heading(page)).toBe('You are signed in');
  });
});
