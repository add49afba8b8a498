/** The store of staff's sessions on a real server: what it keeps, and what it does not let anybody read or bring back. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Cookie, type SessionData, type Store } from 'express-session';
import { type MongoWorld, worldsOfFile } from './conformance/mongo-world.js';
import type { SessionDoc } from '../../adapters/mongo/models.js';
import { minute } from './conformance/world.js';

const worlds = worldsOfFile();
let world: MongoWorld;
let store: Store;
beforeEach(async () => {
  world = await worlds.world();
  store = await world.ports.sessionStore();
});
afterEach(() => world.close());

const id = 'canary-of-an-id';
function session(lasts: number, end = Date.now() + lasts): SessionData {
  const cookie = new Cookie();
  cookie.originalMaxAge = lasts;
  cookie.expires = new Date(end);
  const staff = {
    person: { personId: 'canary-person', roles: [] },
    name: 'canary-name',
    idToken: 'canary-token',
    since: 1,
  };
  return { cookie, of: id, csrfToken: 'canary-csrf', staff } as unknown as SessionData;
}

type End<T> = (error?: unknown, found?: T | null) => void;
const told = <T>(act: (end: End<T>) => void): Promise<T | null | undefined> =>
  new Promise((resolve, reject) =>
    act((error, found) => (error ? reject(error instanceof Error ? error : new Error('refused')) : resolve(found))),
  );
const set = (data: SessionData): Promise<unknown> => told((end) => store.set(id, data, end));
const get = (): Promise<SessionData | null | undefined> => told<SessionData>((end) => store.get(id, end));
const rows = () => world.db.collection<SessionDoc>('sessions');

describe('a session in MongoDB', () => {
  it('comes back as it was', async () => {
    const data = session(minute);
    await set(data);
    expect(await get()).toEqual(JSON.parse(JSON.stringify(data)));
  });

  it('shows nobody its id, nor anything that it holds', async () => {
    await set(session(minute));
    const [row] = await rows().find().toArray();
    expect(Object.keys(row!).sort()).toEqual(['_id', 'expires', 'session']);
    expect(row!.session).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}$/);
    expect(JSON.stringify(row)).not.toContain('canary');
  });

  it('is not read once it has expired, although its row is still there', async () => {
    await set(session(-1));
    expect(await get()).toBeNull();
    expect(await rows().countDocuments()).toBe(1);
  });

  it('lives on while it is touched, without being written anew', async () => {
    await set(session(minute));
    const before = await rows().findOne();
    await told((end) => store.touch!(id, session(30 * minute), end));
    const after = await rows().findOne();
    expect(after).toEqual({ ...before, expires: expect.any(Date) });
    expect(after!.expires.getTime() - before!.expires.getTime()).toBeGreaterThan(28 * minute);
  });

  it('is not brought back by a request that was still running when it was ended', async () => {
    await set(session(minute));
    await told((end) => store.destroy(id, end));
    await told((end) => store.touch!(id, session(minute), end)).catch(() => undefined);
    expect(await get()).toBeNull();
    expect(await rows().countDocuments()).toBe(0);
  });

  it.each([
    ['tampered with', (sealed: string) => sealed.replace(/.{4}$/, 'AAAA')],
    [
      'sealed under a key that is gone',
      (sealed: string) =>
        sealed.replace(
          /^[^.]+/,
          Buffer.from('{"alg":"A256GCMKW","enc":"A256GCM","kid":"gone-1"}').toString('base64url'),
        ),
    ],
    ['written by somebody who has no key', () => JSON.stringify({ staff: {} })],
  ])('is none where it was %s', async (_, spoil) => {
    await set(session(minute));
    const { _id, session: sealed } = (await rows().findOne())!;
    await rows().updateOne({ _id }, { $set: { session: spoil(sealed) } });
    expect(await get()).toBeNull();
  });

  it('goes by itself when it has expired, on servers that clean up', async () => {
    const indexes = await rows().indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expires: 1 }, expireAfterSeconds: 0 }));
  });
});
