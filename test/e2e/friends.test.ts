// Two colleagues who need each other: whoever is just being reset approves for nobody else.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '../../dev/until.js';
import { openStack, type OpenStack } from '../support/e2e.js';
import { approvalBy, approvers, colleaguesOf, patientDevice, proved, proveMailbox } from '../support/helped-e2e.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

it('a friend who has approved for somebody is not approved for by them while their own reset runs, nor just after it; both times it is on record', async () => {
  const alices = { ...(await proved(stack, 'colleague-approval')), device: patientDevice(stack) };
  const { helper: bob, approve } = (await approvers(stack, alices))[0]!;
  expect(await approve()).toEqual({ outcome: 'counted', done: false, passed: false });

  const device = patientDevice(stack);
  const { context, token } = await device.request({ user: bob.userName, resetMethodId: 'colleague-approval' });
  const bobs = { device, id: context.id, token };
  await stack.reaches(bobs.id, 'authenticating');
  await proveMailbox(stack, { ...bobs, user: bob });
  const carol = colleaguesOf(alices.helpers)[2]!;
  for (const { address } of [alices.user, carol]) await stack.mailbox.link(address);
  // By a key of its own each time: another decision, not the same one said again.
  const alice = await approvalBy(bobs, await stack.accessToken(alices.user));
  await expect(alice()).rejects.toMatchObject({ problem: 'may-not-decide' });
  await alices.device.cancel(alices.id, { token: alices.token });
  await stack.closed(alices.id);
  await expect(alice()).rejects.toMatchObject({ problem: 'may-not-decide' });
  // Who is not being reset may.
  expect(await (await approvalBy(bobs, await carol.token()))()).toMatchObject({ outcome: 'counted' });

  const records = await until('All three on record', async () => {
    const found = (await stack.mongo.audit.of(bobs.id)).filter(({ type }) => type === 'authenticator.decide');
    return found.length === 3 && found;
  });
  const refused = { refused: 'may-not-decide', by: alices.user.described.personId };
  expect(records.map(({ data }) => data)).toMatchObject([refused, refused, { by: carol.userName }]);
});
