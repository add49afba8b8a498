// Limits by address.
import { describe, expect, it } from '@jest/globals';
import { addressKey, networkKey } from '../../api/address.js';
import { limitsOf } from '../../api/limits.js';
import type { Gateway } from '../../api/gateway.js';
import { allLimits, api, bearer, noGateway, problem, settings, staffOf } from './support.js';

const started: Gateway = { ...noGateway, start: () => Promise.resolve() };
const limited = (more: object = {}) =>
  api({
    gateway: started,
    settings: { ...settings, limits: { ...allLimits, resets: 2 } },
    staff: staffOf({ agent: { personId: 'person-agent', roles: ['rekey-helpdesk'] } }),
    ...more,
  });

describe('an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    [undefined, 'unknown'],
    ['not an address', 'unknown'],
  ])('%s counts as %s', (ip, counted) => expect(addressKey(ip)).toBe(counted));

  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:DB8:1:ff02::9', '2001:db8:1::/48'],
    [undefined, 'unknown'],
    ['not an address', 'unknown'],
  ])('%s is of the network %s', (ip, network) => expect(networkKey(ip)).toBe(network));
});

describe('requests beyond the limit', () => {
  const ask = (on: Awaited<ReturnType<typeof limited>>, from: string) =>
    on.call.post('/v1/resets').set('X-Forwarded-For', from).send({ user: 'alice' });

  it('are refused by address, with when to come again; other addresses are not', async () => {
    const on = await limited();
    const first = await ask(on, '203.0.113.7');
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"resets";q=2;w=60',
      ratelimit: expect.stringMatching(/^"resets";r=1;t=\d+$/),
    });
    await ask(on, '203.0.113.7');
    const third = await ask(on, '203.0.113.7');
    expect(third.body).toMatchObject(problem('too-many-requests', 429));
    expect(Number(third.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask(on, '203.0.113.8')).status).toBe(201);
  });

  it('count a whole /64 as one address', async () => {
    const on = await limited();
    for (const host of [1, 2]) await ask(on, `2001:db8::${host}`);
    expect((await ask(on, '2001:db8::3')).status).toBe(429);
    expect((await ask(on, '2001:db8:0:1::1')).status).toBe(201);
  });

  it('count those whose token is no good, too', async () => {
    const on = await limited();
    for (const _ of [1, 2]) await ask(on, '203.0.113.7').set(bearer('nonsense'));
    expect((await ask(on, '203.0.113.7')).status).toBe(429);
  });

  it('do not count people of the issuer: a whole helpdesk may have one address', async () => {
    const on = await limited();
    const asked = { user: 'a', resetMethodId: 'helped', ticket: 'INC-20417' };
    for (const _ of [1, 2, 3]) {
      const answer = await ask(on, '203.0.113.7').set(bearer('agent')).send(asked);
      expect(answer.status).toBe(201);
    }
  });

  it('believe X-Forwarded-For of trusted proxies only', async () => {
    const on = await limited({ settings: { ...settings, trustProxy: false, limits: { ...allLimits, resets: 2 } } });
    for (const host of [1, 2]) await ask(on, `203.0.113.${host}`);
    expect((await ask(on, '203.0.113.3')).status).toBe(429);
  });
});

describe('event streams', () => {
  it('are as many as allowed for an address; one that ends makes room', () => {
    const { stream } = limitsOf({ ...allLimits, streams: 2 });
    const [leave] = [stream('a'), stream('a')];
    expect(() => stream('a')).toThrow('too-many-requests');
    stream('b');
    leave();
    leave();
    stream('a');
    expect(() => stream('a')).toThrow('too-many-requests');
  });
});
