// Things that happen at once, or twice: one value is written for each reset at most, and every reset tells the truth of its own.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api } from '../../dev/client.js';
import { anyKey, anyPassword, openStack, type OpenStack, type TestUser } from '../support/e2e.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

interface Proved {
  device: Api;
  id: string;
  token: string;
}
/** A reset by mailed code that waits for the new password. */
async function prove(user: TestUser): Promise<Proved> {
  const device = stack.device();
  const { context, token } = await device.request({ user: user.userName, resetMethodId: 'email-code' });
  const code = await stack.mailbox.code(user.address);
  const { passed } = await device.answer(context.id, 'email-code', { code }, { token });
  expect(passed).toBe(true);
  return { device, id: context.id, token };
}

describe('two resets of one subject that both execute', () => {
  it('write one after the other: only the value of the last that completed signs in', async () => {
    const user = await stack.user();
    const resets = [await prove(user), await prove(user)];
    const values = resets.map(anyPassword);
    await Promise.all(resets.map(({ device, id, token }, i) => device.execute(id, values[i], { token })));
    const rows = await Promise.all(resets.map(({ id }) => stack.closed(id)));

    const signIn = await Promise.all(values.map((value) => stack.signsIn(user, value)));
    expect(signIn.filter(Boolean)).toHaveLength(1);
    expect(await stack.signsIn(user, user.password)).toBe(false);
    const winner = rows[signIn.indexOf(true)]!;
    const other = rows[signIn.indexOf(false)]!;
    expect(winner).toMatchObject({ state: 'completed', steps: { directory: { state: 'set' } } });
    expect(['completed', 'superseded']).toContain(other.state);
    if (other.state === 'completed') expect(other.closedAt).toBeLessThanOrEqual(winner.closedAt!);
    else expect(other.steps['directory']?.state).not.toBe('set');
  });
});

describe('two executes of one reset at once', () => {
  it('are one: the other is refused, and its value is never written', async () => {
    const user = await stack.user();
    const { device, id, token } = await prove(user);
    const values = [anyPassword(), anyPassword()];
    const outcomes = await Promise.allSettled(values.map((value) => device.execute(id, value, { token })));
    await stack.closed(id);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const taken = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes[1 - taken]).toMatchObject({ reason: { status: 409 } });
    expect(await stack.signsIn(user, values[taken]!)).toBe(true);
    expect(await stack.signsIn(user, values[1 - taken]!)).toBe(false);
  });
});

describe('a call repeated under its Idempotency-Key', () => {
  it('finds the reset that the first one began, and sends no second mail', async () => {
    const user = await stack.user();
    const device = stack.device();
    const wanted = { user: user.userName, resetMethodId: 'email-code' };
    const idempotencyKey = anyKey();
    const [first, second] = await Promise.all([
      device.request(wanted, { idempotencyKey }),
      device.request(wanted, { idempotencyKey }),
    ]);
    expect(second.context.id).toBe(first.context.id);

    const code = await stack.mailbox.code(user.address);
    const answered = await device.answer(first.context.id, 'email-code', { code }, { token: second.token });
    expect(answered.passed).toBe(true);
    await device.cancel(first.context.id, { token: first.token });
    await stack.closed(first.context.id);
    expect((await stack.mailbox.to(user.address)).filter(({ text }) => text.includes(code))).toHaveLength(1);
  });

  it('is refused with another body', async () => {
    const [user, another] = [await stack.user(), await stack.user()];
    const idempotencyKey = anyKey();
    const ask = ({ userName }: TestUser) =>
      stack.device().request({ user: userName, resetMethodId: 'email-code' }, { idempotencyKey });
    await ask(user);
    await expect(ask(another)).rejects.toMatchObject({ status: 422, problem: 'idempotency-key-reused' });
  });

  it('is one guess, however often it is sent', async () => {
    const user = await stack.user();
    const device = stack.device();
    const { context, token } = await device.request({ user: user.userName, resetMethodId: 'email-code' });
    const right = await stack.mailbox.code(user.address);
    const wrong = right.replace(/.$/, (digit) => String((Number(digit) + 1) % 10));
    const guess = (idempotencyKey: string) =>
      device.answer(context.id, 'email-code', { code: wrong }, { token, idempotencyKey });
    const key = anyKey();

    const first = await guess(key);
    expect(first).toMatchObject({ passed: false });
    expect((await guess(key)).attemptsLeft).toBe(first.attemptsLeft);
    expect((await guess(anyKey())).attemptsLeft).toBe(first.attemptsLeft! - 1);
  });

  it('of execute gets the same answer, and writes once', async () => {
    const user = await stack.user();
    const { device, id, token } = await prove(user);
    const value = anyPassword();
    const carried = { token, idempotencyKey: anyKey() };
    const first = await device.execute(id, value, carried);
    const second = await device.execute(id, value, carried);
    expect([first.context.state, second.context.state]).toEqual(['completed', 'completed']);
    await stack.closed(id);
    expect((await stack.mongo.audit.of(id)).filter(({ type }) => type === 'target.apply')).toHaveLength(1);
    expect(await stack.signsIn(user, value)).toBe(true);
  });
});
