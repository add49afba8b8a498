// The helpdesk's flows in real browsers without script: an agent begins a reset for a caller, has a code sent, types what is read out; the user goes on, or is told a temporary password.
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { until } from '../../dev/until.js';
import { deviceOf, fits, heading, judged, pagesOfStack, picture, press, sizes } from '../support/browser.js';
import type { TestUser } from '../support/e2e.js';

const newPassword = 'seven quiet herons over Lisbon';
/** The helpdesk's, without the days that it waits. */
const told = `
id: {id}
title: Told on the phone
request: { by: [helpdesk], subjects: { notIn: [privileged] } }
authentication: { of: [email-code, caller-check: { by: [phone] }] }
source: random
targets: [directory: { mustChange: true }]
delivery: agent-temporary
expires: P3D
`;

const on = pagesOfStack();

/** A picture, of a page that fits. */
const seen = async (page: Page, name: string): Promise<void> => {
  await picture(page, name);
  expect(await fits(page)).toBe(true);
};
const text = (page: Page): Promise<string> => page.locator('main').innerText();
type Viewport = (typeof sizes)[number][1];

/** A new agent, signed in on the way to the page where resets are begun. */
async function agent(viewport: Viewport): Promise<Page> {
  const { userName, password } = await on.stack.user({ groups: ['rekey-helpdesk'], displayName: 'Hanna Hayes' });
  const page = await deviceOf(on.browser, { viewport });
  await page.goto(`${on.stack.env['REKEY_PUBLIC_URL']}/help`);
  await page.waitForURL((url) => url.href.startsWith(on.stack.env['REKEY_OIDC_ISSUER']!));
  await page.getByLabel('User name or email address').fill(userName);
  await page.getByLabel('Password').fill(password);
  await press(page, 'Sign in');
  expect(await heading(page)).toBe('Help somebody who calls');
  return page;
}

async function begin(page: Page, user: TestUser, methodId: string): Promise<void> {
  const way = page.locator(`input[value="${methodId}"]`);
  await until('The method on the page', async () => (await way.isVisible()) || (await page.reload(), false));
  await page.getByLabel('Their user name or email address').fill(user.userName);
  await page.getByLabel('Ticket number').fill('INC-20417');
  await way.check();
  await press(page, 'Begin');
  // It asks again by itself until the check can begin.
  await page.getByRole('link', { name: 'Check who calls' }).waitFor();
  expect(await text(page)).toContain('Ticket INC-20417');
  expect(await page.content()).not.toContain(user.userName);
}

/** The user opens the invitation, and proves to have the mailbox. */
async function takePart(page: Page, user: TestUser): Promise<void> {
  await page.goto((await on.stack.mailbox.link(user.address)).href);
  await press(page, 'Take part');
  await press(page, 'Continue');
  await page.getByLabel('Code').fill(await on.stack.mailbox.code(user.address));
  await press(page, 'Continue');
  expect(await heading(page)).toBe('Talk to the helpdesk');
}

/** The code is read out to the agent, who types it. */
async function check(page: Page, user: TestUser): Promise<void> {
  await page.getByRole('link', { name: 'Check who calls' }).click();
  await press(page, 'By text message to the number on record');
  expect(await text(page)).toMatch(/code (was|is) sent/);
  await page.getByLabel('The code that the caller reads out').fill(await on.stack.mailbox.textedCode(user.phone!));
  for (const yes of await page.getByLabel('Yes').all()) await yes.check();
}

describe.each(sizes)('on %s', (name, viewport) => {
  it('an agent checks a caller, who then chooses a new password', async () => {
    const user = await on.stack.user({ displayName: 'Alice Adams' });
    const hanna = await agent(viewport);
    await seen(hanna, `start-${name}`);
    await press(hanna, 'Begin');
    expect(await hanna.title()).toMatch(/^Error: /);
    await seen(hanna, `start-misfit-${name}`);
    await begin(hanna, user, 'helpdesk');
    await seen(hanna, `begun-${name}`);

    await hanna.getByRole('link', { name: 'Check who calls' }).click();
    await seen(hanna, `check-${name}`);
    await hanna.getByLabel('The code that the caller reads out').fill('12345678');
    for (const yes of await hanna.getByLabel('Yes').all()) await yes.check();
    await press(hanna, 'Approve');
    await judged(hanna);
    expect(await text(hanna)).toContain('There is no code of yours for this check yet');
    await seen(hanna, `check-unsent-${name}`);
    await hanna.getByRole('link', { name: 'To the page of this reset' }).click();

    const subject = await deviceOf(on.browser, { viewport });
    await takePart(subject, user);
    await seen(subject, `waiting-${name}`);
    await check(hanna, user);
    await seen(hanna, `check-sent-${name}`);
    await press(hanna, 'Approve');
    await judged(hanna);
    expect(await heading(hanna)).toBe('Thank you: your approval counts');
    await hanna.getByRole('link', { name: 'To the page of this reset' }).click();
    await until('Enough proofs', async () => {
      await hanna.reload();
      return (await text(hanna)).includes('They go on by themselves');
    });
    await seen(hanna, `proved-${name}`);

    await subject.getByRole('link', { name: 'Look again' }).click();
    expect(await heading(subject)).toBe('Choose a new password');
    await subject.getByLabel('New password', { exact: true }).fill(newPassword);
    await subject.getByLabel('New password once more').fill(newPassword);
    await press(subject, 'Set new password');
    await on.stack.mailbox.notice(user.address);
    expect(await on.stack.signsIn(user, newPassword)).toBe(true);
    await hanna.reload();
    expect(await text(hanna)).toContain('It is done: they have a new password.');
    await seen(hanna, `done-${name}`);
  });

  it('an agent makes a temporary password, and is shown it once', async () => {
    const { id } = await on.stack.publish(told);
    const user = await on.stack.user();
    const hanna = await agent(viewport);
    await begin(hanna, user, id);
    const subject = await deviceOf(on.browser, { viewport });
    await takePart(subject, user);
    await check(hanna, user);
    await press(hanna, 'Approve');
    await judged(hanna);
    await hanna.getByRole('link', { name: 'To the page of this reset' }).click();
    const make = hanna.getByRole('button', { name: 'Make a temporary password' });
    await until('The button that makes it', async () => {
      await hanna.reload();
      return make.isVisible();
    });
    await seen(hanna, `make-${name}`);
    await subject.getByRole('link', { name: 'Look again' }).click();
    expect(await heading(subject)).toBe('Your helpdesk goes on now');
    await seen(subject, `handled-${name}`);
    await make.click();
    await hanna.getByRole('button', { name: 'Show me the temporary password' }).waitFor();
    await seen(hanna, `ready-${name}`);
    await press(hanna, 'Show me the temporary password');
    const value = await hanna.locator('main code').innerText();
    expect(await on.stack.mongo.credentials.matches(user.id, 'password', value)).toBe(true);
    expect(await on.stack.mongo.credentials.mustChange(user.id, 'password')).toBe(true);
    await seen(hanna, `temporary-${name}`);
    await hanna.getByRole('link', { name: 'They have it' }).click();
    await until('The end', async () => {
      await hanna.reload();
      return (await text(hanna)).includes('the temporary password was shown to you');
    });
    expect(await hanna.content()).not.toContain(value);
    await hanna.getByRole('link', { name: 'To your resets' }).click();
    expect(await text(hanna)).not.toContain('INC-20417');
  });
});
