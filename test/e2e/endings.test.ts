// Resets that end early: by their subject, by an operator in Temporal's UI, by a deadline. What stands then is the truth, and no secret stays.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api, PublicMethod, Refused } from '../../dev/client.js';
import { until } from '../../dev/until.js';
import { openStack, type OpenStack, type TestUser } from '../support/e2e.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

interface Begun {
  user: TestUser;
  device: Api;
  id: string;
  token: string;
  code: string;
}
async function begin(resetMethodId = 'email-code'): Promise<Begun> {
  const user = await stack.user();
  const device = stack.device();
  const { context, token } = await device.request({ user: user.userName, resetMethodId });
  return { user, device, id: context.id, token, code: await stack.mailbox.code(user.address) };
}

/** The sealed request is the one secret that every reset has. */
const secretOf = (id: string): Promise<unknown> =>
  stack.mongo.vault.open(`${id}/request`, { resetId: id, purpose: 'request' });

async function expectGone({ user, device, id, token, code }: Begun): Promise<void> {
  await expect(secretOf(id)).rejects.toMatchObject({ name: 'Gone' });
  const refused = await device
    .answer(id, 'email-code', { code }, { token })
    .catch((problem: Refused) => problem.problem);
  expect(['already-ended', 'reset-expired']).toContain(refused);
  expect(await stack.signsIn(user, user.password)).toBe(true);
}

describe('a reset that is cancelled', () => {
  it('by its subject is over: no code passes any more', async () => {
    const reset = await begin();
    await expect(secretOf(reset.id)).resolves.toBeDefined();
    const { context } = await reset.device.cancel(reset.id, { token: reset.token });
    expect(context).toMatchObject({ state: 'cancelled', reason: 'subject' });
    await stack.closed(reset.id);
    await expectGone(reset);
  });

  it('by an operator in Temporal’s UI is cancelled like any other', async () => {
    const reset = await begin();
    await stack.temporal.workflow.getHandle(reset.id).cancel();
    expect(await stack.closed(reset.id)).toMatchObject({ state: 'cancelled', reason: 'operator' });
    await expectGone(reset);
  });
});

describe('a reset that an operator terminates in Temporal’s UI', () => {
  it('is cleaned up by the next sweep', async () => {
    const reset = await begin();
    await stack.temporal.workflow.getHandle(reset.id).terminate('by an operator');
    // Activities under way are given a moment; a worker's own sweep may be the one that does it.
    await until('The sweep', async () => {
      await stack.sweep();
      return (await stack.mongo.resets.get(reset.id))?.closedAt !== undefined;
    });
    expect(await stack.mongo.resets.get(reset.id)).toMatchObject({ state: 'cancelled' });
    expect((await stack.mongo.audit.of(reset.id)).at(-1)).toMatchObject({
      type: 'reset.closed',
      data: { state: 'cancelled', reason: 'terminated' },
    });
    await expectGone(reset);
  }, 120_000);
});

describe('time', () => {
  const quick = (timing: string, expires: string): Promise<PublicMethod> =>
    stack.publish(`
id: '{id}'
title: Quick
credential: password
request: { by: [self] }
authentication: { of: [ { email-code: { ${timing} } } ] }
source: user-entry
targets: [directory]
delivery: none
expires: ${expires}
`);

  it('makes a code worthless; a new one passes', async () => {
    const method = await quick('lasts: PT4S', 'PT1H');
    const { user, device, id, token, code } = await begin(method.id);
    const late = await until('The end of the code', async () => {
      const { authentication } = await device.look(id, token);
      return Date.parse(authentication.steps[0]?.until ?? '') < Date.now();
    }).then(() => device.answer(id, 'email-code', { code }, { token }));
    expect(late).toMatchObject({ passed: false, reasons: [{ id: 'code-expired' }] });

    // On a slow machine 4 s may be too short for a mail to be read: then another is asked for, as a user would.
    await until('A code in time', async () => {
      await device.challenge(id, 'email-code', { token });
      const fresh = await stack.mailbox.code(user.address);
      return (await device.answer(id, 'email-code', { code: fresh }, { token })).passed;
    });
  });

  it('ends a reset at its deadline', async () => {
    const reset = await begin((await quick('lasts: PT3S', 'PT3S')).id);
    expect(await stack.closed(reset.id)).toMatchObject({ state: 'expired', reason: 'deadline' });
    await expectGone(reset);
  });
});

describe('wrong answers', () => {
  it('end a reset once no way to prove is left', async () => {
    const { device, id, token, code } = await begin();
    const wrong = code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    let left = Infinity;
    while (left > 0) {
      const { passed, attemptsLeft = 0 } = await device.answer(id, 'email-code', { code: wrong }, { token });
      expect(passed).toBe(false);
      left = attemptsLeft;
    }
    expect(await stack.closed(id)).toMatchObject({ state: 'refused' });
    await expect(device.answer(id, 'email-code', { code }, { token })).rejects.toMatchObject({
      problem: 'already-ended',
    });
  });
});
