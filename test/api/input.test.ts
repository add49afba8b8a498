// What the façade refuses before anything is said to Temporal, and how it says so.
import { beforeAll, describe, expect, it } from '@jest/globals';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { api, bearer, key, problem, staffOf, type Api } from './support.js';

const id = 'a-reset-of-somebody';
const year = 365 * 86_400_000;
const pathErrors = (body: unknown): string[] => (body as { errors: { path: string }[] }).errors.map((e) => e.path);

describe('a call that is refused', () => {
  let on: Api;
  let ports: MemoryPorts;
  let planHash: string;
  const tokenFor = (resetId: string, more: object = {}, expiresAt = Date.now() + year): Promise<string> =>
    ports.tokens.issue({ resetId, epoch: 1, holder: 'subject', planHash, requestedAt: Date.now(), ...more }, expiresAt);
  beforeAll(async () => {
    ports = memoryPorts();
    on = await api({
      ports,
      staff: staffOf({
        admin: { personId: 'person-admin', roles: ['rekey-admin'] },
        service: { personId: 'person-service', roles: ['rekey-service'] },
        agent: { personId: 'person-agent', roles: ['rekey-helpdesk'] },
        alice: { personId: 'person-alice', roles: [], signedInAt: Date.now() - 6 * 60_000 },
      }),
    });
    planHash = (await ports.plans.current('email-code'))!.hash;
    await ports.userAdmin.upsertUser({
      personId: 'person-alice',
      userName: 'alice',
      displayName: 'Alice',
      state: 'active',
      groups: [],
      addresses: [{ kind: 'email', value: 'alice@example.org', verified: true }],
    });
  });

  it('is answered as a problem with its type, its instance and what to do', async () => {
    const answer = await on.call.post('/v1/resets').send({ user: 'alice', resetMethodId: 'no-such-method' });
    expect(answer.status).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toEqual({
      type: 'urn:rekey:problem:unknown-method',
      title: 'No such reset method',
      status: 404,
      detail: 'GET /v1/methods lists them.',
      instance: `urn:uuid:${answer.headers['x-request-id']}`,
    });
  });

  describe('for its path', () => {
    it.each([
      ['an unknown path', 'get', '/v1/nothing', 404, 'not-found'],
      ['a path that is no UTF-8', 'get', '/v1/resets/%ff', 400, 'invalid-input'],
      ['another HTTP method', 'delete', '/v1/resets', 405, 'method-not-allowed'],
    ] as const)('%s', async (_, method, path, status, type) => {
      const answer = await on.call[method](path);
      expect(answer.body).toMatchObject(problem(type, status));
    });

    it('names the HTTP methods that a path takes', async () => {
      const answer = await on.call.put('/v1/resets');
      expect(answer.headers['allow']?.split(', ').sort()).toEqual(['GET', 'POST']);
    });
  });

  describe('for its body', () => {
    const post = (body: string | object, type = 'application/json') =>
      on.call.post('/v1/resets').set('Content-Type', type).send(body);

    it.each([
      ['malformed JSON', '{"user": "ali', 400, 'malformed-json'],
      ['JSON that is no object', '"alice"', 400, 'malformed-json'],
      ['a list', '[]', 400, 'invalid-input'],
      ['more than 16 kB', JSON.stringify({ user: 'a'.repeat(17_000) }), 413, 'body-too-large'],
    ])('%s', async (_, body, status, type) => {
      expect((await post(body)).body).toMatchObject(problem(type, status));
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded'])('another media type: %s', async (type) => {
      expect((await post('user=alice', type)).body).toMatchObject(problem('unsupported-media-type', 415));
    });

    it('compressed', async () => {
      const answer = await on.call
        .post('/v1/resets')
        .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
        .send('{}');
      expect(answer.body).toMatchObject(problem('unsupported-media-type', 415));
    });

    it('names every misfit at once: a missing, an over-long, a wrongly typed and an unknown field', async () => {
      const answer = await post({ credentialId: 'x'.repeat(65), resetMethodId: 7, surname: 'x', __proto__: null });
      expect(answer.body).toMatchObject(problem('invalid-input', 400));
      expect(pathErrors(answer.body).sort()).toEqual([
        'body.credentialId',
        'body.resetMethodId',
        'body.surname',
        'body.user',
      ]);
    });

    it('takes no prototype for a field', async () => {
      const answer = await post('{"user":"alice","__proto__":{"admin":true}}');
      expect(answer.body).toMatchObject(problem('invalid-input', 400));
    });

    it.each([
      ['an empty user', ''],
      ['a user of 257 characters', 'u'.repeat(257)],
    ])('%s', async (_, user) => {
      expect(pathErrors((await post({ user })).body)).toEqual(['body.user']);
    });

    it('never says again what was sent', async () => {
      const answer = await post({ user: { 'secret-name': 1 }, resetMethodId: ['secret-value'] });
      expect(answer.text).not.toContain('secret-');
    });
  });

  describe('for its Idempotency-Key', () => {
    it.each([
      ['an easily guessed one without a token', 'order-1'],
      ['one with spaces', 'two words'],
      ['one of 256 characters', 'k'.repeat(256)],
    ])('%s', async (_, value) => {
      const answer = await on.call.post('/v1/resets').set('Idempotency-Key', value).send({ user: 'alice' });
      expect(answer.body).toMatchObject(problem('invalid-input', 400));
      expect(pathErrors(answer.body)).toEqual(['header.Idempotency-Key']);
    });

    it('an easily guessed one with a link', async () => {
      const answer = await on.call
        .post('/v1/links')
        .set('Idempotency-Key', '1')
        .send({ token: 'x'.repeat(40) });
      expect(pathErrors(answer.body)).toEqual(['header.Idempotency-Key']);
    });
  });

  describe('for its token', () => {
    const look = (token: string) => on.call.get(`/v1/resets/${id}`).set(bearer(token));

    it('where there is none', async () => {
      const answer = await on.call.get(`/v1/resets/${id}`);
      expect(answer.body).toMatchObject(problem('unauthenticated', 401));
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    });

    it.each(['Basic YWxpY2U6eA==', 'Bearer', 'Bearer two words'])('in a header of another form: %s', async (header) => {
      const answer = await on.call.get('/v1/methods').set('Authorization', header);
      expect(answer.body).toMatchObject(problem('unauthenticated', 401));
    });

    it('that is no token of ours or of the issuer', async () => {
      expect((await look('nonsense')).body).toMatchObject(problem('unauthenticated', 401));
    });

    it('that was changed', async () => {
      const token = await tokenFor(id);
      expect((await look(`${token.slice(0, -2)}xx`)).body).toMatchObject(problem('unauthenticated', 401));
    });

    it('that has expired', async () => {
      expect((await look(await tokenFor(id, {}, Date.now() - 1))).body).toMatchObject(problem('token-expired', 401));
      expect((await look('late')).body).toMatchObject({
        ...problem('token-expired', 401),
        detail: expect.stringContaining('Sign in'),
      });
    });

    it('of another reset', async () => {
      const answer = await look(await tokenFor('another-reset'));
      expect(answer.body).toMatchObject({ ...problem('forbidden', 403), detail: 'This token is for another reset.' });
    });

    it.each([
      ['steps/email-code/challenge', {}, "This call takes: the subject's reset token."],
      ['steps/email-code/answer', { answer: { code: '12345678' } }, "This call takes: the subject's reset token."],
      [
        'execute',
        {},
        'The new credential of this reset is not for this caller: by its method it is for somebody else.',
      ],
      [
        'collect',
        {},
        'The new credential of this reset is not for this caller: by its method it is for somebody else.',
      ],
    ])("of the requester where only the subject's does: %s", async (call, body, detail) => {
      const token = await tokenFor(id, { holder: 'requester', epoch: 0 });
      const answer = await on.call.post(`/v1/resets/${id}/${call}`).set(bearer(token)).send(body);
      expect(answer.body).toMatchObject({
        ...problem('forbidden', 403),
        detail,
      });
    });

    it('without the role', async () => {
      const list = await on.call.get('/v1/resets').set(bearer('service'));
      expect(list.body).toMatchObject(problem('forbidden', 403));
      const audit = await on.call.get(`/v1/resets/${id}/audit`).set(bearer('agent'));
      expect(audit.body).toMatchObject(problem('forbidden', 403));
    });

    it('of staff, clearly, where no issuer is configured', async () => {
      const alone = await api({ ports });
      const answer = await alone.call.get('/v1/resets').set(bearer('admin'));
      expect(answer.body).toMatchObject({
        ...problem('unauthenticated', 401),
        detail: expect.stringContaining('no issuer is configured'),
      });
    });
  });

  describe('for its step', () => {
    const answerTo = async (stepId: string, answer: object) =>
      on.call
        .post(`/v1/resets/${id}/steps/${stepId}/answer`)
        .set(bearer(await tokenFor(id)))
        .send({ answer });

    it('that the method does not have', async () => {
      expect((await answerTo('sms-code', { code: '12345678' })).body).toMatchObject(problem('no-such-step', 404));
    });

    it.each([
      ['too few digits', { code: '1234567' }, ['body.answer.code']],
      ['no digits', { code: '1234567x' }, ['body.answer.code']],
      ['a number', { code: 12345678 }, ['body.answer.code']],
      ['another input', { pin: '12345678' }, ['body.answer.code', 'body.answer.pin']],
      ['nothing', {}, ['body.answer.code']],
    ])('whose answer is %s', async (_, given, paths) => {
      const body: unknown = (await answerTo('email-code', given)).body;
      expect(body).toMatchObject(problem('invalid-input', 400));
      expect(pathErrors(body).sort()).toEqual(paths);
    });

    it('and nothing of it was sealed', () => {
      expect(ports.vault.secrets()).toEqual([]);
    });
  });

  describe('for its query', () => {
    it.each(['limit=0', 'limit=101', 'limit=many', 'state=lost', 'sort=asc', 'limit=1&limit=2'])(
      '%s',
      async (query) => {
        const answer = await on.call.get(`/v1/resets?${query}`).set(bearer('admin'));
        expect(answer.body).toMatchObject(problem('invalid-input', 400));
      },
    );
  });

  describe('for its method', () => {
    const ask = (resetMethodId: string, token?: string, user = 'alice') => {
      const call = on.call.post('/v1/resets').send({ user, resetMethodId });
      return token ? call.set(bearer(token)) : call;
    };

    it('that is not public, as if there were none', async () => {
      const [secret, none] = [await ask('admin-execute'), await ask('no-such-method')];
      expect(secret.status).toBe(404);
      expect({ ...secret.body, instance: '' }).toEqual({ ...none.body, instance: '' });
    });

    it('that resets something else', async () => {
      const answer = await on.call.post('/v1/resets').send({ user: 'alice', credentialId: 'mfa' });
      expect(answer.body).toMatchObject(problem('unknown-method', 404));
    });

    it('that takes other requesters, with who may', async () => {
      expect((await ask('helped', 'service')).body).toMatchObject({
        ...problem('forbidden', 403),
        detail: 'For this user you are: service. This method is requested by: helpdesk, colleague.',
      });
      expect((await ask('email-code', 'admin')).body).toMatchObject(problem('forbidden', 403));
    });

    it('for a user whom administrators and services are told not to exist', async () => {
      for (const token of ['admin', 'service'])
        expect((await ask('admin-execute', token, 'nobody')).body).toMatchObject(problem('unknown-user', 404));
    });
  });

  describe('that executes at once', () => {
    const execute = (body: object, token?: string) => {
      const call = on.call.post('/v1/resets/execute').send(body);
      return token ? call.set(bearer(token)) : call;
    };
    const value = { newCredentialValue: 'seven quiet herons over Lisbon' };

    it('without a token', async () => {
      expect((await execute({ user: 'alice', resetMethodId: 'set-value' })).body).toMatchObject(
        problem('unauthenticated', 401),
      );
    });

    it('with a value for another, from a person', async () => {
      const answer = await execute({ user: 'alice', resetMethodId: 'set-value', ...value }, 'admin');
      expect(answer.body).toMatchObject(problem('value-not-allowed', 403));
    });

    it('with a value from a service that may not set any', async () => {
      const answer = await execute({ user: 'alice', resetMethodId: 'set-value', ...value }, 'service');
      expect(answer.body).toMatchObject(problem('value-not-allowed', 403));
    });

    it('with a login older than 5 minutes', async () => {
      const answer = await execute({ user: 'alice', resetMethodId: 'set-value', ...value }, 'alice');
      expect(answer.body).toMatchObject(problem('login-too-old', 403));
    });

    it('without the value that the method asks for', async () => {
      const answer = await execute({ user: 'alice', resetMethodId: 'set-value' }, 'admin');
      expect(answer.body).toMatchObject(problem('value-needed', 409));
    });

    it('for a colleague', async () => {
      expect((await execute({ user: 'alice', resetMethodId: 'helped' }, 'agent')).body).toMatchObject(
        problem('forbidden', 403),
      );
    });
  });

  it('leaves no secret, name, token or path in the log', async () => {
    const token = await tokenFor('another-reset');
    await on.call.get('/v1/resets/id-in-a-path?name=name-in-a-query').set(bearer(token));
    await on.call
      .post('/v1/resets')
      .set('Idempotency-Key', key(1))
      .send({ user: 'name-in-a-body', resetMethodId: 'x' });
    const text = on.log.join('');
    for (const secret of [token, 'id-in-a-path', 'name-in-a', key(1), 'alice']) expect(text).not.toContain(secret);
    expect(JSON.parse(on.log.at(-1)!)).toMatchObject({ method: 'POST', route: '/v1/resets', status: 404, msg: 'call' });
  });
});
