// A reset followed as server-sent events, as a page or a client does.
import { EventEmitter, once } from 'node:events';
import type { OpenStack } from './e2e.js';

/** In milliseconds. */
const patience = 60_000;

interface StreamEvent {
  id: string;
  event: string;
  data: unknown;
}

/** An open stream of events (the WHATWG's format, as far as it is used here). */
export class EventStream {
  readonly headers: Headers;
  readonly events: StreamEvent[] = [];
  readonly #abort: AbortController;
  readonly #arrivals = new EventEmitter();
  #taken = 0;

  /** Of a reset; its first event has come when this returns. */
  static async open({ env }: Pick<OpenStack, 'env'>, resetId: string, token: string): Promise<EventStream> {
    const abort = new AbortController();
    const response = await fetch(`${env['REKEY_PUBLIC_URL']}/v1/resets/${resetId}/events`, {
      headers: { authorization: `Bearer ${token}` },
      signal: abort.signal,
    });
    if (!response.ok) throw new Error(`The stream of events answered ${response.status}.`);
    const stream = new EventStream(response, abort);
    await stream.next();
    return stream;
  }

  private constructor(response: Response, abort: AbortController) {
    this.headers = response.headers;
    this.#abort = abort;
    void this.#read(response).catch(() => undefined);
  }

  /** The event after those that were awaited before, as soon as it comes: it may be timed. */
  async next(): Promise<StreamEvent> {
    const signal = AbortSignal.timeout(patience);
    while (this.#taken === this.events.length)
      await once(this.#arrivals, 'event', { signal }).catch(() => {
        throw new Error(`The next event did not come within ${patience / 1000} s.`);
      });
    return this.events[this.#taken++]!;
  }

  close(): void {
    this.#abort.abort();
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
    if (field('event') === '') return;
    this.events.push({ id: field('id'), event: field('event'), data: JSON.parse(field('data')) as unknown });
    this.#arrivals.emit('event');
  }
}
