/** Mail over a real SMTP server, and what happens when that is gone, hangs, or says no. */
import { afterEach, describe, expect, it } from '@jest/globals';
import getPort from 'get-port';
import type { SMTPServerOptions } from 'smtp-server';
import type { OutgoingMail } from '../../../adapters/mail-rules.js';
import { MailNotSent, render, smtpTransport, type SmtpTransport } from '../../../adapters/smtp/index.js';
import { mailServer, silentServer, type TestServer } from './server.js';

const mail: OutgoingMail = {
  to: 'alice@example.org',
  subject: 'Ihr Code für Rekey',
  text: 'Hello,\n\n12345678\n',
  html: '<!doctype html><p>12345678</p>',
  messageId: 'k3y_of-this.mail',
};
const from = 'Rekey <no-reply@rekey.example>';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
function transportTo(url: string, timeoutMs?: number): SmtpTransport {
  const transport = smtpTransport(url, { from, ...(timeoutMs !== undefined && { timeoutMs }) });
  cleanUps.push(() => transport.close());
  return transport;
}
async function started<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  cleanUps.push(() => server.stop());
  return server;
}
const serverWith = (options?: SMTPServerOptions): Promise<TestServer> => started(mailServer(options));
const refusal = (responseCode: number): Error =>
  Object.assign(new Error('no alice@example.org here, 12345678'), { responseCode });
async function failure(attempt: Promise<void>): Promise<MailNotSent> {
  const error: unknown = await attempt.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(MailNotSent);
  const told = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).stack);
  expect(told).not.toMatch(/alice|12345678/);
  return error as MailNotSent;
}

describe('the SMTP transport', () => {
  it('delivers text and HTML to the one address', async () => {
    const server = await serverWith();
    await transportTo(server.url).send(mail);
    const [received] = server.received;
    expect(received).toMatchObject({ from: 'no-reply@rekey.example', to: ['alice@example.org'] });
    expect(received?.mail).toMatchObject({ subject: mail.subject, text: mail.text, html: mail.html });
    expect(received?.mail.from?.text).toBe('"Rekey" <no-reply@rekey.example>');
    expect(received?.mail.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('gives the same mail the same Message-ID when it is sent again', async () => {
    const server = await serverWith();
    const transport = transportTo(server.url);
    await transport.send(mail);
    await transport.send(mail);
    expect(server.received.map((r) => r.mail.messageId)).toEqual(Array(2).fill('<k3y_of-this.mail@rekey.example>'));
  });

  it('sends many at once over few connections', async () => {
    let connections = 0;
    const server = await serverWith({ onConnect: (_, done) => (connections++, done()) });
    const transport = transportTo(server.url);
    await Promise.all(Array.from({ length: 30 }, (_, i) => transport.send({ ...mail, messageId: `m${i}` })));
    expect(server.received).toHaveLength(30);
    expect(connections).toBeLessThanOrEqual(5);
  });

  it('verifies that the server answers', async () => {
    await expect(transportTo((await serverWith()).url).verify()).resolves.toBeUndefined();
  });

  it('says so when the server is dead, and sends again once it lives', async () => {
    const port = await getPort({ host: '127.0.0.1' });
    const transport = transportTo(`smtp://127.0.0.1:${port}`);
    expect(await failure(transport.send(mail))).toMatchObject({ lasting: false });
    expect(await failure(transport.verify())).toMatchObject({ lasting: false });
  });

  it('gives up on a server that hangs', async () => {
    const server = await started(silentServer());
    expect(await failure(transportTo(server.url, 300).send(mail))).toMatchObject({ lasting: false });
    expect(await failure(transportTo(server.url, 300).verify())).toMatchObject({ lasting: false });
  });

  it('gives up on a server that takes the mail and never answers', async () => {
    const server = await serverWith({ onData: (stream) => void stream.resume() });
    expect(await failure(transportTo(server.url, 400).send(mail))).toMatchObject({ code: 'EABORT', lasting: false });
  });

  it('gives up on what waits behind mails that hang', async () => {
    const server = await serverWith({ onData: (stream) => void stream.resume() });
    const transport = transportTo(server.url, 400);
    const all = await Promise.all(Array.from({ length: 8 }, () => failure(transport.send(mail))));
    expect(all.map((error) => error.code)).toEqual(Array(8).fill('EABORT'));
  });

  it.each([
    [451, false],
    [550, true],
  ])('tells a %i for the address apart', async (responseCode, lasting) => {
    const server = await serverWith({ onRcptTo: (_, __, done) => done(refusal(responseCode)) });
    expect(await failure(transportTo(server.url).send(mail))).toMatchObject({ responseCode, lasting });
  });

  it.each([
    [452, false],
    [554, true],
  ])('tells a %i for the content apart', async (responseCode, lasting) => {
    const server = await serverWith({
      onData: (stream, _, done) => {
        stream.resume();
        stream.on('end', () => done(refusal(responseCode)));
      },
    });
    expect(await failure(transportTo(server.url).send(mail))).toMatchObject({ responseCode, lasting });
  });

  it.each([
    'a@example.org, b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    'Eve <b@example.org>',
    'group: a@example.org;',
    '',
  ])('sends nothing to what is not one address: %j', async (to) => {
    const server = await serverWith();
    expect(await failure(transportTo(server.url).send({ ...mail, to }))).toMatchObject({
      code: 'EENVELOPE',
      lasting: true,
    });
    expect(server.received).toEqual([]);
  });

  it('lets no name put headers, recipients or paragraphs into a mail', async () => {
    const server = await serverWith();
    const name = 'Eve\r\nBcc: eve@example.net\r\nSubject: hi\r\n\r\nOpen http://evil.example <img src=x>';
    const rendered = render('email-code', { name, service: 'Rekey', code: '87654321', minutes: 10 }, 'en');
    await transportTo(server.url).send({
      ...mail,
      ...rendered,
      subject: `${rendered.subject}\r\nBcc: eve@example.net`,
    });
    const [received] = server.received;
    expect(received?.to).toEqual(['alice@example.org']);
    expect(received?.mail.bcc).toBeUndefined();
    expect(received?.raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
    expect(received?.mail.html).not.toContain('<img');
  });

  it('never sends a password to a server without TLS', async () => {
    const server = await serverWith({
      onAuth: (_, __, done) => done(null, { user: 'rekey' }),
      allowInsecureAuth: true,
    });
    const url = server.url.replace('://', '://rekey:hunter2@');
    const error = await failure(transportTo(url).send(mail));
    expect(error.code).toBe('ETLS');
    expect(error.message).not.toContain('hunter2');
    await transportTo(`${url}?requireTLS=false`).send(mail);
    expect(server.received).toHaveLength(1);
  });

  it.each(['http://127.0.0.1', 'mail.example.org', '', 'smtp//user:hunter2@mail'])('takes no %j for its URL', (url) => {
    expect(() => smtpTransport(url, { from })).toThrow(/^SMTP_URL must be smtp:/);
  });
});
