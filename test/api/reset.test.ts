// Whole resets over HTTP, in the real workflow on the time-skipping server, with real activities over ports in memory.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gatewayOf } from '../../api/gateway.js';
import { goodPassword, World } from '../support/world.js';
import { api, bearer, key, methods, problem, staffOf, type Api, type TestPerson } from './support.js';

interface Step {
  id: string;
  state: string;
  attemptsLeft?: number;
}
interface Context {
  id: string;
  state: string;
  authentication: { needed: number; passed: number; steps: Step[] };
  delivery?: Step;
}
interface Begun {
  context: Context;
  token: string;
}

let world: World;
let on: Api;
const people: Record<string, TestPerson> = {
  admin: { personId: 'person-admin', roles: ['rekey-admin'] },
  agent: { personId: 'person-agent', roles: ['rekey-helpdesk'] },
  setter: { personId: 'person-setter', roles: ['rekey-service', 'sets-values'] },
};

beforeAll(async () => {
  world = await World.start();
  const { handle } = await world.request(await world.method(methods.emailCode), 'nobody');
  const { taskQueue } = await handle.describe();
  const { ports, client } = world;
  const gateway = gatewayOf({ client, taskQueue, keyed: ports.keyed, resets: ports.resets });
  on = await api({ ports, gateway, staff: staffOf(people) });
});
afterAll(() => world.stop());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  on.call.post(path).set(headers).send(body);

async function begin(user: string, resetMethodId = 'email-code', headers: Record<string, string> = {}): Promise<Begun> {
  await world.tick();
  const ticket = resetMethodId === 'helped' ? { ticket: 'INC-20417' } : {};
  const answer = await post('/v1/resets', { user, resetMethodId, ...ticket }, headers);
  expect(answer.status).toBe(201);
  return answer.body as Begun;
}
const path = ({ context }: Begun, rest = ''): string => `/v1/resets/${context.id}${rest}`;
const say = (begun: Begun, rest: string, body: object, headers: Record<string, string> = {}) =>
  post(path(begun, rest), body, { ...bearer(begun.token), ...headers });
const look = (begun: Begun) => on.call.get(path(begun)).set(bearer(begun.token));

/** The values of the newest mail of a reset. */
async function mailed(begun: Begun, messageId: string): Promise<Record<string, string | number>> {
  for (let i = 0; i < 200; i++) {
    const mail = world.ports.notifier.stored.filter((m) => m.resetId === begun.context.id && m.messageId === messageId);
    if (mail.length > 0) return mail.at(-1)!.values;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no ${messageId}`);
}
const codeOf = async (begun: Begun): Promise<string> => String((await mailed(begun, 'email-code'))['code']);
const linkOf = async (begun: Begun, messageId: string): Promise<string> =>
  String((await mailed(begun, messageId))['url']).split('#')[1]!;
const wrong = (code: string): string => code.replace(/./, (digit) => String((Number(digit) + 1) % 10));

/** A reset whose subject has proved who they are. */
async function proved(user: string, method?: string): Promise<Begun> {
  const begun = await begin(user, method);
  const answer = await say(begun, '/steps/email-code/answer', { answer: { code: await codeOf(begun) } });
  expect(answer.body).toMatchObject({ passed: true, context: { state: 'authenticated' } });
  return begun;
}

describe('a reset by a mailed code', () => {
  it('goes from a name to a new password', async () => {
    const anna = await world.user('anna');
    const begun = await begin('anna');
    expect(begun.context).toMatchObject({
      state: 'requested',
      credentialId: 'password',
      resetMethodId: 'email-code',
      authentication: { needed: 1, passed: 0, steps: [{ id: 'email-code', state: 'open', shape: 'ask' }] },
    });
    const code = await codeOf(begun);
    const no = await say(begun, '/steps/email-code/answer', { answer: { code: wrong(code) } });
    expect(no.status).toBe(200);
    expect(no.body).toMatchObject({
      passed: false,
      attemptsLeft: 4,
      reasons: [{ id: 'wrong-code', message: 'The code is not right. Check it and try again.' }],
      context: { state: 'authenticating' },
    });
    const yes = await say(begun, '/steps/email-code/answer', { answer: { code } });
    expect(yes.body).toMatchObject({ passed: true, context: { state: 'authenticated' } });
    const done = await say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({ context: { state: 'completed' } });
    expect(await world.ports.credentials.matches(anna, 'password', goodPassword)).toBe(true);
    expect((await look(begun)).body).toMatchObject({ state: 'completed' });
  });

  it('sends another code when asked, with the attempts that were left', async () => {
    await world.user('ben');
    const begun = await begin('ben');
    const first = await codeOf(begun);
    await say(begun, '/steps/email-code/answer', { answer: { code: wrong(first) } });
    const resent = await say(begun, '/steps/email-code/challenge', {});
    expect(resent.status).toBe(200);
    expect(resent.body).toMatchObject({ step: { id: 'email-code', state: 'challenged', attemptsLeft: 4 } });
    const old = await say(begun, '/steps/email-code/answer', { answer: { code: first } });
    expect(old.body).toMatchObject({ passed: false });
  });

  it('tells every violation of the policy, in the language asked for', async () => {
    await world.user('carol');
    const begun = await proved('carol');
    const answer = await say(
      begun,
      '/execute',
      { newCredentialValue: 'carol' },
      { 'Accept-Language': 'de-AT,de;q=0.9' },
    );
    expect(answer.body).toMatchObject(problem('policy-violation', 422));
    const { errors } = answer.body as { errors: { id: string; message: string }[] };
    expect(errors.map((e) => e.id)).toEqual(expect.arrayContaining(['too-short', 'contains-name']));
    expect(errors.find((e) => e.id === 'too-short')?.message).toContain('Zeichen');
    expect((await look(begun)).body).toMatchObject({ state: 'authenticated' });
  });

  it('refuses what is out of order', async () => {
    await world.user('dora');
    const begun = await begin('dora');
    await codeOf(begun);
    const early = await say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(early.body).toMatchObject(problem('wrong-state', 409));
    expect((await say(begun, '/collect', {})).body).toMatchObject(problem('wrong-state', 409));
    const code = await codeOf(begun);
    await say(begun, '/steps/email-code/answer', { answer: { code } });
    const again = await say(begun, '/steps/email-code/answer', { answer: { code } });
    expect((again.body as { type: string }).type).toMatch(/already-passed|wrong-state/);
    expect((await say(begun, '/execute', {})).body).toMatchObject(problem('value-needed', 409));
  });

  it('is refused after its last attempt, and says so to every later call', async () => {
    await world.user('emil');
    const begun = await begin('emil');
    const code = await codeOf(begun);
    for (let i = 0; i < 5; i++) await say(begun, '/steps/email-code/answer', { answer: { code: wrong(code) } });
    expect((await look(begun)).body).toMatchObject({ state: 'refused' });
    const late = await say(begun, '/steps/email-code/answer', { answer: { code } });
    expect(late.body).toMatchObject(problem('already-ended', 409));
  });

  it('looks the same for a name that nobody has', async () => {
    await world.user('frida');
    const told = await Promise.all(
      ['frida', 'nobody-at-all'].map(async (user) => {
        const begun = await begin(user);
        const { id } = begun.context;
        await world.client.workflow.getHandle(id).query('context');
        const answers = [
          await look(begun),
          await say(begun, '/steps/email-code/challenge', {}),
          await say(begun, '/steps/email-code/answer', { answer: { code: '00000000' } }),
        ];
        const hide = (text: string): string =>
          text.replaceAll(id, 'id').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'moment');
        return answers.map((a) => ({ status: a.status, headers: Object.keys(a.headers), body: hide(a.text) }));
      }),
    );
    expect(told[0]).toEqual(told[1]);
  });

  it('can be cancelled by its holder, once', async () => {
    await world.user('gina');
    const begun = await begin('gina');
    expect((await say(begun, '/cancel', {})).body).toMatchObject({
      context: { state: 'cancelled', reason: 'subject' },
    });
    expect((await say(begun, '/cancel', {})).body).toMatchObject(problem('already-ended', 409));
  });

  it('says that it expired when it did', async () => {
    await world.user('hans');
    const begun = await begin('hans');
    const code = await codeOf(begun);
    await world.sleep(61 * 60_000);
    const late = await say(begun, '/steps/email-code/answer', { answer: { code } });
    expect(late.body).toMatchObject(problem('reset-expired', 410));
    await world.sleep(24 * 60 * 60_000);
    expect((await look(begun)).body).toMatchObject(problem('token-expired', 401));
  });
});

describe('its events', () => {
  it('tell each change of the context until it has ended', async () => {
    await world.user('ida');
    const begun = await begin('ida');
    const server = createServer(on.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as { port: number };
      const stream = await fetch(`http://127.0.0.1:${port}${path(begun, '/events')}`, { headers: bearer(begun.token) });
      expect(stream.headers.get('content-type')).toBe('text/event-stream');
      expect(stream.headers.get('cache-control')).toBe('no-store');
      const text = stream.text();
      await codeOf(begun);
      await say(begun, '/cancel', {});
      const contexts = (await text)
        .split('\n\n')
        .filter((e) => e.includes('event: context'))
        .map((e) => JSON.parse(/^data: (.*)$/m.exec(e)![1]!) as Context);
      expect(contexts.at(-1)).toMatchObject({ id: begun.context.id, state: 'cancelled' });
      expect(contexts.length).toBeGreaterThan(1);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe('a repeated request', () => {
  it('under one key is one reset, with an equivalent token', async () => {
    await world.user('jana');
    const headers = { 'Idempotency-Key': key(1) };
    const [first, second] = [await begin('jana', 'email-code', headers), await begin('jana', 'email-code', headers)];
    expect(second).toEqual(first);
    const other = await post('/v1/resets', { user: 'jana2', resetMethodId: 'email-code' }, headers);
    expect(other.body).toMatchObject(problem('idempotency-key-reused', 422));
  });

  it('comes too late after 10 minutes', async () => {
    await world.user('karl');
    const headers = { 'Idempotency-Key': key(2) };
    await begin('karl', 'email-code', headers);
    await world.sleep(11 * 60_000);
    const late = await post('/v1/resets', { user: 'karl', resetMethodId: 'email-code' }, headers);
    expect(late.body).toMatchObject(problem('idempotency-key-expired', 409));
  });

  it('with an answer is one guess, and with another answer is refused', async () => {
    await world.user('lena');
    const begun = await begin('lena');
    const code = await codeOf(begun);
    const headers = { 'Idempotency-Key': 'guess-1' };
    const guess = (c: string) => say(begun, '/steps/email-code/answer', { answer: { code: c } }, headers);
    const [first, second] = [await guess(wrong(code)), await guess(wrong(code))];
    expect(second.body).toEqual(first.body);
    expect((await guess(code)).body).toMatchObject(problem('idempotency-key-reused', 422));
    expect((await look(begun)).body).toMatchObject({ authentication: { steps: [{ attemptsLeft: 4 }] } });
  });
});

describe('a new value that is shown', () => {
  it('is collected once, and again under the same key', async () => {
    const mia = await world.user('mia');
    const begun = await proved('mia', 'random-display');
    const value = await say(begun, '/execute', { newCredentialValue: goodPassword });
    expect(value.body).toMatchObject(problem('value-not-allowed', 403));
    expect((await say(begun, '/execute', {})).body).toMatchObject({ context: { state: 'delivering' } });
    const headers = { 'Idempotency-Key': 'collect-1' };
    const first = await say(begun, '/collect', {}, headers);
    expect(first.status).toBe(200);
    const { newCredentialValue } = first.body as { newCredentialValue: string };
    expect(await world.ports.credentials.matches(mia, 'password', newCredentialValue)).toBe(true);
    expect((await say(begun, '/collect', {}, headers)).body).toMatchObject({ newCredentialValue });
    expect((await say(begun, '/collect', {})).body).toMatchObject(problem('already-collected', 410));
  });
});

describe('a mailed link', () => {
  it('carries the reset over to where it was opened; the older token sees only that', async () => {
    await world.user('nora');
    const begun = await begin('nora', 'email-link');
    const link = await linkOf(begun, 'email-link');
    const headers = { 'Idempotency-Key': key(3) };
    const opened = await post('/v1/links', { token: link }, headers);
    expect(opened.body).toMatchObject({ context: { id: begun.context.id, state: 'authenticated' } });
    expect((await post('/v1/links', { token: link }, headers)).body).toEqual(opened.body);

    for (const answer of [
      await look(begun),
      await say(begun, '/cancel', {}),
      await say(begun, '/execute', { newCredentialValue: goodPassword }),
      await on.call.get(path(begun, '/events')).set(bearer(begun.token)),
    ])
      expect(answer.body).toMatchObject(problem('continued-elsewhere', 409));
    const moved = { ...begun, token: (opened.body as Begun).token };
    const done = await say(moved, '/execute', { newCredentialValue: goodPassword });
    expect(done.body).toMatchObject({ context: { state: 'completed' } });
  });

  it('works once, and only as it was mailed', async () => {
    await world.user('otto');
    const begun = await begin('otto', 'email-link');
    const link = await linkOf(begun, 'email-link');
    expect((await post('/v1/links', { token: `${link}x` })).body).toMatchObject(problem('link-used', 410));
    expect((await post('/v1/links', { token: begun.token })).body).toMatchObject(problem('link-used', 410));
    expect((await post('/v1/links', { token: link })).status).toBe(200);
    expect((await post('/v1/links', { token: link })).body).toMatchObject(problem('link-used', 410));
  });
});

describe('a reset that somebody else asked for', () => {
  it('is watched by them and done by the subject, who joins by a mailed link', async () => {
    const paul = await world.user('paul');
    const asked = await begin('paul', 'helped', bearer('agent'));
    const link = await linkOf(asked, 'invitation');
    const joined = await post('/v1/links', { token: link });
    const subject = joined.body as Begun;
    expect(joined.status).toBe(200);
    expect((await say(subject, '/steps/email-code/challenge', {})).body).toMatchObject({
      step: { state: 'challenged' },
    });
    const answered = await say(subject, '/steps/email-code/answer', { answer: { code: await codeOf(asked) } });
    expect(answered.body).toMatchObject({ passed: true });
    expect((await say(asked, '/execute', { newCredentialValue: goodPassword })).body).toMatchObject(
      problem('forbidden', 403),
    );
    expect((await say(subject, '/execute', { newCredentialValue: goodPassword })).body).toMatchObject({
      context: { state: 'completed' },
    });
    expect((await look(asked)).body).toMatchObject({ state: 'completed' });
    expect(await world.ports.credentials.matches(paul, 'password', goodPassword)).toBe(true);
  });

  it('can be cancelled by the requester and by staff', async () => {
    await world.user('quinn');
    const first = await begin('quinn', 'helped', bearer('agent'));
    expect((await say(first, '/cancel', {})).body).toMatchObject({ context: { reason: 'requester' } });
    const second = await begin('quinn', 'helped', bearer('agent'));
    const byStaff = await post(path(second, '/cancel'), {}, bearer('admin'));
    expect(byStaff.body).toMatchObject({ context: { state: 'cancelled', reason: 'staff' } });
  });
});

describe('a reset in one call', () => {
  const atOnce = (body: object, token: string, headers: Record<string, string> = {}) =>
    post('/v1/resets/execute', body, { ...bearer(token), ...headers });

  it('by an administrator: the subject picks the new value up', async () => {
    const rosa = await world.user('rosa');
    const headers = { 'Idempotency-Key': 'ticket-17' };
    const done = await atOnce({ user: 'rosa', resetMethodId: 'admin-execute' }, 'admin', headers);
    expect(done.status).toBe(200);
    const asked = done.body as Begun;
    expect(asked.context.state).toBe('delivering');
    const repeated = await atOnce({ user: 'rosa', resetMethodId: 'admin-execute' }, 'admin', headers);
    expect((repeated.body as Begun).token).toBe(asked.token);
    expect((await say(asked, '/collect', {})).body).toMatchObject(problem('forbidden', 403));

    const subject = (await post('/v1/links', { token: await linkOf(asked, 'pick-up') })).body as Begun;
    const collected = await say(subject, '/collect', {});
    const { newCredentialValue } = collected.body as { newCredentialValue: string };
    expect(await world.ports.credentials.matches(rosa, 'password', newCredentialValue)).toBe(true);
  });

  it('by the signed-in subject, with a value', async () => {
    const sam = await world.user('sam');
    people['sam'] = { personId: 'person-sam', roles: [], signedInAt: world.clock.now() };
    const body = { user: 'sam@example.org', resetMethodId: 'set-value', newCredentialValue: goodPassword };
    const done = await atOnce(body, 'sam');
    expect(done.body).toMatchObject({ context: { state: 'completed' } });
    expect(await world.ports.credentials.matches(sam, 'password', goodPassword)).toBe(true);
  });

  it('by a service that sets values', async () => {
    const tina = await world.user('tina');
    const body = { user: 'tina', resetMethodId: 'set-value', newCredentialValue: goodPassword };
    expect((await atOnce(body, 'setter')).body).toMatchObject({ context: { state: 'completed' } });
    expect(await world.ports.credentials.matches(tina, 'password', goodPassword)).toBe(true);
    const poor = await atOnce({ ...body, newCredentialValue: 'short' }, 'setter');
    expect(poor.body).toMatchObject(problem('policy-violation', 422));
  });
});

describe('staff', () => {
  it('list resets, newest first and page by page, and look at one', async () => {
    await world.user('uwe');
    const begun = await begin('uwe');
    await codeOf(begun);
    const list = (query: string) => on.call.get(`/v1/resets?${query}`).set(bearer('agent'));
    const first = (await list('state=authenticating&method=email-code&limit=1')).body as {
      resets: { id: string }[];
      next?: string;
    };
    expect(first.resets).toMatchObject([
      { id: begun.context.id, requestedBy: 'self', joined: true, state: 'authenticating' },
    ]);
    const second = (await list(`limit=1&after=${first.next}`)).body as typeof first;
    expect(second.resets[0]?.id).not.toBe(begun.context.id);
    const seen = await on.call.get(path(begun)).set(bearer('agent'));
    expect(seen.body).toMatchObject({ id: begun.context.id });
  });

  it('read the audit chain of a reset', async () => {
    await world.user('vera');
    const begun = await begin('vera');
    await codeOf(begun);
    const audit = await on.call.get(path(begun, '/audit')).set(bearer('admin'));
    expect((audit.body as { records: unknown[] }).records.length).toBeGreaterThan(0);
  });

  it('are told where there is no such reset', async () => {
    for (const rest of ['', '/audit', '/events'])
      expect((await on.call.get(`/v1/resets/none${rest}`).set(bearer('admin'))).body).toMatchObject(
        problem('unknown-reset', 404),
      );
    expect((await post('/v1/resets/none/cancel', {}, bearer('admin'))).body).toMatchObject(
      problem('unknown-reset', 404),
    );
  });
});
