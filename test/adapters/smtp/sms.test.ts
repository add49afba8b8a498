/** Text messages of the development stack, as the mail catcher gets them. */
import { afterEach, expect, it } from '@jest/globals';
import { smsByMail } from '../../../adapters/smtp/sms.js';
import { MailNotSent, smtpTransport } from '../../../adapters/smtp/index.js';
import { mailServer } from './server.js';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function mailing() {
  const server = await mailServer();
  const transport = smtpTransport(server.url, { from: 'Rekey <no-reply@rekey.example>' });
  stops.push(
    () => server.stop(),
    () => transport.close(),
  );
  return { server, sms: smsByMail(transport) };
}

it('makes a mail of a text message, to an address that no mail can reach', async () => {
  const { server, sms } = await mailing();
  await sms.send({ to: '+4915550123456', text: 'Ihr Code für Ihren Anruf: 12345678.', key: 'k_1-a' });
  const [{ to, mail } = { to: [], mail: undefined }] = server.received;
  expect(to).toEqual(['4915550123456@sms.invalid']);
  expect(mail).toMatchObject({ subject: 'SMS', html: false, messageId: '<k_1-a@rekey.example>' });
  expect(mail?.text?.trim()).toBe('Ihr Code für Ihren Anruf: 12345678.');
});

it('sends nothing for what is no number, and never will', async () => {
  const { server, sms } = await mailing();
  const error: unknown = await sms.send({ to: 'a@example.org', text: 'x', key: 'k' }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(MailNotSent);
  expect(error).toMatchObject({ lasting: true });
  expect(server.received).toEqual([]);
});
