// A reset that waits for people, in real browsers without script: the user's page with the numbers, and the pages of those who decide.
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { Helper } from '../../dev/people.js';
import { until } from '../../dev/until.js';
import {
  deviceOf,
  fits,
  heading,
  judged,
  openDecision,
  pagesOfStack,
  picture,
  press,
  sizes,
} from '../support/browser.js';
import type { TestUser } from '../support/e2e.js';

const newPassword = 'seven quiet herons over Lisbon';

const on = pagesOfStack();

/** The page of a user who has proved to have the mailbox and waits for others. */
async function waiting(page: Page, user: TestUser): Promise<void> {
  await page.goto(on.stack.env['REKEY_PUBLIC_URL']!);
  await page.getByLabel('User name or email address').fill(user.userName);
  await page.getByLabel('two colleagues who know me').check();
  await press(page, 'Continue');
  await page.getByLabel('Code').fill(await on.stack.mailbox.code(user.address));
  await press(page, 'Continue');
  // The page asks again by itself until somebody has been asked.
  await page.locator('main li strong').first().waitFor();
}

const asked = (page: Page, helper: Helper): Promise<void> => openDecision(page, on.stack, helper);

async function numberFor(subject: Page, decider: Page): Promise<string> {
  const [, letter] = /Your letter is ([A-Z])\./.exec(await decider.locator('main').innerText()) ?? [];
  const items = await subject.locator('main li').allInnerTexts();
  return (
    items
      .find((text) => text.startsWith(`${letter}:`))
      ?.split(':')[1]
      ?.trim() ?? ''
  );
}

async function approve(page: Page, number: string): Promise<void> {
  await page.getByLabel('I called them').check();
  await page.getByLabel('The number on their page').fill(number);
  await press(page, 'Approve');
  await judged(page);
}

describe.each(sizes)('on %s', (name, viewport) => {
  it('two colleagues let a user in who tells them the numbers of their page', async () => {
    const user = await on.stack.user({ displayName: 'Alice Adams' });
    const [, ...colleagues] = await on.stack.helpersFor(await on.stack.method('colleague-approval'), user);
    const subject = await deviceOf(on.browser, { viewport });
    await waiting(subject, user);
    expect(await fits(subject)).toBe(true);
    await picture(subject, `waiting-${name}`);

    const [first, second] = [await deviceOf(on.browser, { viewport }), await deviceOf(on.browser, { viewport })];
    await asked(first, colleagues[0]!);
    expect(await heading(first)).toBe('Is it really them?');
    expect(await first.locator('main').innerText()).toContain('Alice Adams is asking for help');
    expect(await fits(first)).toBe(true);
    await picture(first, `asked-${name}`);
    await press(first, 'Approve');
    expect(await first.title()).toMatch(/^Error: /);
    await picture(first, `misfit-${name}`);

    await asked(second, colleagues[1]!);
    // The number of somebody else's letter.
    const [mine, theirs] = [await numberFor(subject, first), await numberFor(subject, second)];
    await approve(first, theirs);
    expect(await first.locator('main').innerText()).toContain('This is not the number next to your letter.');
    await approve(first, mine);
    expect(await heading(first)).toBe('Thank you: your approval counts');
    await picture(first, `counted-${name}`);

    await approve(second, theirs);
    expect(await heading(second)).toBe('Thank you: your approval counts');

    await until('The form for the new password', async () => {
      await subject.reload();
      return (await heading(subject)) === 'Choose a new password';
    });
    await subject.getByLabel('New password', { exact: true }).fill(newPassword);
    await subject.getByLabel('New password once more').fill(newPassword);
    await press(subject, 'Set new password');
    await on.stack.mailbox.notice(user.address);
    expect(await on.stack.signsIn(user, newPassword)).toBe(true);
  });
});

describe('whoever was not asked', () => {
  it('sees nothing of the reset', async () => {
    const user = await on.stack.user();
    const [manager, colleague] = await on.stack.helpersFor(await on.stack.method('colleague-approval'), user);
    const subject = await deviceOf(on.browser);
    await waiting(subject, user);
    const link = await on.stack.mailbox.link(colleague!.address);
    const page = await deviceOf(on.browser);
    await page.goto(link.href);
    await page.getByLabel('User name or email address').fill(manager!.userName);
    await page.getByLabel('Password').fill(manager!.password);
    await press(page, 'Sign in');
    expect(await heading(page)).toBe('This is not for you to decide');
    expect(await page.locator('main').innerText()).not.toContain('Test User');
  });

  it('a second refusal of three colleagues leaves too few, and ends it', async () => {
    const user = await on.stack.user();
    const [, ...helpers] = await on.stack.helpersFor(await on.stack.method('colleague-approval'), user);
    const subject = await deviceOf(on.browser);
    await waiting(subject, user);
    for (const colleague of helpers.slice(0, 2)) {
      const page = await deviceOf(on.browser);
      await asked(page, colleague);
      await press(page, 'Refuse');
      await judged(page);
      expect(await heading(page)).toBe('You refused');
    }
    await until('The end', async () => {
      await subject.reload();
      return (
        (await heading(subject)).includes('refused') ||
        (await subject.locator('main').innerText()).includes('Start a new reset')
      );
    });
    expect(await on.stack.signsIn(user, user.password)).toBe(true);
  });
});
