import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import request from 'supertest';
import { describe, expect, it } from '@jest/globals';
import { codecServer } from '../../../adapters/keys/codec-server.js';
import { freshKeys, type Bench } from './support.js';

const ui = 'http://127.0.0.1:8233';
const origins = [ui, 'http://localhost:8233'];
const appOf = ({ codec }: Bench) => codecServer(codec, { origins });

const base64 = (bytes: Uint8Array | null | undefined) => Buffer.from(bytes ?? []).toString('base64');
const toJson = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, base64(value)])),
  data: base64(data),
});
const plain = defaultPayloadConverter.toPayload({ step: 'email-code' });

describe('the codec server', () => {
  it.each(origins)('makes payloads readable for %s', async (origin) => {
    const bench = freshKeys();
    const payloads = (await bench.codec.encode([plain, plain])).map(toJson);
    const response = await request(appOf(bench))
      .post('/decode')
      .set({ Origin: origin, 'X-Namespace': 'default' })
      .send({ payloads });
    expect(response.status).toBe(200);
    expect(response.body).toEqual({ payloads: [toJson(plain), toJson(plain)] });
    expect(response.headers).toMatchObject({
      'access-control-allow-origin': origin,
      vary: 'Origin',
      'cache-control': 'no-store',
    });
  });

  it('gives back as they came payloads that were never encrypted', async () => {
    const bench = freshKeys();
    const [encrypted = {}] = await bench.codec.encode([plain]);
    const odd = { ...toJson(plain), externalPayloads: [] };
    const payloads = [odd, toJson(encrypted), { data: null, metadata: null }];
    const response = await request(appOf(bench)).post('/decode').set('Origin', ui).send({ payloads });
    expect(response.body).toEqual({ payloads: [odd, toJson(plain), { data: null, metadata: null }] });
  });

  it('tells browsers that the UI may ask, with its headers', async () => {
    const response = await request(appOf(freshKeys()))
      .options('/decode')
      .set({ Origin: ui, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'x-namespace' });
    expect(response.status).toBe(204);
    expect(response.headers['access-control-allow-origin']).toBe(ui);
    expect(response.headers['access-control-allow-headers']).toBe('Content-Type, X-Namespace, Authorization');
  });

  it.each([
    'http://127.0.0.1:8234',
    'https://127.0.0.1:8233',
    'http://127.0.0.1:82330',
    'http://evil.example',
    'http://127.0.0.1:8233.evil.example',
    'null',
    '*',
    undefined,
  ])('refuses the origin %s', async (origin) => {
    const bench = freshKeys();
    const payloads = (await bench.codec.encode([plain])).map(toJson);
    const from = origin === undefined ? {} : { Origin: origin };
    for (const answer of [
      await request(appOf(bench)).post('/decode').set(from).send({ payloads }),
      await request(appOf(bench)).options('/decode').set(from),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.text).not.toContain(toJson(plain).data);
    }
  });

  it('answers a changed payload with 400, in words', async () => {
    const bench = freshKeys();
    const [encrypted = {}] = await bench.codec.encode([plain]);
    const changed = toJson({
      ...encrypted,
      data: Buffer.concat([Buffer.from(encrypted.data ?? []), Buffer.from('x')]),
    });
    const response = await request(appOf(bench))
      .post('/decode')
      .set('Origin', ui)
      .send({ payloads: [changed] });
    expect(response.status).toBe(400);
    expect(response.body).toEqual({ error: 'a payload was changed after it was encrypted' });
  });

  it.each([
    ['no object', '"secret"', 400],
    ['no payloads', '{}', 400],
    ['data that is not base64', '{"payloads":[{"data":"se cret"}]}', 400],
    ['a body that is not JSON', '{secret', 400],
    ['a body that is too large', JSON.stringify({ secret: 'x'.repeat(7_000_000) }), 413],
  ])('answers %s clearly and without quoting it', async (_, body, status) => {
    const response = await request(appOf(freshKeys()))
      .post('/decode')
      .set({ Origin: ui, 'Content-Type': 'application/json' })
      .send(body);
    expect(response.status).toBe(status);
    expect(response.headers['access-control-allow-origin']).toBe(ui);
    expect(response.text).not.toContain('cret');
  });

  it('says so while the key ring is refused', async () => {
    const bench = freshKeys();
    const payloads = (await bench.codec.encode([plain])).map(toJson);
    chmodSync(join(bench.dir, 'codec.json'), 0o644);
    bench.clock.pass(1000);
    const response = await request(appOf(bench)).post('/decode').set('Origin', ui).send({ payloads });
    expect(response.status).toBe(503);
    expect(response.body).toEqual({ error: expect.stringContaining('chmod 600') as unknown });
  });

  it('encrypts for nobody, and is well', async () => {
    const app = appOf(freshKeys());
    expect((await request(app).post('/encode').set('Origin', ui).send({ payloads: [] })).status).toBe(404);
    expect((await request(app).get('/healthz')).status).toBe(200);
  });
});
