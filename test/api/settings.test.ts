// The API's settings.
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../api/settings.js';

describe('settings', () => {
  it('have a default each, for this machine alone', () => {
    expect(readSettings({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      oidc: null,
      app: { trustProxy: false, defaultMethod: 'email-code' },
      temporal: { namespace: 'default', taskQueue: 'rekey' },
    });
  });

  it('take empty variables for none', () => {
    expect(readSettings({ REKEY_OIDC_ISSUER: '', REKEY_API_PORT: '' })).toMatchObject({ port: 8080, oidc: null });
  });

  it.each([
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
    ['2001:db8::1', ['2001:db8::1']],
    ['2', 2],
  ])('take trusted proxies as express does: %s', (REKEY_TRUSTED_PROXIES, trustProxy) => {
    expect(readSettings({ REKEY_TRUSTED_PROXIES }).app.trustProxy).toEqual(trustProxy);
  });

  it('tell every mistake at once, one line each, without the value', () => {
    const read = () =>
      readSettings({
        REKEY_API_PORT: '70000',
        REKEY_TRUSTED_PROXIES: 'everybody',
        REKEY_LIMIT_RESETS: 'none',
        REKEY_OIDC_ISSUER: 'secret-place',
        MONGODB_URI: 'http://user:secret@host',
      });
    let message = '';
    try {
      read();
    } catch (error) {
      message = (error as Error).message;
    }
    const lines = message.split('\n').map((line) => line.split(':')[0]);
    expect(lines.sort()).toEqual([
      'MONGODB_URI',
      'REKEY_API_PORT',
      'REKEY_LIMIT_RESETS',
      'REKEY_OIDC_ISSUER',
      'REKEY_TRUSTED_PROXIES',
    ]);
    expect(message).not.toContain('secret');
  });

  it('name the claims of roles and groups, and of persons only where one is set', () => {
    const named = { REKEY_OIDC_ISSUER: 'https://issuer.example', REKEY_OIDC_AUDIENCE: 'rekey' };
    expect(readSettings({ ...named, REKEY_GROUP_CLAIM: '' }).oidc).toEqual({
      issuer: 'https://issuer.example',
      audience: 'rekey',
      roleClaim: 'roles',
      groupClaim: 'groups',
    });
    const claims = { REKEY_ROLE_CLAIM: 'r', REKEY_GROUP_CLAIM: 'realm.g', REKEY_PERSON_CLAIM: 'p' };
    expect(readSettings({ ...named, ...claims }).oidc).toMatchObject({
      roleClaim: 'r',
      groupClaim: 'realm.g',
      personClaim: 'p',
    });
  });

  it('want the audience of an issuer', () => {
    expect(() => readSettings({ REKEY_OIDC_ISSUER: 'https://issuer.example' })).toThrow('REKEY_OIDC_AUDIENCE');
  });
});
