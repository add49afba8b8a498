/** Bearer tokens of staff and services, against a real issuer's discovery and keys on a local port. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { personIdOf, staffTokens, type StaffSettings, type StaffTokens } from '../../../adapters/oidc/staff.js';
import { BadToken, IssuerUnreachable } from '../../../domain/ports.js';

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
const audience = 'rekey';
const now = Date.UTC(2026, 10, 22, 12);
const seconds = now / 1000;

let server: Server;
let issuer: string;
let pair: KeyPair;
/** Path → what the issuer answers; a path that is not here is 404. */
let answers: Record<string, unknown>;
let asked: string[];

async function listen(port = 0): Promise<void> {
  server = createServer(({ url = '' }, response) => {
    asked.push(url);
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
}
async function close(): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
const published = async ({ publicKey }: KeyPair, kid = 'k1'): Promise<object> => ({
  keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig' }],
});

beforeEach(async () => {
  asked = [];
  answers = {};
  await listen();
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pair = await generateKeyPair('ES256', { extractable: true });
  answers = {
    '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/keys` },
    '/keys': await published(pair),
  };
});
afterEach(close);

const staff = (settings: Partial<StaffSettings> = {}): StaffTokens =>
  staffTokens({ issuer, audience, clock: { now: () => now }, ...settings });
const good = (): JWTPayload => ({ iss: issuer, aud: audience, sub: 'ada', exp: seconds + 60, iat: seconds - 60 });
function token(
  claims: JWTPayload = {},
  { privateKey }: Pick<KeyPair, 'privateKey'> = pair,
  header = {},
): Promise<string> {
  return new SignJWT({ ...good(), ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'k1', ...header })
    .sign(privateKey);
}
const verify = async (claims: JWTPayload, settings?: Partial<StaffSettings>): ReturnType<StaffTokens['verify']> =>
  staff(settings).verify(await token(claims));
const bad = (why: string): Partial<BadToken> => ({ name: 'BadToken', why }) as Partial<BadToken>;

describe('a valid token', () => {
  it('names the person, the roles that are ours, and when they signed in', async () => {
    const claims = { roles: ['rekey-admin', 'sets-values', 'offline_access'], auth_time: seconds - 30 };
    expect(await verify(claims)).toEqual({
      personId: personIdOf(issuer, 'ada'),
      roles: ['rekey-admin', 'sets-values'],
      groups: [],
      signedInAt: now - 30_000,
    });
  });

  it('may come without roles and without the time of the login', async () => {
    expect(await verify({})).toEqual({ personId: `${issuer}#ada`, roles: [], groups: [] });
  });

  it.each<[string, JWTPayload]>([
    ['realm_access.roles', { realm_access: { roles: ['rekey-helpdesk'] } }],
    ['https://example.org/roles', { 'https://example.org/roles': ['rekey-helpdesk'] }],
    ['scope', { scope: 'openid rekey-helpdesk' }],
  ])('may hold the roles in %s', async (roleClaim, claims) => {
    expect((await verify(claims, { roleClaim })).roles).toEqual(['rekey-helpdesk']);
  });

  it.each<[string, JWTPayload]>([
    ['realm_access.roles', { realm_access: 'rekey-admin' }],
    ['a.b.c', { a: null }],
    ['roles.length', { roles: ['rekey-admin'] }],
    ['constructor.name', {}],
  ])('gives no role where %s leads to none', async (roleClaim, claims) => {
    expect((await verify(claims, { roleClaim })).roles).toEqual([]);
  });

  it.each<[string, JWTPayload, string[]]>([
    ['groups', { groups: ['sales', 'Domain Users', 'sales'] }, ['sales', 'Domain Users']],
    ['realm_access.groups', { realm_access: { groups: ['sales'] } }, ['sales']],
    ['https://example.org/groups', { 'https://example.org/groups': ['sales'] }, ['sales']],
    ['department', { department: 'Sales North' }, ['Sales North']],
    ['groups', { groups: ['sales', 7, null, {}, '', 'x'.repeat(201), 'x'.repeat(200)] }, ['sales', 'x'.repeat(200)]],
    ['groups', { groups: { sales: true } }, []],
    ['groups.length', { groups: ['sales'] }, []],
    ['groups', {}, []],
  ])('may hold the groups in %s: %j', async (groupClaim, claims, groups) => {
    expect((await verify(claims, { groupClaim })).groups).toEqual(groups);
  });

  it('tells 200 groups at most', async () => {
    const groups = Array.from({ length: 201 }, (_, i) => `group-${i}`);
    expect((await verify({ groups })).groups).toEqual(groups.slice(0, 200));
  });

  it("may say the directory's own personId, where a claim is configured for it", async () => {
    expect((await verify({ person_id: 'p-17' }, { personClaim: 'person_id' })).personId).toBe('p-17');
    expect((await verify({ person_id: 'p-17' })).personId).toBe(`${issuer}#ada`);
    expect((await verify({}, { personClaim: 'person_id' })).personId).toBe(`${issuer}#ada`);
  });

  it('costs the issuer two questions, however many there are', async () => {
    const tokens = staff();
    const all = await Promise.all(
      Array.from({ length: 5 }, async (_, i) => tokens.verify(await token({ sub: `u${i}` }))),
    );
    expect(all).toHaveLength(5);
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('may be signed with %s', async (alg) => {
    const other = await generateKeyPair(alg, { extractable: true });
    answers['/keys'] = await published(other);
    await expect(staff().verify(await token({}, other, { alg }))).resolves.toMatchObject({ roles: [] });
  });
});

describe('a token that is no good', () => {
  it('has expired', async () => {
    await expect(verify({ exp: seconds - 10 })).rejects.toMatchObject(bad('expired'));
  });

  it.each<[string, JWTPayload]>([
    ['is for another audience', { aud: 'shop' }],
    ['is of another issuer', { iss: 'https://evil.example' }],
    ['is not valid yet', { nbf: seconds + 60 }],
  ])('%s', async (_, claims) => {
    await expect(verify(claims)).rejects.toMatchObject(bad('invalid'));
  });

  it.each(['exp', 'sub', 'aud', 'iss'])('lacks %s', async (claim) => {
    await expect(verify({ [claim]: undefined })).rejects.toMatchObject(bad('invalid'));
  });

  it('was signed with another key under the same name', async () => {
    const other = await generateKeyPair('ES256');
    await expect(staff().verify(await token({}, other))).rejects.toMatchObject(bad('invalid'));
  });

  it('was signed with a key that the issuer does not publish', async () => {
    const other = await generateKeyPair('ES256');
    await expect(staff().verify(await token({}, other, { kid: 'k9' }))).rejects.toMatchObject(bad('invalid'));
  });

  it('is not signed', async () => {
    const unsigned = new UnsecuredJWT(good()).encode();
    await expect(staff().verify(unsigned)).rejects.toMatchObject(bad('invalid'));
  });

  it('is signed with the public key as if that were a shared secret', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
    answers['/keys'] = await published({ publicKey, privateKey });
    const secret = new TextEncoder().encode(await exportSPKI(publicKey));
    const forged = await new SignJWT(good()).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret);
    await expect(staff().verify(forged)).rejects.toMatchObject(bad('invalid'));
  });

  it.each(['', 'x', 'a.b.c', '....', 'eyJhbGciOiJFUzI1NiJ9.e30.x'])('is no token at all: %j', async (text) => {
    await expect(staff().verify(text)).rejects.toMatchObject(bad('invalid'));
  });
});

describe('the issuer', () => {
  it('may be away: that is not the token to blame, and the next one is judged again', async () => {
    const { port } = new URL(issuer);
    const tokens = staff();
    await close();
    await expect(tokens.verify(await token())).rejects.toBeInstanceOf(IssuerUnreachable);
    await listen(Number(port));
    await expect(tokens.verify(await token())).resolves.toMatchObject({ roles: [] });
  });

  it("is not asked about another issuer's token, nor blamed for it", async () => {
    await expect(verify({ iss: 'https://evil.example' })).rejects.toBeInstanceOf(BadToken);
    expect(asked).toEqual([]);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'has no discovery document',
      () => delete answers['/.well-known/openid-configuration'],
      /does not answer as it should/,
    ],
    [
      'has one of another issuer',
      () =>
        (answers['/.well-known/openid-configuration'] = { issuer: 'https://x.example', jwks_uri: `${issuer}/keys` }),
      /is of the issuer https:\/\/x\.example/,
    ],
    ['has one without keys', () => (answers['/.well-known/openid-configuration'] = { issuer }), /no provider metadata/],
    [
      'answers with a page',
      () => (answers['/.well-known/openid-configuration'] = '<html>'),
      /does not answer as it should/,
    ],
    ['lost its keys', () => delete answers['/keys'], /keys can't be read/],
    ['publishes nonsense as its keys', () => (answers['/keys'] = { keys: 7 }), /keys can't be read/],
  ])('%s: an error that says so', async (_, spoil, message) => {
    spoil();
    const error: unknown = await verify({}).catch((problem: unknown) => problem);
    expect(error).toBeInstanceOf(IssuerUnreachable);
    expect((error as Error).message).toMatch(message);
  });
});
