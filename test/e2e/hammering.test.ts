// A stranger who knows a name hammers it from one address while its owner resets from another. Ten seconds of it stand for longer ones:
// what the stranger may do is used up within the first. `REKEY_HAMMERING_SECONDS=60` has it last a minute.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Api, Holding } from '../../dev/client.js';
import { until } from '../../dev/until.js';
import { anyPassword, openStack, type OpenStack } from '../support/e2e.js';

const hammeringMs = Number(process.env['REKEY_HAMMERING_SECONDS'] ?? 10) * 1_000;

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

/** Everything that can be done with a name alone, as fast as it is answered; counts the answers to requests by status. */
async function hammer(device: Api, user: string, counts: Map<number, number>, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const begun = await device.send('POST', '/v1/resets', { user, resetMethodId: 'email-code' });
    counts.set(begun.status, (counts.get(begun.status) ?? 0) + 1);
    if (begun.status !== 201) continue;
    const { context, token } = begun.body as Holding;
    const step = `/v1/resets/${context.id}/steps/email-code`;
    await device.send('POST', `${step}/answer`, { answer: { code: '00000000' } }, { token });
    await device.send('POST', `${step}/challenge`, {}, { token });
  }
}

/** A number once it has not changed for 3 s. */
function settled(count: () => Promise<number>): Promise<number> {
  let last = { number: -1, since: 0 };
  return until('The end of the change', async () => {
    const number = await count();
    if (number !== last.number) last = { number, since: performance.now() };
    return performance.now() - last.since > 3_000 && number;
  });
}

describe('a stranger who hammers a name from one address', () => {
  it('keeps its owner neither out nor busy: they get through with their first code', async () => {
    const owner = await stack.user();
    const codes = async (): Promise<number> =>
      (await stack.mailbox.to(owner.address)).filter(({ subject }) => subject.startsWith('Your code')).length;
    const end = performance.now() + hammeringMs;
    let isThrough = false;
    const strangers = stack.device();
    const counts = new Map<number, number>();
    const hands = Array.from({ length: 4 }, () =>
      hammer(strangers, owner.userName, counts, () => isThrough && performance.now() > end),
    );

    // The owner comes when the stranger's mails are there; none more come after them.
    await until('The limit of the stranger’s address', async () => counts.has(429));
    const before = await settled(codes);
    for (let i = 0; i < before; i++) await stack.mailbox.code(owner.address);
    const device = stack.device();
    const { context, token } = await device.request({ user: owner.userName, resetMethodId: 'email-code' });
    const code = await stack.mailbox.code(owner.address);
    expect(await device.answer(context.id, 'email-code', { code }, { token })).toMatchObject({ passed: true });
    const value = anyPassword();
    await device.execute(context.id, value, { token });
    await stack.closed(context.id);
    expect(await stack.signsIn(owner, value)).toBe(true);

    isThrough = true;
    await Promise.all(hands);
    expect(counts.get(201)).toBeGreaterThan(before);
    expect(await codes()).toBe(before + 1);
  }, 180_000);
});
