// Who may ask for whom over HTTP: the helpdesk with a ticket, colleagues within their cap, and from where.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Gateway } from '../../api/gateway.js';
import type { RequestFacts } from '../../domain/ports.js';
import type { SealedRequest } from '../../domain/request.js';
import { initial, type Reset, type StepState } from '../../domain/reset.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { api, bearer, noGateway, problem, staffOf, type Api } from './support.js';

const hour = 3_600_000;
const started: Gateway = { ...noGateway, start: () => Promise.resolve() };
const people = {
  admin: { personId: 'person-admin', roles: ['rekey-admin'] },
  service: { personId: 'person-service', roles: ['rekey-service'] },
  agent: { personId: 'person-agent', roles: ['rekey-helpdesk'] },
  bob: { personId: 'person-bob', roles: [] },
  carol: { personId: 'person-carol', roles: [] },
} as const;
const proved = `
id: proved
title: Asked for by anybody
request: { by: [admin, service, helpdesk, colleague, self] }
authentication: { of: [email-code] }
source: user-entry
targets: [directory]
`;

const vouched = proved.replace('id: proved', 'id: vouched').replace('[email-code]', '[email-code, approval]');

let now: number;
let ports: MemoryPorts;
let on: Api;
beforeEach(async () => {
  now = Date.UTC(2026, 0, 1, 9);
  ports = memoryPorts({ clock: { now: () => now } });
  on = await api({ ports, gateway: started, staff: staffOf(people), methods: [proved, vouched] });
  for (const name of ['alice', 'agent', 'bob'])
    await ports.userAdmin.upsertUser({
      ...{ personId: `person-${name}`, userName: name, displayName: name, groups: [] },
      addresses: [{ kind: 'email', value: `${name}@example.org`, verified: true }],
    });
});

type Body = { user?: string; ticket?: unknown; resetMethodId?: string };
interface From {
  key?: string;
  address?: string;
}
const ask = (token: string | null, body: Body = {}, { key, address }: From = {}) => {
  const call = on.call.post('/v1/resets').send({ user: 'alice', resetMethodId: 'proved', ...body });
  if (token !== null) void call.set(bearer(token));
  if (key !== undefined) void call.set('Idempotency-Key', key);
  if (address !== undefined) void call.set('X-Forwarded-For', address);
  return call;
};
const idOf = ({ body }: { body: unknown }): string => (body as { context: { id: string } }).context.id;
/** What was sealed of the request that began this reset. */
async function sealedOf(answer: { body: unknown }): Promise<SealedRequest> {
  const id = idOf(answer);
  const { value } = await ports.vault.open(`${id}/request`, { resetId: id, purpose: 'request' });
  return JSON.parse(value) as SealedRequest;
}
/** A reset of this method as the read model has it. */
async function keep(methodId: string, change: Partial<Reset>, facts: Partial<RequestFacts>): Promise<string> {
  const { hash: planHash } = (await ports.plans.current(methodId))!;
  const times = { requestedAt: now, expiresAt: now + 24 * hour, proveBy: now + hour };
  const begun = initial({ id: `of-${methodId}`, methodId, planHash, credentialId: 'password', ...times });
  await ports.resets.insert(
    { ...begun, needed: 2, state: 'authenticating', ...change },
    { requesterKind: 'self', ...facts },
  );
  return begun.id;
}
const misfit = (message: string): object => ({
  ...problem('invalid-input', 400),
  errors: [{ path: 'body.ticket', message: expect.stringContaining(message) }],
});

describe('a ticket', () => {
  it('is no way for an agent to their own account: for themselves they are no agent', async () => {
    const only = proved
      .replace('id: proved', 'id: by-agents')
      .replace('admin, service, helpdesk, colleague, self', 'helpdesk');
    on = await api({ ports, gateway: started, staff: staffOf(people), methods: [only] });
    const body = { user: 'agent', ticket: 'INC-1', resetMethodId: 'by-agents' };
    expect((await ask('agent', body)).status).toBe(403);
    expect((await ask('agent', { ...body, user: 'alice' })).status).toBe(201);
  });

  it('is named by the helpdesk: without one it is told what to send', async () => {
    expect((await ask('agent')).body).toMatchObject(misfit('is missing: send the number of the ticket'));
    const answer = await ask('agent', { ticket: ' INC-2026/0042#7 ' });
    expect(answer.status).toBe(201);
    expect(await sealedOf(answer)).toMatchObject({ requester: { kind: 'helpdesk' }, ticket: 'INC-2026/0042#7' });
  });

  it.each(['', '   ', 'two words', 'a'.repeat(41), 'INC–1', '<b>', 'a\nb', 7])('is not %j', async (ticket) => {
    const answer = await ask('agent', { ticket });
    expect(answer.body).toMatchObject({ ...problem('invalid-input', 400), errors: [{ path: 'body.ticket' }] });
  });

  it.each(['admin', 'service'])('may be named by others who act by their office: %s', async (token) => {
    expect((await ask(token)).status).toBe(201);
    expect(await sealedOf(await ask(token, { ticket: 'INC-1' }))).toMatchObject({ ticket: 'INC-1' });
  });

  it.each([null, 'bob'])('has no meaning from others: %s', async (token) => {
    expect((await ask(token, { ticket: 'INC-1' })).body).toMatchObject(misfit('has no meaning here'));
    const answer = await ask(token);
    expect(answer.status).toBe(201);
    expect(await sealedOf(answer)).not.toHaveProperty('ticket');
  });

  it('has no meaning from an agent whom the method takes as a colleague only', async () => {
    const only = proved.replace('id: proved', 'id: by-colleagues').replace('helpdesk, ', '');
    on = await api({ ports, gateway: started, staff: staffOf(people), methods: [only] });
    const answer = await ask('agent', { ticket: 'INC-1', resetMethodId: 'by-colleagues' });
    expect(answer.body).toMatchObject(misfit('has no meaning here'));
  });

  it('belongs to the request that an Idempotency-Key names', async () => {
    const first = await ask('agent', { ticket: 'INC-1' }, { key: 'k1' });
    const again = await ask('agent', { ticket: 'INC-1' }, { key: 'k1' });
    expect([again.status, idOf(again)]).toEqual([201, idOf(first)]);
    const other = await ask('agent', { ticket: 'INC-2' }, { key: 'k1' });
    expect(other.body).toMatchObject(problem('idempotency-key-reused', 422));
  });

  it('stands in the list of staff', async () => {
    await keep('proved', {}, { requesterKind: 'helpdesk', ticket: 'INC-1' });
    const list = await on.call.get('/v1/resets').set(bearer('agent'));
    expect(list.body).toMatchObject({ resets: [{ requestedBy: 'helpdesk', ticket: 'INC-1', joined: false }] });
  });
});

describe('colleagues', () => {
  const names = ['alice', 'nobody', 'somebody', 'agent', 'nobody-else'];
  const askForAll = async (token: string): Promise<void> => {
    for (const user of names) expect((await ask(token, { user })).status).toBe(201);
  };

  it('ask for five people a day; then they are told what to do and when to come again', async () => {
    await askForAll('bob');
    now += hour;
    const answer = await ask('bob', { user: 'one-more' });
    expect(answer.body).toMatchObject({
      ...problem('too-many-requests', 429),
      detail: expect.stringContaining('Let the helpdesk ask'),
    });
    expect(answer.headers['retry-after']).toBe(String((23 * hour) / 1_000));
    expect((await ask('bob', { user: ' ALICE ' })).status).toBe(201);
    now += 23 * hour;
    expect((await ask('bob', { user: 'one-more' })).status).toBe(201);
  });

  it('ask for ten resets a day', async () => {
    for (let i = 0; i < 10; i++) expect((await ask('bob')).status).toBe(201);
    expect((await ask('bob')).body).toMatchObject(problem('too-many-requests', 429));
  });

  it('are told the same whether or not there is such a user', async () => {
    const answers = async (token: string, one: string, another: string): Promise<object[]> => {
      const all = [];
      for (const user of [...names.slice(1), one, another]) {
        const answer = await ask(token, { user });
        const { context, detail } = answer.body as { context?: { id: string }; detail?: string };
        const { status, headers } = answer;
        all.push({ status, detail, retryAfter: headers['retry-after'], context: context && { ...context, id: '' } });
      }
      return all;
    };
    expect(await answers('bob', 'nobody-at-all', 'alice')).toEqual(await answers('carol', 'alice', 'nobody-at-all'));
  });

  it('are counted once for a request that is repeated under its key, and each for themselves', async () => {
    for (let i = 0; i < 12; i++) expect((await ask('bob', {}, { key: 'k1' })).status).toBe(201);
    for (const user of names.slice(1)) expect((await ask('bob', { user })).status).toBe(201);
    expect((await ask('bob', { user: 'one-more' })).status).toBe(429);
    expect((await ask('bob', {}, { key: 'k1' })).status).toBe(201);
    expect((await ask('carol', { user: 'one-more' })).status).toBe(201);
  });

  it('who go beyond it leave one record an hour, without a name', async () => {
    await askForAll('bob');
    for (let i = 0; i < 50; i++) await ask('bob', { user: `person-${i}` });
    now += hour;
    await ask('bob', { user: 'one-more' });
    const chain = `requester-${ports.keyed.mac('colleague', 'person-bob')}`;
    const records = await ports.audit.of(chain);
    expect(records).toMatchObject([
      { type: 'incident', data: { flag: 'colleague-cap' } },
      { type: 'incident', data: { flag: 'colleague-cap' } },
    ]);
    expect(JSON.stringify(records)).not.toMatch(/person-|one-more/);
    expect((await ports.audit.verify()).faults).toEqual([]);
    const read = await on.call.get(`/v1/resets/${chain}/audit`).set(bearer('admin'));
    expect(read.body).toMatchObject({ records: [{ type: 'incident' }, { type: 'incident' }] });
  });

  it('are the only ones who are counted', async () => {
    for (const token of ['agent', 'admin', 'service', null])
      for (let i = 0; i < 12; i++) {
        const body =
          token === 'agent' ? { user: `u${i}`, ticket: 'INC-1' } : { user: token === null ? `u${i}` : 'alice' };
        expect((await ask(token, body)).status).toBe(201);
      }
  });
});

describe('privileged users', () => {
  it('are not reset at an administrator’s word alone, and that is told', async () => {
    const root = { personId: 'person-root', userName: 'root', displayName: 'Root', groups: ['privileged'] };
    await ports.userAdmin.upsertUser({ ...root, addresses: [] });
    for (const call of ['/v1/resets', '/v1/resets/execute']) {
      const resetMethodId = call === '/v1/resets' ? 'proved' : 'admin-execute';
      const answer = await on.call.post(call).set(bearer('admin')).send({ user: 'root', resetMethodId });
      expect(answer.body).toMatchObject(problem('not-eligible', 403));
    }
  });
});

describe('where it was asked from', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:DB8:0:0:0:0:0:7', '2001:db8::7'],
  ])('is sealed with the request: %s', async (address, from) => {
    expect(await sealedOf(await ask(null, {}, { address }))).toMatchObject({ from });
  });

  it('is in no line of the log', async () => {
    await ask(null, {}, { address: '203.0.113.7' });
    expect(on.log.length).toBeGreaterThan(0);
    expect(on.log.join('')).not.toContain('203.0.113.7');
  });

  it.each([
    ['203.0.113.7', '203.0.113.200', true],
    ['203.0.113.7', '203.0.112.7', false],
    ['2001:db8:1::7', '2001:db8:1:ff::9', true],
    ['2001:db8:1::7', '2001:db8:2::7', false],
  ])('%s is told to whoever decides from %s, with whether it is their network: %s', async (from, address, same) => {
    const answer = await lookFrom(await waiting({ from }), address);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ from: { address: from, sameNetwork: same } });
  });

  it.each([{}, { from: 'unknown' }])('is left out where it is not known: %j', async (facts) => {
    expect((await lookFrom(await waiting(facts), '203.0.113.7')).body).not.toHaveProperty('from');
  });

  /** A reset that waits for bob's decision. */
  async function waiting(facts: Partial<RequestFacts>): Promise<string> {
    const step: StepState = { role: 'authenticator', shape: 'await', factor: 'people', state: 'challenged', round: 1 };
    const id = await keep('vouched', { steps: { approval: step } }, facts);
    await ports.decisions.ask(id, 'approval', [{ personId: 'person-bob', label: 'A' }]);
    return id;
  }
  const lookFrom = (id: string, address: string) =>
    on.call.get(`/v1/resets/${id}/steps/approval/decision`).set(bearer('bob')).set('X-Forwarded-For', address);
});
