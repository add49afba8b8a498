/** Real browsers for end-to-end tests: without script, each device with cookies and an address of its own. */
import { afterAll, beforeAll } from '@jest/globals';
import { chromium, type Browser, type Page } from 'playwright-core';
import { browserLaunch } from '../../dev/components/browser.js';
import type { Helper } from '../../dev/people.js';
import { anyAddress, openStack, type OpenStack } from './e2e.js';

const phone = { width: 390, height: 844 };
export const sizes = [
  ['a phone', phone],
  ['a desktop', { width: 1280, height: 800 }],
] as const;

/** The run's stack, and a browser for all the tests of a file: there from the first test on. */
export function pagesOfStack(): { readonly stack: OpenStack; readonly browser: Browser } {
  const on: { stack?: OpenStack; browser?: Browser } = {};
  beforeAll(async () => {
    on.stack = await openStack();
    on.browser = await chromium.launch(await browserLaunch());
  });
  afterAll(async () => {
    await on.browser?.close();
    await on.stack?.close();
  });
  return on as Required<typeof on>;
}

/** A place for pictures of what was seen, where somebody wants to look at them. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['REKEY_PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** In milliseconds: a page on which something is going on asks again after 2, 5, 10, 18, 31, 52 and 86 seconds. */
const patience = 90_000;

/** A device of its own; the size of a phone's unless named. */
export async function deviceOf(
  browser: Browser,
  { viewport = phone, locale = 'en-GB' }: { viewport?: { width: number; height: number }; locale?: string } = {},
): Promise<Page> {
  const extraHTTPHeaders = { 'X-Forwarded-For': anyAddress() };
  const context = await browser.newContext({ javaScriptEnabled: false, locale, viewport, extraHTTPHeaders });
  context.setDefaultTimeout(patience);
  return context.newPage();
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
/** Without the hyphens that keep a word together on small screens. */
export const heading = async (page: Page): Promise<string> =>
  (await page.getByRole('heading', { level: 1 }).innerText()).replace(/\u2011/g, '-');
/** Nothing has to be scrolled sideways. */
export const fits = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');
/** Waits until what was decided is judged: until then the page asks again by itself. */
export const judged = (page: Page): Promise<void> =>
  page.getByRole('heading', { level: 1, name: /^(?!Your decision was recorded)/ }).waitFor();
/** Opens the link of the mail to somebody who is asked, and signs in on the way. */
export async function openDecision(page: Page, { mailbox, env }: OpenStack, helper: Helper): Promise<void> {
  const link = await mailbox.link(helper.address);
  await page.goto(link.href);
  await page.waitForURL((url) => url.href.startsWith(env['REKEY_OIDC_ISSUER']!));
  await page.getByLabel('User name or email address').fill(helper.userName);
  await page.getByLabel('Password').fill(helper.password);
  await press(page, 'Sign in');
  await page.waitForURL(link.href);
}
