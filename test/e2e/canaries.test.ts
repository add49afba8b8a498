// No secret and no typed name stands anywhere but where it must: every method is played with values that nobody else has, and then
// Temporal's database, the reset's history as whoever has the keys reads it, MongoDB's files and collections, all logs, all metrics and all mails are
// searched for them, in every encoding.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import mongoose from 'mongoose';
import { parseDocument } from 'yaml';
import { Api, type Holding, type PublicMethod } from '../../dev/client.js';
import { Mailbox } from '../../dev/mailbox.js';
import { metricsIn } from '../../dev/metrics.js';
import { anyPhone } from '../../dev/people.js';
import type { CredentialResetContext } from '../../domain/context.js';
import { anyAddress, openStack, type OpenStack, type TestUser } from '../support/e2e.js';
import { decoded, readable } from '../support/history.js';
import { filesIn, placesOf } from '../support/search.js';

const methods = readdirSync('methods')
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace(/\.yaml$/, ''));

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

/** Remembers the tokens that it was given. */
class ListeningApi extends Api {
  readonly tokens: string[] = [];
  /** That deciders were told. */
  readonly numbers: string[] = [];
  override async look(...args: Parameters<Api['look']>): Promise<CredentialResetContext> {
    const context = await super.look(...args);
    const shown = context.authentication.steps.flatMap((step) => step.shown ?? []);
    this.numbers.push(...shown.map(({ value }) => value));
    return context;
  }
  readonly #keep = (holding: Holding): Holding => {
    this.tokens.push(holding.token);
    return holding;
  };
  override request = (...args: Parameters<Api['request']>) => super.request(...args).then(this.#keep);
  override executeOnly = (...args: Parameters<Api['executeOnly']>) => super.executeOnly(...args).then(this.#keep);
  override openLink = (...args: Parameters<Api['openLink']>) => super.openLink(...args).then(this.#keep);
}
/** Remembers what it read. */
class ListeningMailbox extends Mailbox {
  readonly read: string[] = [];
  override async code(address: string): Promise<string> {
    const code = await super.code(address);
    this.read.push(code);
    return code;
  }
  override async textedCode(phone: string): Promise<string> {
    const code = await super.textedCode(phone);
    this.read.push(code);
    return code;
  }
  override async link(address: string): Promise<URL> {
    const link = await super.link(address);
    this.read.push(link.searchParams.get('t') ?? '');
    return link;
  }
}

interface Canaries {
  resetId: string;
  user: TestUser;
  /** As it was typed: in the directory it stands in small letters. */
  typedName: string;
  /** Typed or displayed; where that is good for one login only, what was chosen there, too. */
  passwords: string[];
  /** Codes and link tokens. */
  mailed: string[];
  /** That the user reads out to those who decide. */
  numbers: string[];
  /** Reset tokens. */
  tokens: string[];
}

/** As the method, but with numbers for deciders that stand nowhere by chance, as four digits do. */
async function searchable(id: string): Promise<PublicMethod> {
  const method = parseDocument(readFileSync(`${stack.env['REKEY_METHODS_DIR']}/${id}.yaml`, 'utf8'));
  const { authentication } = method.toJS() as { authentication?: { of: (string | object)[] } };
  const at = authentication?.of.findIndex((step) => typeof step === 'object' && 'approval' in step) ?? -1;
  if (at < 0) return stack.method(id);
  method.setIn(['authentication', 'of', at, 'approval', 'digits'], 8);
  method.set('id', '{id}');
  return stack.publish(method.toString());
}

async function playWithCanaries(method: string): Promise<Canaries> {
  const alias = `canary-${randomBytes(6).toString('hex')}@alias.example.org`;
  const userName = `canary-${randomBytes(6).toString('hex')}`;
  const user = await stack.user({
    userName,
    addresses: [
      ...[`${userName}@example.org`, alias].map((value) => ({ kind: 'email' as const, value, verified: true })),
      { kind: 'phone', value: anyPhone(), verified: true },
    ],
  });
  const typedName = alias.replace('canary', 'CaNaRy').replace('alias', 'AlIaS');
  const api = new ListeningApi(stack.env['REKEY_PUBLIC_URL']!, anyAddress());
  const mailbox = new ListeningMailbox(`http://127.0.0.1:${stack.env['REKEY_MAIL_UI_PORT']}`);
  // Quotes, a backslash and an accent: JSON and URLs write them otherwise.
  const newPassword = `"Canary" \\ résumé ${randomBytes(9).toString('base64url')}`;
  const played = await stack.play(await searchable(method), user, { api, mailbox, user: typedName, newPassword });
  expect(played.state).toBe('completed');
  await mailbox.notice(user.address);
  const { id: resetId, password } = played;
  const chosen = `"Chosen" \\ café ${randomBytes(9).toString('base64url')}`;
  const isTemporary = (await stack.logIn(user, password, chosen)).ok && (await stack.signsIn(user, chosen));
  const passwords = isTemporary ? [password, chosen] : [password];
  const numbers = [...new Set(api.numbers)];
  return { resetId, user, typedName, passwords, numbers, mailed: mailbox.read, tokens: api.tokens };
}

/** Every document of every collection but the users', as the driver reads it. */
async function collections(): Promise<Map<string, Buffer>> {
  const client = await new mongoose.mongo.MongoClient(stack.env['MONGODB_URI']!).connect();
  try {
    const found = new Map<string, Buffer>();
    for (const { collectionName } of await client.db().collections()) {
      const documents = await client.db().collection(collectionName).find().toArray();
      found.set(`the collection ${collectionName}`, Buffer.from(mongoose.mongo.BSON.EJSON.stringify(documents)));
    }
    return found;
  } finally {
    await client.close();
  }
}

/** What operators see of a reset in Temporal's UI: payloads, summaries and failures of its history, decoded, and its Current Details. */
async function inTemporal(resetId: string): Promise<Map<string, Buffer>> {
  const reset = stack.temporal.workflow.getHandle(resetId);
  // Closed, it may have mails to send.
  await reset.result();
  const seen = {
    'the history': await decoded(await reset.fetchHistory(), stack.keys.codec),
    'the details': await reset.query('__temporal_workflow_metadata'),
  };
  return new Map(Object.entries(seen).map(([place, data]) => [place, Buffer.from(readable(data))]));
}

async function metrics(): Promise<Map<string, Buffer>> {
  const texts = Object.entries(await metricsIn(stack.env));
  return new Map(texts.map(([name, text]) => [`the metrics of ${name}`, Buffer.from(text)]));
}

/** Every mail that was ever sent, decoded. */
async function mails(): Promise<Map<string, Buffer>> {
  const files = filesIn(stack.env['REKEY_DATA_DIR']!, (path) => path.startsWith('mails/') && path.endsWith('.eml'));
  const parsed = [...files].map(async ([path, data]) => {
    const { subject = '', text = '', html, headerLines } = await simpleParser(data);
    const lines = [subject, text, html || '', ...headerLines.map(({ line }) => line)];
    return [path, Buffer.from(lines.join('\n'))] as const;
  });
  return new Map(await Promise.all(parsed));
}

describe.each(methods)('after a reset by %s', (method) => {
  it('its secrets and the typed name stand nowhere, and each code or link in its own mail alone', async () => {
    const { resetId, user, typedName, passwords, mailed, numbers, tokens } = await playWithCanaries(method);
    const temporal = await inTemporal(resetId);
    const told = await metrics();
    const stored = await collections();
    const files = filesIn(
      stack.env['REKEY_DATA_DIR']!,
      (path) => !path.startsWith('mails/') && !path.startsWith('keys/'),
    );
    const sent = await mails();

    // First that the search finds what is there: in each place something of this reset stands that may.
    const controls = [
      ...[...placesOf(resetId, stored), ...placesOf(resetId, files)],
      ...[...placesOf('listening', files), ...placesOf(user.address, sent)],
    ];
    expect(controls).toEqual(
      expect.arrayContaining([
        'the collection resets, as it is',
        expect.stringMatching(/^temporal\.db(-wal)?, as it is$/),
        expect.stringMatching(/^mongo\/.*, as it is$/),
        'logs/api.log, as it is',
        expect.stringMatching(/^mails\/.*, as it is$/),
      ]),
    );
    // These stand in the history only where it is encrypted: in a payload, and in a summary.
    for (const text of [`${resetId}/request`, 'Reset of password by'])
      expect(placesOf(text, temporal)).toEqual(['the history, as it is']);
    expect(placesOf('**completed**', temporal)).toEqual(['the details, as it is']);
    expect(placesOf('rekey_mongodb_commands_total', told)).toEqual(
      ['api', 'worker'].map((name) => `the metrics of ${name}, as it is`),
    );

    const everywhere = new Map([...temporal, ...told, ...stored, ...files]);
    for (const secret of [typedName, ...passwords, ...mailed, ...numbers, ...tokens])
      expect(placesOf(secret, everywhere)).toEqual([]);

    // In small letters it stands where addresses and phones do: in the directory, and with the server that took the notice to them.
    const isForAddresses = /^mongo\/|^logs\/mail\.log$|^the collection users$/;
    const others = new Map([...everywhere].filter(([place]) => !isForAddresses.test(place)));
    for (const address of [typedName.toLowerCase(), user.phone!.slice(1)])
      expect(placesOf(address, others)).toEqual([]);

    for (const secret of [typedName, ...passwords, ...numbers, ...tokens]) expect(placesOf(secret, sent)).toEqual([]);
    for (const secret of mailed) {
      // One mail may have arrived twice.
      const places = new Set(placesOf(secret, sent).map((place) => place.split(',')[0]!));
      const names = [...places].map((place) => /^Message-ID: *(\S+)/im.exec(sent.get(place)!.toString())?.[1]);
      expect(new Set(names).size).toBe(1);
    }
  }, 120_000);
});
