// What a reset rests on dies, and comes back: what was accepted is finished, what was not is refused so that it can be repeated.
// These tests stop and kill, so they have a stack of their own.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api, Holding, Refused } from '../../dev/client.js';
import type { Settings } from '../../dev/settings.js';
import { startStack, type Stack } from '../../dev/stack.js';
import { until } from '../../dev/until.js';
import { anyKey, anyPassword, openStack, settingsBeside, type OpenStack, type TestUser } from '../support/e2e.js';
import { expectAlike } from '../support/look-alike.js';

const longTest = 240_000;
let settings: Settings;
let stack: Stack;
let open: OpenStack;
beforeAll(async () => {
  settings = await settingsBeside();
  stack = await startStack({ settings });
  open = await openStack(stack.env);
}, longTest);
afterAll(async () => {
  await open?.close();
  await stack?.stop();
  await rm(settings.dataDir, { recursive: true, force: true });
}, 60_000);

/** Repeats a call as its answers say: as long as the outcome is unknown, under the same key. */
const persist = <T>(what: string, call: () => Promise<T>): Promise<T> =>
  until(
    what,
    () =>
      call().catch((problem: Refused) => {
        if (problem.problem === 'outcome-unknown') return null;
        throw problem;
      }),
    120_000,
  );
const unknownOutcome = { status: 503, problem: 'outcome-unknown' };

interface Asked extends Holding {
  device: Api;
  user: TestUser;
}
const wantedBy = ({ userName }: TestUser) => ({ user: userName, resetMethodId: 'email-code' });
async function ask(): Promise<Asked> {
  const user = await open.user();
  const device = open.device();
  return { device, user, ...(await device.request(wantedBy(user))) };
}

/** From the code in the mail to a login. */
async function finish({ device, user, context: { id }, token }: Asked): Promise<void> {
  const code = await open.mailbox.code(user.address);
  await finishWith(code, { device, user, id, token });
}
async function finishWith(
  code: string,
  { device, user, id, token }: Pick<Asked, 'device' | 'user' | 'token'> & { id: string },
): Promise<void> {
  const [answerKey, executeKey] = [anyKey(), anyKey()];
  const answered = await persist('The verdict', () =>
    device.answer(id, 'email-code', { code }, { token, idempotencyKey: answerKey }),
  );
  expect(answered.passed).toBe(true);
  const value = anyPassword();
  await persist('The execution', () => device.execute(id, value, { token, idempotencyKey: executeKey }));
  expect(await open.closed(id)).toMatchObject({ state: 'completed' });
  expect(await open.signsIn(user, value)).toBe(true);
  expect(await open.signsIn(user, user.password)).toBe(false);
}

describe('while the mail server is dead', () => {
  beforeAll(() => stack.kill('mail', 'SIGKILL'));

  it.each(['email-code', 'email-link'])(
    'nobody can tell users from strangers by a reset by %s, nor who is disabled, privileged or over a limit',
    (method) => expectAlike(open, method),
    longTest,
  );

  it(
    'requests are taken, and their mails come when it is back',
    async () => {
      const asked = await ask();
      await stack.restart('mail');
      await finish(asked);
      await open.mailbox.notice(asked.user.address);
    },
    longTest,
  );
});

describe('while the database is dead', () => {
  it(
    'calls say that their outcome is unknown; repeated under their keys they find one reset and one guess',
    async () => {
      const before = await ask();
      const code = await open.mailbox.code(before.user.address);
      const user = await open.user();
      const device = open.device();
      const idempotencyKey = anyKey();
      await stack.kill('mongo', 'SIGKILL');
      await expect(device.request(wantedBy(user), { idempotencyKey })).rejects.toMatchObject(unknownOutcome);
      const { id } = before.context;
      await expect(before.device.answer(id, 'email-code', { code }, { token: before.token })).rejects.toMatchObject(
        unknownOutcome,
      );

      await stack.restart('mongo');
      await finishWith(code, { ...before, id });
      const context = await persist('The request', () => device.request(wantedBy(user), { idempotencyKey }));
      await finish({ device, user, ...context });
    },
    longTest,
  );
});

describe('while Temporal is dead', () => {
  it(
    'requests say that their outcome is unknown; repeated under their keys they begin one reset',
    async () => {
      const before = await ask();
      const user = await open.user();
      const device = open.device();
      const idempotencyKey = anyKey();
      await stack.kill('temporal', 'SIGKILL');
      await expect(device.request(wantedBy(user), { idempotencyKey })).rejects.toMatchObject(unknownOutcome);

      await stack.restart('temporal');
      const asked = await persist('The request', () => device.request(wantedBy(user), { idempotencyKey }));
      await finish({ device, user, ...asked });
      await finish(before);
    },
    longTest,
  );
});

describe('while all workers are down', () => {
  it(
    'requests are taken; answers and values are finished by the next worker',
    async () => {
      const before = await ask();
      const code = await open.mailbox.code(before.user.address);
      await stack.kill('worker', 'SIGKILL');
      const asked = await ask();
      expect(asked.context.state).toBe('requested');
      const { id } = before.context;
      const early = before.device.answer(id, 'email-code', { code }, { token: before.token, idempotencyKey: anyKey() });
      await expect(early).rejects.toMatchObject(unknownOutcome);

      await stack.restart('worker');
      // The answer that nobody was there to judge was accepted: it is judged now, and no second one is needed.
      await open.reaches(id, 'authenticated');
      const value = anyPassword();
      await persist('The execution', () => before.device.execute(id, value, { token: before.token }));
      await open.closed(id);
      expect(await open.signsIn(before.user, value)).toBe(true);
      await finish(asked);
    },
    longTest,
  );
});

describe('a stack that was stopped and started again', () => {
  it(
    'goes on with the resets that were open',
    async () => {
      const asked = await ask();
      const code = await open.mailbox.code(asked.user.address);
      await open.close();
      await stack.stop();

      stack = await startStack({ settings });
      open = await openStack(stack.env);
      await finishWith(code, { ...asked, id: asked.context.id });
    },
    longTest,
  );
});
