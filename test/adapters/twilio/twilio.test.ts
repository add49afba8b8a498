/** Text messages through Twilio's SDK, against a stand-in for Twilio's HTTP API: what is sent, what is taken for passing and for lasting, and what is told to nobody. */
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import getPort from 'get-port';
import { TextNotSent, twilioSms, type Fault, type TwilioSettings } from '../../../adapters/twilio/index.js';
import { Redirected, refused, twilioStub, type TwilioStub } from './stub.js';

const accountSid = `AC${'a'.repeat(32)}`;
const settings: TwilioSettings = {
  accountSid,
  login: { authToken: 'token-of-the-account' },
  sender: { from: '+15005550006' },
};
const message = { to: '+4915550123456', text: 'Your code is 12345678', key: 'k1' };
const secrets = /4915550123456|12345678|token-of-the-account/;

let stub: TwilioStub;
let told: Fault[];
beforeEach(async () => {
  told = [];
  stub = await twilioStub();
});
afterEach(() => stub.stop());

const smsTo = (url: string, change: Partial<TwilioSettings> = {}, timeout?: number) =>
  twilioSms(
    { ...settings, ...change },
    { onRefused: (fault) => told.push(fault), httpClient: new Redirected(url, timeout) },
  );

/** The failure, which must tell neither number nor text nor token. */
async function failure(attempt: Promise<void>): Promise<TextNotSent> {
  const error: unknown = await attempt.then(
    () => undefined,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(TextNotSent);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(secrets);
  expect(JSON.stringify(told)).not.toMatch(secrets);
  return error as TextNotSent;
}

describe('a text message', () => {
  it('goes to the one phone, from the number, under the account', async () => {
    await smsTo(stub.url).send(message);
    expect(stub.asked).toEqual([
      {
        account: accountSid,
        login: `${accountSid}:token-of-the-account`,
        form: { To: message.to, Body: message.text, From: '+15005550006' },
      },
    ]);
    expect(told).toEqual([]);
  });

  it('goes through a messaging service, with an API key', async () => {
    const messagingServiceSid = `MG${'b'.repeat(32)}`;
    const apiKey = `SK${'c'.repeat(32)}`;
    const sms = smsTo(stub.url, { login: { apiKey, apiSecret: 'secret' }, sender: { messagingServiceSid } });
    await sms.send(message);
    expect(stub.asked).toMatchObject([
      { account: accountSid, login: `${apiKey}:secret`, form: { MessagingServiceSid: messagingServiceSid } },
    ]);
    expect(stub.asked[0]?.form).not.toHaveProperty('From');
  });

  it.each(['whatsapp:+4915550123456', '015550123456', '+49 1555 0123456', 'client:alice', '+0123456789', ''])(
    'goes to nothing but a phone number: %j',
    async (to) => {
      expect(await failure(smsTo(stub.url).send({ ...message, to }))).toMatchObject({ lasting: true });
      expect(stub.asked).toEqual([]);
    },
  );
});

describe('a refusal', () => {
  it.each([
    ['no such number', 400, 21211],
    ['no mobile phone', 400, 21614],
    ['unsubscribed', 400, 21610],
  ])('is lasting where it is about the phone: %s', async (_, status, code) => {
    stub.answer = refused(status, code);
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ code, status, lasting: true });
    expect(told).toEqual([]);
  });

  it.each([
    ['too many requests', 429, 20429],
    ['too many messages', 429, 14107],
    ['a busy proxy', 429, undefined],
    ['a fault of Twilio', 500, 20500],
    ['a Twilio that is down', 503, undefined],
  ])('is passing, and not repeated here: %s', async (_, status, code) => {
    stub.answer = refused(status, code);
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ status, lasting: false });
    expect(stub.asked).toHaveLength(1);
    expect(told).toEqual([]);
  });

  it.each([
    ['wrong credentials', 401, 20003],
    ['an account that is suspended', 403, 20005],
    ['a country that is not enabled', 400, 21408],
    ['a sender that is not ours', 400, 21606],
    ['an unknown account', 404, 20404],
  ])('is passing, and told to the operator by its code: %s', async (_, status, code) => {
    stub.answer = refused(status, code);
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ code, status, lasting: false });
    expect(told).toEqual([{ code, status }]);
  });

  it('is understood in the newer form of problems (RFC 9457), too', async () => {
    stub.answer = (res) =>
      void res.status(400).json({ type: 'https://…', title: 'Not to +4915550123456', status: 400, code: 21211 });
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ code: 21211, lasting: true });
  });

  it.each([
    ['a page of a gateway', 502, '<html>+4915550123456</html>'],
    ['a page where a message was to be', 200, '<html>+4915550123456</html>'],
    ['an answer without end', 201, JSON.stringify('+4915550123456'.repeat(20_000))],
    ['nothing', 500, ''],
  ])('is passing where the answer is none of Twilio: %s', async (_, status, body) => {
    stub.answer = (res) => void res.status(status).send(body);
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ lasting: false });
  });

  it('is passing where Twilio sends somewhere else, which nobody follows', async () => {
    stub.answer = (res) => res.redirect('http://127.0.0.1:9/');
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ status: 302, lasting: false });
    expect(told).toHaveLength(1);
  });
});

describe('a network that fails', () => {
  it('is passing: nobody listens', async () => {
    const url = `http://127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
    expect(await failure(smsTo(url).send(message))).toMatchObject({ code: 'ECONNREFUSED', lasting: false });
    expect(told).toEqual([]);
  });

  it('is passing: the connection ends', async () => {
    stub.answer = (res) => void res.socket?.destroy();
    expect(await failure(smsTo(stub.url).send(message))).toMatchObject({ code: 'ECONNRESET', lasting: false });
  });

  it('is given up in bounded time: no answer', async () => {
    stub.answer = () => undefined;
    expect(await failure(smsTo(stub.url, {}, 200).send(message))).toMatchObject({ lasting: false });
  });

  it('is given up in bounded time: an answer byte by byte, for ever', async () => {
    stub.answer = (res) => {
      const drip = setInterval(() => res.write(' '), 50);
      res.on('close', () => clearInterval(drip));
    };
    expect(await failure(smsTo(stub.url, {}, 300).send(message))).toMatchObject({ lasting: false });
  });

  it('is given up in bounded time: a server that takes connections and says nothing', async () => {
    const server: Server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect(await failure(smsTo(`http://127.0.0.1:${port}`, {}, 200).send(message))).toMatchObject({ lasting: false });
    server.close();
  });
});

describe('the SDK', () => {
  const variables = {
    TWILIO_LOG_LEVEL: 'debug',
    TWILIO_REGION: 'ie1',
    TWILIO_EDGE: 'dublin',
    TWILIO_AUTH_TOKEN: 'other',
  };
  const before = { ...process.env };
  beforeEach(() => void Object.assign(process.env, variables));
  afterEach(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
    jest.restoreAllMocks();
  });

  it('prints nothing, whatever comes', async () => {
    const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((level) =>
      jest.spyOn(console, level).mockImplementation(() => undefined),
    );
    const written = [process.stdout, process.stderr].map((out) => jest.spyOn(out, 'write').mockReturnValue(true));
    await smsTo(stub.url).send(message);
    stub.answer = refused(400, 21211);
    await failure(smsTo(stub.url).send(message));
    const calls = [...printed, ...written].flatMap((spy) => spy.mock.calls as unknown[]);
    jest.restoreAllMocks();
    expect(calls).toEqual([]);
  });

  it('takes its settings from nowhere else', async () => {
    // Led elsewhere by a region, it would not have come to the stand-in.
    await smsTo(stub.url).send(message);
    expect(stub.asked).toMatchObject([{ login: `${accountSid}:token-of-the-account` }]);
  });
});
