// All that a stranger can see of a reset, with everything taken out that differs from one reset to the next whoever it is for.
import type { Holding, Reply } from '../../dev/client.js';
import { until } from '../../dev/until.js';
import type { OpenStack } from './e2e.js';

/** An answer as a stranger may compare it. */
interface Look {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

/** Wrong, but as an answer has to look. */
const wrongAnswers: Record<string, object> = { code: { code: '00000000' }, link: { link: 'x'.repeat(40) } };

/** Asks for a reset of this name, has its step sent again, answers it wrongly; answers with all that was seen on the way. */
export async function watchReset(stack: OpenStack, user: string, resetMethodId: string): Promise<object> {
  const device = stack.device();
  const begun = await device.send('POST', '/v1/resets', { user, resetMethodId });
  const { context, token } = begun.body as Holding;
  const [step] = context.authentication.steps;
  const at = `/v1/resets/${context.id}`;
  const opened = await until('The challenge', async () => {
    const reply = await device.send('GET', at, undefined, { token });
    return reply.status !== 200 || (reply.body as Holding['context']).state !== 'requested' ? reply : null;
  });

  const stream = await EventStream.open(`${stack.env['REKEY_PUBLIC_URL']}${at}/events`, token);
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

interface StreamEvent {
  id: string;
  event: string;
  data: unknown;
}

/** An open stream of events (the WHATWG's format, as far as it is used here). */
class EventStream {
  readonly headers: Headers;
  readonly events: StreamEvent[] = [];
  readonly #abort: AbortController;
  readonly #reading: Promise<void>;
  #taken = 0;

  static async open(url: string, token: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
    const stream = new EventStream(response, abort);
    await stream.next();
    return stream;
  }

  private constructor(response: Response, abort: AbortController) {
    this.headers = response.headers;
    this.#abort = abort;
    this.#reading = this.#read(response).catch(() => undefined);
  }

  /** The event after those that were awaited before. */
  async next(): Promise<StreamEvent> {
    const event = await until('The next event', async () => this.events[this.#taken]);
    this.#taken++;
    return event;
  }

  close(): void {
    this.#abort.abort();
    void this.#reading;
  }

  async #read({ body }: Response): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of body ?? []) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = parts.pop() ?? '';
      for (const part of parts) this.#take(part);
    }
  }

  #take(part: string): void {
    const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1] ?? '';
    if (field('event') !== '')
      this.events.push({ id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown });
  }
}
