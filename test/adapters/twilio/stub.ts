/** A stand-in for Twilio's HTTP API on a free port, since the real one costs money and needs a phone; and a client that is led to it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type Response } from 'express';
import { BoundedClient } from '../../../adapters/twilio/client.js';

export interface Asked {
  account: string;
  /** The Authorization header, decoded: `user:secret`. */
  login: string;
  form: Record<string, string>;
}
export interface TwilioStub {
  url: string;
  /** Every request to send, in its order. */
  asked: Asked[];
  /** What it does with the next requests. */
  answer: (res: Response) => void;
  stop(): Promise<void>;
}

export async function twilioStub(): Promise<TwilioStub> {
  const app = express();
  app.post(
    '/2010-04-01/Accounts/:account/Messages.json',
    express.urlencoded({ extended: false }),
    ({ params, headers, body }, res) => {
      const login = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
      stub.asked.push({ account: String(params['account']), login, form: { ...(body as Asked['form']) } });
      stub.answer(res);
    },
  );
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stub: TwilioStub = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer: taken,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return stub;
}

/** As Twilio answers where it took a message. */
const taken = (res: Response): void => void res.status(201).json({ sid: `SM${'0'.repeat(32)}`, status: 'queued' });

/** As Twilio refuses: quoting the number. */
export const refused =
  (status: number, code?: number) =>
  (res: Response): void =>
    void res.status(status).json({ code, status, message: `No, not to +4915550123456`, more_info: 'https://…' });

/** Goes to `url` whatever host the SDK meant. */
export class Redirected extends BoundedClient {
  constructor(url: string, timeout?: number) {
    super(timeout);
    this.axios.interceptors.request.use((request) =>
      Object.assign(request, { url: request.url?.replace('https://api.twilio.com', url) }),
    );
  }
}
