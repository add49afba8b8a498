/** How a worker's text messages go out, and what its log says of it. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { metersOn } from '../../adapters/meters.js';
import type { OutgoingMail } from '../../adapters/mail-rules.js';
import { Registry } from 'prom-client';
import { log } from '../../worker/log.js';
import { textingBy } from '../../worker/sms.js';
import type { Texts } from '../../worker/sms-settings.js';

let logged: unknown[][];
beforeEach(() => {
  logged = [];
  for (const level of ['info', 'warn'] as const)
    jest.spyOn(log, level).mockImplementation((...said: unknown[]) => void logged.push(said));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const message = { to: '+4915550123456', text: 'Your code is 12345678', key: 'k1' };
async function worker(texts: Texts) {
  const mails: OutgoingMail[] = [];
  const metrics = new Registry();
  const mail = { send: async (outgoing: OutgoingMail) => void mails.push(outgoing) };
  const { texting } = await textingBy(texts, mail, metersOn(metrics));
  return { texting, mails, metrics: () => metrics.metrics() };
}

describe('a worker', () => {
  it('says once that it sends no text messages, and has nothing to send them with', async () => {
    expect((await worker({ by: 'none' })).texting).toBeUndefined();
    expect(logged).toEqual([[expect.stringMatching(/^no text messages are sent/)]]);
  });

  it('says once that they reach no phone, makes mails of them and counts them as text messages', async () => {
    const { texting, mails, metrics } = await worker({ by: 'mail' });
    await texting!.sms.send(message);
    expect(mails).toMatchObject([{ to: '4915550123456@sms.invalid', text: `${message.text}\n`, messageId: 'k1' }]);
    expect(logged).toEqual([[expect.stringMatching(/sms\.invalid/)]]);
    expect(await metrics()).toMatch(/^rekey_texts_sent_total 1$/m);
    expect(await metrics()).toMatch(/^rekey_mails_sent_total 0$/m);
  });

  it('makes them of the short forms', async () => {
    const { texting } = await worker({ by: 'mail' });
    expect(texting!.forms.has('caller-code')).toBe(true);
    expect(texting!.forms.has('email-code')).toBe(false);
  });

  it('says nothing where Twilio sends them', async () => {
    const login = { authToken: 'token' };
    const twilio = { accountSid: `AC${'a'.repeat(32)}`, login, sender: { from: '+15005550006' } };
    expect((await worker({ by: 'twilio', twilio })).texting).toBeDefined();
    expect(logged).toEqual([]);
  });
});
