/** Real browsers for end-to-end tests: without script, each device with cookies and an address of its own. */
import type { Browser, Page } from 'playwright-core';
import { anyAddress } from './e2e.js';

const phone = { width: 390, height: 844 };
export const sizes = [
  ['a phone', phone],
  ['a desktop', { width: 1280, height: 800 }],
] as const;

/** A device of its own; the size of a phone's unless named. */
export async function deviceOf(
  browser: Browser,
  { viewport = phone, locale = 'en-GB' }: { viewport?: { width: number; height: number }; locale?: string } = {},
): Promise<Page> {
  const extraHTTPHeaders = { 'X-Forwarded-For': anyAddress() };
  const context = await browser.newContext({ javaScriptEnabled: false, locale, viewport, extraHTTPHeaders });
  return context.newPage();
}

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
/** Without the hyphens that keep a word together on small screens. */
export const heading = async (page: Page): Promise<string> =>
  (await page.getByRole('heading', { level: 1 }).innerText()).replace(/\u2011/g, '-');
/** Nothing has to be scrolled sideways. */
export const fits = (page: Page): Promise<unknown> =>
  page.evaluate('document.documentElement.scrollWidth <= innerWidth');
