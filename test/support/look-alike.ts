// All that a stranger can see of a reset, with everything taken out that differs from one reset to the next whoever it is for.
import { randomBytes } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Holding, Reply } from '../../dev/client.js';
import { until } from '../../dev/until.js';
import type { OpenStack } from './e2e.js';
import { EventStream } from './event-stream.js';

/** An answer as a stranger may compare it. */
interface Look {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Wrong, but as an answer has to look. */
const wrongAnswers: Record<string, object> = { code: { code: '00000000' }, link: { link: 'x'.repeat(40) } };

/** How names come about that must not be told apart. */
const names: Record<string, (stack: OpenStack) => Promise<string>> = {
  known: async (stack) => (await stack.user()).userName,
  'known, by address': async (stack) => (await stack.user()).address,
  unknown: async () => `nobody-${randomBytes(6).toString('hex')}`,
  'unknown, and long': async () => `nobody-${randomBytes(120).toString('hex')}`.slice(0, 256),
  disabled: async (stack) => (await stack.user({ state: 'disabled' })).userName,
  privileged: async (stack) => (await stack.user({ groups: ['privileged'] })).userName,
  'over the limit of its lane': async (stack) => {
    const { userName } = await stack.user();
    // More addresses than a lane has places, and as many mails as a name gets.
    for (let i = 0; i < 8; i++) {
      const device = stack.device();
      for (let j = 0; j < 3; j++) await device.request({ user: userName, resetMethodId: 'email-code' });
    }
    return userName;
  },
};

/** Whoever is asked for, a stranger sees the same of a reset by this method. */
export async function expectAlike(stack: OpenStack, resetMethodId: string): Promise<void> {
  const seen = new Map<string, unknown>();
  for (const [kind, name] of Object.entries(names))
    seen.set(kind, await watchReset(stack, await name(stack), resetMethodId));
  const expected = seen.get('known');
  for (const [kind, looks] of seen) expect({ kind, looks }).toEqual({ kind, looks: expected });
}

/** Asks for a reset of this name, has its step sent again, answers it wrongly; answers with all that was seen on the way. */
async function watchReset(stack: OpenStack, user: string, resetMethodId: string): Promise<object> {
  const device = stack.device();
  const begun = await device.send('POST', '/v1/resets', { user, resetMethodId });
  const { context, token } = begun.body as Holding;
  const [step] = context.authentication.steps;
  const at = `/v1/resets/${context.id}`;
  const opened = await until('The challenge', async () => {
    const reply = await device.send('GET', at, undefined, { token });
    return reply.status !== 200 || (reply.body as Holding['context']).state !== 'requested' ? reply : null;
  });

  const stream = await EventStream.open(stack, context.id, token);
  const answer = wrongAnswers[step?.prompt?.inputs[0]?.input ?? ''];
  const calls: [path: string, body: object][] = [
    [`${at}/steps/${step?.id}/challenge`, {}],
    [`${at}/steps/${step?.id}/answer`, { answer }],
    [`${at}/steps/${step?.id}/answer`, { answer }],
    [`${at}/execute`, {}],
    [`${at}/collect`, {}],
    [`${at}/cancel`, {}],
  ];
  const replies: Reply[] = [];
  try {
    for (const [path, body] of calls) {
      replies.push(await device.send('POST', path, body, { token }));
      // What changed is seen before the next call: how many events there are does not depend on how fast this is.
      if (replies.at(-1)?.status === 200) await stream.next();
    }
    return {
      begun: lookOf(begun, context.id),
      opened: lookOf(opened, context.id),
      calls: replies.map((reply) => lookOf(reply, context.id)),
      stream: { headers: headersOf(stream.headers), events: alike(stream.events, context.id) },
    };
  } finally {
    stream.close();
  }
}

const lookOf = ({ status, headers, body }: Reply, id: string): Look => ({
  status,
  headers: headersOf(headers),
  body: alike(body, id),
});

/** Header → what takes the place of a value that is new each time. Lengths stay: they are what a stranger sees, too. */
const volatile = new Set(['date', 'x-request-id', 'location', 'ratelimit', 'connection', 'keep-alive']);
const headersOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => [name, volatile.has(name) ? value.replace(/[\w-]/g, '*') : value]),
  );

/** JSON with this reset's id, tokens and moments made alike, their lengths kept. */
function alike(value: unknown, id: string): unknown {
  if (typeof value === 'string') return value.replaceAll(id, '*'.repeat(id.length));
  if (Array.isArray(value)) return value.map((inner) => alike(inner, id));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      volatileFields.has(key) && typeof inner === 'string' ? inner.replace(/[\w-]/g, '*') : alike(inner, id),
    ]),
  );
}
const volatileFields = new Set(['token', 'until', 'expiresAt', 'instance']);
