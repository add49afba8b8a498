// What operators see in Temporal's UI: the README's filters find a reset by what it waits for and by its end, and each activity has a plain sentence.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkflowExecutionInfo } from '@temporalio/client';
import { until } from '../../dev/until.js';
import { keys } from '../../workflows/attributes.js';
import { openStack, type OpenStack } from '../support/e2e.js';
import { decoded } from '../support/history.js';

const day = 86_400_000;
const filters = /```sql\n([^`]+)\n```/.exec(readFileSync('README.md', 'utf8'))![1]!.split('\n');

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

/** This reset in the list of workflows, where the filter leaves it there. */
async function listed(id: string, filter: string): Promise<WorkflowExecutionInfo | undefined> {
  for await (const run of stack.temporal.workflow.list({ query: `WorkflowId = '${id}' AND ${filter}` })) return run;
  return undefined;
}
/** The list comes a moment after the reset. */
const soonListed = (id: string, filter: string): Promise<WorkflowExecutionInfo> =>
  until(`The reset in the list of ${filter}`, () => listed(id, filter));
const attributesOf = ({ typedSearchAttributes: found }: WorkflowExecutionInfo): object =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, found.get(key as typeof keys.state)]));
/** As filters write it. */
const at = (ms: number): string => `'${new Date(ms).toISOString()}'`;

describe('the list of workflows', () => {
  it.each(filters)('takes the README’s filter: %s', async (query) => {
    expect(await stack.temporal.workflow.count(query)).toHaveProperty('count');
  });

  it('finds a reset that waits for others by all that the filters name, then by how it ended', async () => {
    const user = await stack.user();
    const device = stack.device();
    const asked = await device.request({ user: user.userName, resetMethodId: 'manager-and-code' });
    const { id } = asked.context;
    const { deadline, requestedAt } = await stack.reaches(id, 'authenticating');

    const lasting = { method: 'manager-and-code', credential: 'password', subject: user.id };
    const waiting = await soonListed(id, `RekeyState = 'waiting' AND RekeyDeadline < ${at(deadline + 1)}`);
    expect(attributesOf(waiting)).toEqual({
      ...{ ...lasting, state: 'waiting', waitingFor: 'subject, others' },
      deadline: new Date(deadline),
    });
    for (const filter of [
      "RekeyMethod STARTS_WITH 'manager' AND RekeyState = 'waiting'",
      `RekeyWaitingFor = 'subject, others' AND StartTime < ${at(requestedAt + day)}`,
      `RekeySubject = '${user.id}' AND StartTime > ${at(requestedAt - day)}`,
    ])
      expect(await listed(id, filter)).toMatchObject({ workflowId: id });
    for (const filter of [
      "RekeyState IN ('open', 'ended-cancelled')",
      `RekeyState = 'waiting' AND RekeyDeadline < ${at(requestedAt)}`,
      "RekeyMethod STARTS_WITH 'helpdesk' AND RekeyState = 'waiting'",
      "RekeyWaitingFor = 'subject'",
    ])
      expect(await listed(id, filter)).toBeUndefined();

    await device.cancel(id, { token: asked.token });
    const ended = await soonListed(id, "RekeyMethod = 'manager-and-code' AND RekeyState = 'ended-cancelled'");
    expect(attributesOf(ended)).toEqual({ ...lasting, state: 'ended-cancelled', deadline: new Date(deadline) });
    expect(await listed(id, "RekeyState = 'waiting'")).toBeUndefined();
  });
});

describe('the timeline of a reset', () => {
  it('says in a plain sentence what each activity does', async () => {
    const user = await stack.user();
    const device = stack.device();
    const { context, token } = await device.request({ user: user.userName, resetMethodId: 'email-code' });
    const code = await stack.mailbox.code(user.address);
    await device.answer(context.id, 'email-code', { code }, { token });
    await device.cancel(context.id, { token });

    const reset = stack.temporal.workflow.getHandle(context.id);
    await reset.result();
    const { events } = await decoded(await reset.fetchHistory(), stack.keys.codec);
    const said = (events ?? []).flatMap(({ userMetadata, activityTaskScheduledEventAttributes: activity }) => {
      const { data } = userMetadata?.summary ?? {};
      return data ? [[activity?.activityType?.name ?? 'the reset', JSON.parse(Buffer.from(data).toString())]] : [];
    });
    // By name: mails may have been tried twice.
    expect(Object.fromEntries(said)).toEqual({
      'the reset': 'Reset of password by email-code',
      'reset.open': 'read the method, look the user up, send the first challenge',
      'reset.send': 'send the mails that wait',
      'authenticator.email-code.verify': 'email-code: verify',
      'reset.close': 'clean up: cancelled',
    });
  });
});
