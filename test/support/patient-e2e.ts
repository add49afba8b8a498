// A client as good as clients should be: what was not answered, or accepted and not judged yet, is repeated under the same key.
import { setTimeout as pause } from 'node:timers/promises';
import { Api, type Carried, type Reply } from '../../dev/client.js';
import { anyKey } from './e2e.js';

/** In milliseconds. */
const patience = 120_000;
const isRecorded = ({ body }: Reply): boolean => (body as { outcome?: string } | null)?.outcome === 'recorded';

export class PatientApi extends Api {
  override async send(method: 'GET' | 'POST', path: string, body?: object, carried: Carried = {}): Promise<Reply> {
    const idempotencyKey = carried.idempotencyKey ?? (method === 'POST' ? anyKey() : undefined);
    const named = { ...carried, ...(idempotencyKey !== undefined && { idempotencyKey }) };
    for (const end = Date.now() + patience; ; await pause(300)) {
      const reply = await super.send(method, path, body, named);
      if ((reply.status !== 503 && !isRecorded(reply)) || Date.now() > end) return reply;
    }
  }
}
