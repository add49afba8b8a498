/** What a worker takes from its environment, and what it refuses. */
import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../worker/settings.js';

const account = `AC${'0a'.repeat(16)}`;
const key = `SK${'0b'.repeat(16)}`;
const service = `MG${'0c'.repeat(16)}`;
const whole = { TWILIO_ACCOUNT_SID: account, TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+15005550006' };

describe('text messages', () => {
  it('go through Twilio where it is set up, with a token or a key, from a number or a service', () => {
    expect(readSettings(whole).texts).toEqual({
      by: 'twilio',
      twilio: { accountSid: account, login: { authToken: 'token' }, sender: { from: '+15005550006' } },
    });
    const other = {
      TWILIO_ACCOUNT_SID: account,
      TWILIO_API_KEY: key,
      TWILIO_API_SECRET: 'secret',
      TWILIO_MESSAGING_SERVICE_SID: service,
    };
    expect(readSettings(other).texts).toEqual({
      by: 'twilio',
      twilio: {
        accountSid: account,
        login: { apiKey: key, apiSecret: 'secret' },
        sender: { messagingServiceSid: service },
      },
    });
  });

  it.each(['+15005550006', '12345', 'Rekey', 'ACME & Sons'])('are from %j', (from) => {
    expect(readSettings({ ...whole, TWILIO_FROM: from }).texts.by).toBe('twilio');
  });

  it.each([
    ['mail', {}],
    ['mail', { SMTP_URL: 'smtp://localhost:2525' }],
    ['mail', { SMTP_URL: 'smtp://[::1]:2525' }],
    ['mail', { SMTP_URL: 'smtp://mail:1025', REKEY_SMS: 'mail' }],
    ['none', { SMTP_URL: 'smtp://mail:1025' }],
    ['none', { SMTP_URL: 'smtps://127.0.0.1.example.org' }],
    ['none', { REKEY_SMS: 'none' }],
    ['none', { SMTP_URL: 'smtp://mail:1025', TWILIO_ACCOUNT_SID: '', REKEY_SMS: '' }],
  ])('go by %s without it: %j', (by, env) => {
    expect(readSettings(env).texts).toEqual({ by });
  });
});

describe('a mistake', () => {
  const { TWILIO_AUTH_TOKEN: _, ...noLogin } = whole;
  const { TWILIO_FROM: __, ...noSender } = whole;
  it.each([
    [{ TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '12345' }, ['TWILIO_ACCOUNT_SID']],
    [{ TWILIO_ACCOUNT_SID: account }, ['TWILIO_AUTH_TOKEN', 'TWILIO_FROM']],
    [{ ...noLogin, TWILIO_API_KEY: key }, ['TWILIO_API_SECRET']],
    [{ ...noLogin, TWILIO_API_SECRET: 'secret' }, ['TWILIO_API_KEY']],
    [{ ...whole, TWILIO_API_KEY: key, TWILIO_API_SECRET: 'secret' }, ['TWILIO_AUTH_TOKEN']],
    [noSender, ['TWILIO_FROM']],
    [{ ...whole, TWILIO_MESSAGING_SERVICE_SID: service }, ['TWILIO_FROM']],
    [{ ...whole, REKEY_SMS: 'mail' }, ['REKEY_SMS']],
    [{ REKEY_SMS: 'twilio' }, ['REKEY_SMS']],
    [{ ...whole, TWILIO_ACCOUNT_SID: key, SMTP_URL: 'mail:25' }, ['SMTP_URL', 'TWILIO_ACCOUNT_SID']],
    [{ ...whole, TWILIO_FROM: 'a name that is too long' }, ['TWILIO_FROM']],
    [{ ...whole, TWILIO_FROM: 'whatsapp:+1500' }, ['TWILIO_FROM']],
  ])('is told with the variable and no value, all at once: %j', (env, names) => {
    const lines = (() => {
      try {
        readSettings(env);
        return [];
      } catch (error) {
        return (error as Error).message.split('\n');
      }
    })();
    expect(lines.map((line) => line.split(': ')[0])).toEqual(names);
    for (const value of Object.values(env)) expect(lines.join('\n')).not.toContain(value);
  });
});

describe('privileged users', () => {
  it('are those of the groups that are named', () => {
    const groups = (list: string) => readSettings({ REKEY_PRIVILEGED_GROUPS: list }).REKEY_PRIVILEGED_GROUPS;
    expect(groups('')).toEqual(['privileged']);
    expect(groups('domain-admins, Payroll Team')).toEqual(['domain-admins', 'Payroll Team']);
    expect(() => groups('a,,b')).toThrow('REKEY_PRIVILEGED_GROUPS: must be names of groups');
  });
});
