// Two colleagues who need each other: whoever is just being reset approves for nobody else.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openStack, type OpenStack } from '../support/e2e.js';
import { approvalBy, approvers, proved, proveMailbox } from '../support/helped-e2e.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

it('a friend who has approved for somebody is not approved for by them while their own reset runs, nor just after it; both times it is on record', async () => {
  const alices = await proved(stack, 'colleague-approval');
  const { helper: bob, approve } = (await approvers(stack, alices))[0]!;
  expect(await approve()).toEqual({ outcome: 'counted', done: false, passed: false });

  const device = stack.device();
  const { context, token } = await device.request({ user: bob.userName, resetMethodId: 'colleague-approval' });
  const bobs = { device, id: context.id, token };
  await stack.reaches(bobs.id, 'authenticating');
  await proveMailbox(stack, { ...bobs, user: bob });
  await stack.mailbox.link(alices.user.address);
  const alice = await approvalBy(bobs, await stack.accessToken(alices.user));
  await expect(alice()).rejects.toMatchObject({ problem: 'may-not-decide' });
  await alices.device.cancel(alices.id, { token: alices.token });
  await stack.closed(alices.id);
  await expect(alice()).rejects.toMatchObject({ problem: 'may-not-decide' });

  const records = (await stack.mongo.audit.of(bobs.id)).filter(({ type }) => type === 'authenticator.decide');
  const refused = { refused: 'may-not-decide', by: alices.user.described.personId };
  expect(records.map(({ data }) => data)).toMatchObject([refused, refused]);
});
