// What callers are told while Temporal, MongoDB or the issuer is down, and when something breaks that nobody foresaw.
import { afterAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import { gatewayOf } from '../../api/gateway.js';
import { later, keptOnceGot } from '../../api/later.js';
import { IssuerUnreachable, type Vault } from '../../domain/ports.js';
import { memoryPorts } from '../support/memory/index.js';
import { api, bearer, key, noGateway, problem, staffOf } from './support.js';

class MongoServerSelectionError extends Error {
  override readonly name = 'MongoServerSelectionError';
}
const databaseIsDown = () => Promise.reject(new MongoServerSelectionError('mongodb://user:secret@host'));

describe('while Temporal is down', () => {
  const connections: Connection[] = [];
  afterAll(() => Promise.all(connections.map((c) => c.close())));

  it('a request is answered 503 within its deadline, and the same key may be repeated', async () => {
    const ports = memoryPorts();
    const connection = Connection.lazy({ address: `127.0.0.1:${await getPort()}` });
    connections.push(connection);
    const { keyed, resets } = ports;
    const gateway = gatewayOf({ client: new Client({ connection }), taskQueue: 'q', keyed, resets, deadline: 300 });
    const on = await api({ ports, gateway });
    const call = () => on.call.post('/v1/resets').set('Idempotency-Key', key(1)).send({ user: 'alice' });
    expect((await call()).body).toMatchObject(problem('outcome-unknown', 503));
    expect((await call()).body).toMatchObject(problem('outcome-unknown', 503));
  });
});

describe('while MongoDB is down', () => {
  it('calls are answered 503, and nothing of its error is told or logged', async () => {
    const ports = memoryPorts();
    const on = await api({ ports: { ...ports, vault: { ...ports.vault, seal: databaseIsDown } } });
    const answer = await on.call.post('/v1/resets').send({ user: 'alice' });
    expect(answer.body).toMatchObject(problem('outcome-unknown', 503));
    expect(answer.text + on.log.join('')).not.toContain('secret');
  });

  it('a port that waits for it works as soon as it answers', async () => {
    const { vault } = memoryPorts();
    let up = false;
    const waiting = later<Vault>(keptOnceGot(() => (up ? Promise.resolve(vault) : databaseIsDown())));
    const item = { ref: 'r', resetId: 'x', purpose: 'answer', value: 'v', expiresAt: Date.now() + 1000 } as const;
    await expect(waiting.seal(item)).rejects.toThrow(MongoServerSelectionError);
    up = true;
    expect(await waiting.seal(item)).toMatchObject({ repeated: false });
  });
});

describe('while the issuer is down', () => {
  it('bearer tokens are answered 503, reset tokens work', async () => {
    const on = await api({
      staff: { verify: () => Promise.reject(new IssuerUnreachable('down')) },
    });
    const answer = await on.call.get('/v1/resets').set(bearer('somebody'));
    expect(answer.body).toMatchObject(problem('outcome-unknown', 503));
  });
});

describe('health', () => {
  const probes = { mongodb: databaseIsDown, temporal: () => Promise.resolve() };

  it('says that the process lives, whatever is down', async () => {
    const on = await api({ probes });
    expect((await on.call.get('/healthz')).body).toEqual({ status: 'ok' });
  });

  it('names what is missing', async () => {
    const on = await api({ probes });
    const answer = await on.call.get('/readyz');
    expect([answer.status, answer.body]).toEqual([503, { ready: false, missing: ['mongodb'] }]);
    const whole = await api();
    expect((await whole.call.get('/readyz')).body).toEqual({ ready: true, missing: [] });
  });
});

describe('what nobody foresaw', () => {
  it('is a 500 that tells nothing; the log has where it came from and not what it said', async () => {
    const on = await api({
      gateway: { ...noGateway, start: () => Promise.reject(new RangeError('the password hunter2')) },
    });
    const answer = await on.call.post('/v1/resets').send({ user: 'alice' });
    expect(answer.body).toMatchObject(problem('internal-error', 500));
    const line = on.log.find((l) => l.includes('unforeseen'))!;
    expect(JSON.parse(line)).toMatchObject({ fault: 'RangeError', requestId: answer.headers['x-request-id'] });
    expect(answer.text + on.log.join('')).not.toContain('hunter2');
  });
});

describe('an answer that is not as its guard declares', () => {
  it('is caught where answers are checked', async () => {
    const ports = memoryPorts();
    const list = async () => [{ title: 'no id' }] as never;
    const on = await api({
      ports: { ...ports, plans: { ...ports.plans, list } },
      staff: staffOf({ a: { personId: 'a', roles: [] } }),
    });
    const answer = await on.call.get('/v1/methods').set(bearer('a'));
    expect(answer.body).toMatchObject({
      ...problem('internal-error', 500),
      detail: expect.stringContaining('not as declared'),
    });
  });
});
