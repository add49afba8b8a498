// The mail catcher: takes every mail over SMTP, delivers none, and shows them on a page and over HTTP.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTransport } from 'nodemailer';
import { type Service, answers } from '../service.js';

const keptMails = '2000';
const program = () => fileURLToPath(new URL('./bin/maildev.js', import.meta.resolve('maildev')));

/** maildev, from its npm package. */
export const mail: Service = {
  name: 'mail',
  title: 'Mail catcher',
  ports: ['smtp', 'mailUi'],
  givenBy: 'SMTP_URL',
  launch: ({ dataDir, ports }) => ({
    program: process.execPath,
    args: [
      ...[program(), '--ip', '127.0.0.1', '--smtp', String(ports.smtp)],
      ...['--web-ip', '127.0.0.1', '--web', String(ports.mailUi)],
      ...['--mail-directory', join(dataDir, 'mails'), '--max-emails', keptMails],
    ],
  }),
  ready: ({ ports, env: { SMTP_URL: given } }) =>
    given ? greeted(given) : answers(`http://127.0.0.1:${ports.mailUi}/api/healthz`),
};

/** By a server elsewhere: it lets Rekey in. */
async function greeted(url: string): Promise<void> {
  const transport = createTransport({ url, connectionTimeout: 2_000, greetingTimeout: 2_000, socketTimeout: 2_000 });
  try {
    await transport.verify();
  } finally {
    transport.close();
  }
}
