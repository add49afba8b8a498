// The record that a refused call leaves in the chain of its reset: once for each problem, route and caller, never without a bound, and never at the cost of the answer.
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Problem } from '../../api/problem.js';
import type { ProblemType } from '../../domain/problems.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import { waitingResets, type Waiting } from './access-support.js';
import { api, bearer, noGateway, problem, settings, staffOf, type Api, type TestPerson } from './support.js';

const persons = (count: number): Record<string, TestPerson> =>
  Object.fromEntries([...Array(count).keys()].map((n) => [`p${n}`, { personId: `person-${n}`, roles: [] }]));

describe('a refused call about a reset', () => {
  let w: Waiting;
  let path: string;
  beforeEach(async () => {
    w = await waitingResets();
    path = `/v1/resets/${w.mine.id}`;
  });
  const look = (caller: string, on = w.on) => on.call.get(path).set(bearer(caller));
  /** The façade whose gateway refuses every message with this problem. */
  const refusing = (type: ProblemType): Promise<Api> =>
    api({ ports: w.f.ports, gateway: { ...noGateway, update: () => Promise.reject(new Problem(type)) } });
  const happened = async (...events: Event[]): Promise<Reset> => {
    const reset = events.reduce(next, w.mine);
    await w.f.ports.resets.save(reset, Object.keys(reset.steps));
    return reset;
  };
  const say = async (on: Api, rest: string, body: object = {}) =>
    on.call
      .post(`${path}${rest}`)
      .set(bearer(await w.tokenOf(w.mine, 'subject')))
      .send(body);

  it('is on record with its problem, its route and its caller, in a chain that holds', async () => {
    expect((await look('a-person-without-a-role')).body).toMatchObject(problem('forbidden', 403));
    expect((await w.f.ports.audit.of(w.mine.id)).at(-1)).toMatchObject({
      type: 'refused',
      key: `${w.mine.id}/refused/1`,
      data: { problem: 'forbidden', route: 'GET /v1/resets/{id}', by: 'person-role' },
    });
    expect((await w.f.ports.audit.verify()).faults).toEqual([]);
  });

  it('is on record once, however often and however many times at once it is made', async () => {
    await Promise.all([...Array(20).keys()].map(() => look('a-person-without-a-role')));
    await look('a-person-without-a-role');
    expect(await w.refusals()).toHaveLength(1);
  });

  it('is on record once for all tokens of other resets', async () => {
    for (const id of [w.other.id, 'one-more', 'and-one-more'])
      await look(await w.tokenOf({ ...w.other, id }, 'subject'));
    expect(await w.refusals()).toEqual([
      { problem: 'forbidden', route: 'GET /v1/resets/{id}', by: 'subject', of: w.other.id },
    ]);
  });

  it('leaves at most 50 records a reset, however many people try at once', async () => {
    const on = await api({ ports: w.f.ports, staff: staffOf(persons(70)), settings });
    const answers = await Promise.all(Object.keys(persons(70)).map((caller) => look(caller, on)));
    for (const { body } of answers) expect(body).toMatchObject(problem('forbidden', 403));
    const noted = await w.refusals();
    expect(noted).toHaveLength(50);
    expect(new Set(noted.map((r) => r['by'])).size).toBe(50);
  });

  it('leaves none where there is no such reset', async () => {
    const { status } = await w.on.call.get('/v1/resets/nothing').set(bearer('a-person-without-a-role'));
    expect(status).toBe(403);
    expect(await w.f.ports.audit.of('nothing')).toEqual([]);
  });

  it('is answered the same where the audit fails, which the log tells without a name', async () => {
    const { audit } = w.f.ports;
    const broken = { ...audit, append: () => Promise.reject(new Error('a secret of the driver')) };
    const on = await api({ ports: { ...w.f.ports, audit: broken }, staff: staffOf(persons(1)) });
    const [whole, failing] = [await look('a-person-without-a-role'), await look('p0', on)];
    const answer = ({ status, body }: typeof whole) => ({ status, ...(body as object), instance: '' });
    expect(answer(failing)).toEqual(answer(whole));
    expect(on.log.join()).toContain('a refusal is not in the audit');
    expect(on.log.join()).not.toMatch(/secret of the driver|person-0/);
  });

  describe('is an attempt to skip the proof where it is too early', () => {
    it.each([
      ['/execute', { newCredentialValue: 'seven quiet herons over Lisbon' }],
      ['/collect', {}],
      ['/steps/user-entry/answer', { answer: { newCredentialValue: 'seven quiet herons over Lisbon' } }],
    ])('%s', async (rest, body) => {
      const answer = await say(await refusing('wrong-state'), rest, body);
      expect(answer.body).toMatchObject(problem('wrong-state', 409));
      expect(await w.refusals()).toMatchObject([{ problem: 'wrong-state', by: 'subject' }]);
    });

    it('but not at a step of the proof, nor once it was proved', async () => {
      const on = await refusing('wrong-state');
      await say(on, '/steps/email-code/challenge');
      await happened(
        { type: 'answered', stepId: 'email-code', verdict: { passed: true, reasons: [] } },
        { type: 'tallied', stepId: 'approval', tally: { done: true, passed: true } },
      );
      await say(on, '/execute');
      await say(on, '/collect');
      expect(await w.refusals()).toEqual([]);
    });
  });

  describe('with the token of a reset that goes on elsewhere', () => {
    beforeEach(() =>
      happened({ type: 'answered', stepId: 'email-code', verdict: { passed: true, reasons: [], moved: true } }),
    );

    it('is on record where it acts', async () => {
      expect((await say(w.on, '/cancel')).body).toMatchObject(problem('continued-elsewhere', 409));
      expect(await w.refusals()).toEqual([
        { problem: 'continued-elsewhere', route: 'POST /v1/resets/{id}/cancel', by: 'subject' },
      ]);
    });

    it('is not where it only looks, as a page does by itself', async () => {
      const looked = await look(await w.tokenOf(w.mine, 'subject'));
      expect(looked.body).toMatchObject(problem('continued-elsewhere', 409));
      expect(await w.refusals()).toEqual([]);
    });
  });

  it.each(['busy', 'already-passed', 'no-attempts-left', 'already-ended', 'reset-expired', 'too-late'] as const)(
    'is no abuse where it is %s',
    async (type) => {
      await say(await refusing(type), '/execute');
      expect(await w.refusals()).toEqual([]);
    },
  );

  it.each(['value-not-allowed', 'not-joined', 'proof-too-old'] as const)(
    'is on record where it is %s',
    async (type) => {
      await say(await refusing(type), '/execute');
      expect(await w.refusals()).toEqual([{ problem: type, route: 'POST /v1/resets/{id}/execute', by: 'subject' }]);
    },
  );
});
