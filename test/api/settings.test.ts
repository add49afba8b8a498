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

  it('name the groups of privileged users', () => {
    const groups = (list: string) => readSettings({ REKEY_PRIVILEGED_GROUPS: list }).privilegedGroups;
    expect(groups('')).toEqual(['privileged']);
    expect(groups('domain-admins, Payroll Team')).toEqual(['domain-admins', 'Payroll Team']);
    for (const list of [',', 'a,,b', 'a,']) expect(() => groups(list)).toThrow('REKEY_PRIVILEGED_GROUPS: must be');
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

  const client = { REKEY_OIDC_CLIENT_ID: 'rekey', REKEY_OIDC_CLIENT_SECRET: 'secret-word' };
  const issuer = { REKEY_OIDC_ISSUER: 'https://issuer.example', REKEY_OIDC_AUDIENCE: 'rekey' };

  it('offer pages to staff where there is a client, for half an hour idle and eight hours in all', () => {
    expect(readSettings({}).staffPages).toBeNull();
    expect(readSettings({ ...issuer, ...client }).staffPages).toEqual({
      clientId: 'rekey',
      clientSecret: 'secret-word',
      idle: 30 * 60_000,
      lasts: 8 * 3_600_000,
    });
    const given = { ...issuer, ...client, REKEY_SESSION_IDLE: 'PT10M30S', REKEY_SESSION_LASTS: 'PT1H' };
    expect(readSettings(given).staffPages).toMatchObject({ idle: 630_000, lasts: 3_600_000 });
  });

  it.each([
    [{ ...client }, 'REKEY_OIDC_ISSUER: must be set where REKEY_OIDC_CLIENT_ID is'],
    [{ ...issuer, REKEY_OIDC_CLIENT_ID: 'rekey' }, 'REKEY_OIDC_CLIENT_SECRET: must be set'],
    [{ ...issuer, REKEY_OIDC_CLIENT_SECRET: 'secret-word' }, 'REKEY_OIDC_CLIENT_ID: must be set'],
    [{ REKEY_SESSION_IDLE: '30' }, 'REKEY_SESSION_IDLE: must be a duration'],
    [{ REKEY_SESSION_IDLE: 'PT' }, 'REKEY_SESSION_IDLE: must be a duration'],
    [{ REKEY_SESSION_IDLE: 'P1D' }, 'REKEY_SESSION_IDLE: must be a duration'],
    [{ REKEY_SESSION_IDLE: 'PT0S' }, 'REKEY_SESSION_IDLE: must be PT1M to PT1H'],
    [{ REKEY_SESSION_IDLE: 'PT2H' }, 'REKEY_SESSION_IDLE: must be PT1M to PT1H'],
    [{ REKEY_SESSION_LASTS: 'PT25H' }, 'REKEY_SESSION_LASTS: must be PT1M to PT24H'],
    [{ REKEY_SESSION_IDLE: 'PT1H', REKEY_SESSION_LASTS: 'PT30M' }, 'REKEY_SESSION_IDLE: must not be longer'],
  ])('say what is wrong with %j', (env, message) => {
    expect(() => readSettings(env)).toThrow(message);
    expect(() => readSettings(env)).not.toThrow('secret-word');
  });

  it('want the audience of an issuer', () => {
    expect(() => readSettings({ REKEY_OIDC_ISSUER: 'https://issuer.example' })).toThrow('REKEY_OIDC_AUDIENCE');
  });
});
