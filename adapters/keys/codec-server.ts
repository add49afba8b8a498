/**
 * The codec server: makes payloads readable in Temporal's UI, in the browser of whoever may. It decodes only: what the UI sends to a workflow can't be
 * encrypted here, and workers refuse the rest, so that cancelling and signals without arguments are all that the UI can do.
 */
import type { Payload, PayloadCodec } from '@temporalio/common';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { z } from 'zod';
import { BadPayload, isEncrypted } from './codec.js';
import { RingError } from './rings.js';

/** As protobuf's JSON writes payloads: bytes in base64. Fields that we don't know go back as they came. */
const payloadSchema = z.looseObject({
  metadata: z.record(z.string(), z.base64()).nullish(),
  data: z.base64().nullish(),
});
const bodySchema = z.object({ payloads: z.array(payloadSchema).max(10_000) });
type JsonPayload = z.output<typeof payloadSchema>;

/** Temporal's own limit for what one answer of its API may hold is 4 MB; base64 adds a third. */
const bodyLimit = '6mb';

/**
 * `POST /decode`, `GET /healthz`. `origins`: the pages that may ask, written exactly as browsers do (`http://127.0.0.1:8233`); who comes from elsewhere,
 * or doesn't say from where, gets 403.
 */
export function codecServer(codec: PayloadCodec, { origins }: { origins: readonly string[] }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
  app.use(onlyFrom(new Set(origins)));
  app.post('/decode', express.json({ limit: bodyLimit }), decode(codec));
  app.use((_req, res) => void res.status(404).json({ error: 'POST /decode is all there is' }));
  app.use(asJson);
  return app;
}

function onlyFrom(origins: ReadonlySet<string>): RequestHandler {
  return (req, res, next) => {
    const origin = req.get('Origin');
    res.set({ Vary: 'Origin', 'Cache-Control': 'no-store' });
    if (origin === undefined || !origins.has(origin)) {
      res.status(403).json({ error: 'this origin may not read payloads' });
      return;
    }
    res.set({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'Content-Type, X-Namespace, Authorization',
      'Access-Control-Max-Age': '600',
    });
    if (req.method === 'OPTIONS') res.status(204).end();
    else next();
  };
}

/** What is not encrypted (search attributes, the SDK's own markers) goes back as it came: the UI sends all it finds. */
const decode =
  (codec: PayloadCodec): RequestHandler =>
  async (req, res) => {
    const body = bodySchema.safeParse(req.body);
    if (!body.success) {
      res.status(400).json({ error: 'send {"payloads": […]} with metadata and data in base64' });
      return;
    }
    const payloads = await Promise.all(body.data.payloads.map((json) => decodeOne(codec, json)));
    res.json({ payloads });
  };

async function decodeOne(codec: PayloadCodec, json: JsonPayload): Promise<JsonPayload> {
  const payload = fromJson(json);
  if (!isEncrypted(payload)) return json;
  const [decoded = {}] = await codec.decode([payload]);
  return toJson(decoded);
}

const fromJson = ({ metadata, data }: JsonPayload): Payload => ({
  metadata: mapped(metadata ?? {}, (text) => Buffer.from(text, 'base64')),
  data: Buffer.from(data ?? '', 'base64'),
});
const toJson = ({ metadata, data }: Payload): JsonPayload => ({
  metadata: mapped(metadata ?? {}, base64),
  data: base64(data ?? Buffer.alloc(0)),
});
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const mapped = <A, B>(record: Record<string, A>, f: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));

/** Errors in words of ours: those of libraries may quote what was sent. */
const asJson: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
  const [status, text] = statusOf(error);
  res.status(status).json({ error: text });
};
function statusOf(error: unknown): [number, string] {
  if (error instanceof BadPayload) return [400, error.message];
  if (error instanceof RingError) return [503, error.message];
  const status = (error as { status?: unknown }).status;
  if (status === 413) return [413, `a body may have ${bodyLimit}`];
  if (status === 400) return [400, 'the body is not JSON'];
  if (status === 415) return [415, 'the character set or encoding is not supported'];
  return [500, 'the payloads could not be decoded'];
}
