import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from '@jest/globals';
import { subkey } from '../../../adapters/keys/rings.js';
import { BadToken, type LinkClaims, type TokenClaims } from '../../../domain/ports.js';
import { freshKeys, tamperings, type Bench } from './support.js';

const claims: TokenClaims = { resetId: 'r1', epoch: 1, holder: 'subject', planHash: 'h', requestedAt: 5 };
const linkClaims: LinkClaims = {
  resetId: 'r1',
  stepId: 'email-link',
  purpose: 'prove',
  round: 1,
  secret: 's'.repeat(43),
};
const minute = 60_000;
const soon = ({ clock }: Bench) => clock.now() + minute;

const whyOf = (reading: Promise<unknown>): Promise<unknown> =>
  reading.then(
    () => 'it was accepted',
    (error: unknown) => (error instanceof BadToken ? error.why : error),
  );

describe('tokens', () => {
  it('say what was put into them, for a reset and for a link', async () => {
    const bench = freshKeys();
    const { tokens } = bench;
    expect(await tokens.read(await tokens.issue(claims, soon(bench)))).toEqual(claims);
    expect(await tokens.readLink(await tokens.issueLink(linkClaims, soon(bench)))).toEqual(linkClaims);
  });

  it('are the same for the same claims and expiry, in whatever order the claims are written', async () => {
    const bench = freshKeys();
    const token = await bench.tokens.issue(claims, soon(bench));
    bench.clock.pass(500);
    const turned = Object.fromEntries(Object.entries(claims).reverse()) as unknown as TokenClaims;
    expect(await bench.tokens.issue(turned, soon(bench) - 500)).toBe(token);
  });

  it('name type, audience, key and expiry, and nothing that was not asked for', async () => {
    const bench = freshKeys();
    const token = await bench.tokens.issue({ ...claims, extra: 'x' } as TokenClaims, soon(bench));
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'HS256',
      kid: bench.rings.tokens.newest().kid,
      typ: 'rekey-reset+jwt',
    });
    expect(decodeJwt(token)).toEqual({ ...claims, aud: 'rekey:reset', exp: soon(bench) / 1000 });
  });

  it('expire by the clock', async () => {
    const bench = freshKeys();
    const { tokens, clock } = bench;
    const [token, link] = [await tokens.issue(claims, soon(bench)), await tokens.issueLink(linkClaims, soon(bench))];
    clock.pass(minute - 1);
    expect(await tokens.read(token)).toEqual(claims);
    clock.pass(1);
    expect(await whyOf(tokens.read(token))).toBe('expired');
    expect(await whyOf(tokens.readLink(link))).toBe('expired');
  });

  it('are invalid when any part was changed, expired or not', async () => {
    const bench = freshKeys();
    const token = await bench.tokens.issue(claims, soon(bench));
    const spoiled = [...tamperings(token), '', 'x', '..', `${token}.`, token.split('.').slice(0, 2).join('.') + '.'];
    for (const text of spoiled) expect(await whyOf(bench.tokens.read(text))).toBe('invalid');
    bench.clock.pass(2 * minute);
    for (const text of spoiled) expect(await whyOf(bench.tokens.read(text))).toBe('invalid');
  });

  it('of one kind do not pass for the other', async () => {
    const bench = freshKeys();
    const { tokens } = bench;
    expect(await whyOf(tokens.readLink(await tokens.issue(claims, soon(bench))))).toBe('invalid');
    expect(await whyOf(tokens.read(await tokens.issueLink(linkClaims, soon(bench))))).toBe('invalid');
  });

  it('of another installation are invalid', async () => {
    const bench = freshKeys();
    const token = await freshKeys().tokens.issue(claims, soon(bench));
    expect(await whyOf(bench.tokens.read(token))).toBe('invalid');
  });

  it('issued before a rotation are still read; later ones carry the new key', async () => {
    const bench = freshKeys();
    const token = await bench.tokens.issue(claims, soon(bench));
    const kid = bench.rotate('tokens');
    expect(await bench.tokens.read(token)).toEqual(claims);
    expect(decodeProtectedHeader(await bench.tokens.issue(claims, soon(bench))).kid).toBe(kid);
  });

  describe('forged', () => {
    /** A token as ours but for what `change` says, signed with the right key. */
    async function forged(
      bench: Bench,
      { header = {}, payload = {} }: { header?: object; payload?: object },
    ): Promise<string> {
      const key = bench.rings.tokens.newest();
      const body = { ...claims, aud: 'rekey:reset', exp: soon(bench) / 1000, ...payload };
      return new SignJWT(body)
        .setProtectedHeader({ alg: 'HS256', kid: key.kid, typ: 'rekey-reset+jwt', ...header })
        .sign(subkey(key, 'tokens/reset'));
    }

    it('is accepted where nothing differs: the ways below fail for what they change', async () => {
      const bench = freshKeys();
      expect(await bench.tokens.read(await forged(bench, {}))).toEqual(claims);
    });

    it.each([
      ['another audience', { payload: { aud: 'rekey:link' } }],
      ['no audience', { payload: { aud: undefined } }],
      ['no expiry', { payload: { exp: undefined } }],
      ['an expiry that is no number', { payload: { exp: '9999999999' } }],
      ['another type', { header: { typ: 'JWT' } }],
      ['no type', { header: { typ: undefined } }],
      ['an unknown key', { header: { kid: 'nope' } }],
      ['no key', { header: { kid: undefined } }],
      ['a key id that is no text', { header: { kid: 7 } }],
      ['a longer hash', { header: { alg: 'HS512' } }],
      ['a negative epoch', { payload: { epoch: -1 } }],
      ['another holder', { payload: { holder: 'admin' } }],
      ['no reset', { payload: { resetId: undefined } }],
    ])('with %s is invalid', async (_, change) => {
      const bench = freshKeys();
      expect(await whyOf(bench.tokens.read(await forged(bench, change)))).toBe('invalid');
    });

    it('unsigned is invalid', async () => {
      const bench = freshKeys();
      const none = new UnsecuredJWT({ ...claims, aud: 'rekey:reset', exp: soon(bench) / 1000 }).encode();
      const head = { alg: 'none', kid: bench.rings.tokens.newest().kid, typ: 'rekey-reset+jwt' };
      const typed = `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${none.split('.')[1]}.`;
      for (const token of [none, typed]) expect(await whyOf(bench.tokens.read(token))).toBe('invalid');
    });

    it('signed with a key pair, its public key in the header, is invalid', async () => {
      const bench = freshKeys();
      const { publicKey, privateKey } = await generateKeyPair('RS256');
      const token = await new SignJWT({ ...claims, aud: 'rekey:reset', exp: soon(bench) / 1000 })
        .setProtectedHeader({
          alg: 'RS256',
          kid: bench.rings.tokens.newest().kid,
          typ: 'rekey-reset+jwt',
          jwk: await exportJWK(publicKey),
        })
        .sign(privateKey);
      expect(await whyOf(bench.tokens.read(token))).toBe('invalid');
    });
  });
});
