// What end-to-end tests stand on: a whole stack as its users, its staff and its operator meet it, and users of the test's own.
import { randomBytes, randomInt } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { compile } from '../../activities/compile.js';
import { registry } from '../../activities/registry.js';
import { keysFrom, type Keys } from '../../adapters/keys/index.js';
import { connectMongo, type Mongo } from '../../adapters/mongo/index.js';
import { render, smtpTransport } from '../../adapters/smtp/index.js';
import type { NewUser } from '../../adapters/user.js';
import { Api, type PublicMethod } from '../../dev/client.js';
import { demoService } from '../../dev/idp/clients.js';
import { Mailbox } from '../../dev/mailbox.js';
import { login, serviceToken, type Login } from '../../dev/oidc-login.js';
import { anyPhone, surround, type Helper } from '../../dev/people.js';
import { play, type Play, type Played } from '../../dev/play.js';
import { temporarySettings, type Settings } from '../../dev/settings.js';
import { until } from '../../dev/until.js';
import type { StoredReset } from '../../domain/ports.js';
import type { State } from '../../domain/reset.js';
import { urlsOf } from '../../domain/urls.js';
import { sweep } from '../../worker/sweep.js';

/** Somebody in the directory, with the password that they have before the test resets it. */
export interface TestUser {
  readonly id: string;
  readonly userName: string;
  /** The first address, where codes and links go. */
  readonly address: string;
  readonly phone?: string | undefined;
  readonly password: string;
  readonly described: NewUser;
}

export type Env = Readonly<Record<string, string | undefined>>;

const clock = { now: () => Date.now() };

/** Opens the stack that `env` tells of: the one of this test run, or one that the test started. Whoever opens it closes it. */
export async function openStack(env: Env = process.env): Promise<OpenStack> {
  const missing = ['MONGODB_URI', 'REKEY_KEYS_DIR', 'REKEY_MAIL_UI_PORT'].filter((name) => !env[name]);
  if (missing.length > 0)
    throw new Error(`${missing.join(', ')}: not set. Run these tests by \`npm test\`, which starts a stack for them.`);
  const keys = keysFrom(env['REKEY_KEYS_DIR']!, { create: false, clock });
  const transport = smtpTransport(env['SMTP_URL']!, { from: 'Rekey <no-reply@rekey.invalid>' });
  const mongo = await connectMongo(env['MONGODB_URI']!, {
    ...keys,
    clock,
    mailing: { render, transport },
    checkpoints: env['REKEY_AUDIT_CHECKPOINTS']!,
  });
  const connection = await Connection.connect({ address: env['TEMPORAL_ADDRESS']! });
  const close = async (): Promise<void> => {
    transport.close();
    await Promise.all([mongo.close(), connection.close()]);
  };
  return new OpenStack(env, mongo, keys, new Client({ connection, dataConverter: keys.dataConverter }), close);
}

export class OpenStack {
  readonly env: Env;
  readonly mongo: Mongo;
  readonly keys: Keys;
  readonly temporal: Client;
  readonly mailbox: Mailbox;
  readonly close: () => Promise<void>;

  constructor(env: Env, mongo: Mongo, keys: Keys, temporal: Client, close: () => Promise<void>) {
    this.env = env;
    this.mongo = mongo;
    this.keys = keys;
    this.temporal = temporal;
    this.close = close;
    this.mailbox = new Mailbox(`http://127.0.0.1:${env['REKEY_MAIL_UI_PORT']}`);
  }

  /** The API as somebody at an address of their own calls it. */
  device(address = anyAddress()): Api {
    return new Api(this.env['REKEY_PUBLIC_URL']!, address);
  }

  /** A new user. `userName` is unlike any other's unless it is given. */
  async user(more: Partial<NewUser> = {}): Promise<TestUser> {
    const userName = more.userName ?? `u-${randomBytes(6).toString('hex')}`;
    const described: NewUser = {
      ...{ personId: `person-${userName}`, userName, displayName: 'Test User', groups: [] },
      addresses: [
        { kind: 'email' as const, value: `${userName}@example.org`, verified: true },
        { kind: 'phone' as const, value: anyPhone(), verified: true },
      ],
      ...more,
    };
    const id = await this.mongo.userAdmin.upsertUser(described);
    const password = anyPassword();
    await this.mongo.userAdmin.setInitialPassword(id, 'password', password);
    const first = (kind: string) => described.addresses.find((address) => address.kind === kind)?.value;
    return { id, userName, address: first('email') ?? '', phone: first('phone'), password, described };
  }

  /** What comes of a login with this password. `newPassword`: chosen where the login asks for another. */
  logIn({ userName }: Pick<TestUser, 'userName'>, password: string, newPassword?: string): Promise<Login> {
    const typed = { userName, password, ...(newPassword !== undefined && { newPassword }) };
    return login({ issuer: this.env['REKEY_OIDC_ISSUER']!, ...typed });
  }
  /** Whether a login with this password gets through. */
  async signsIn(user: Pick<TestUser, 'userName'>, password: string): Promise<boolean> {
    return (await this.logIn(user, password)).ok;
  }

  /** A user's access token for the API, from a login that has just been. */
  async accessToken({ userName, password }: TestUser): Promise<string> {
    const signedIn = await login({ issuer: this.env['REKEY_OIDC_ISSUER']!, userName, password });
    if (!signedIn.ok) throw new Error(signedIn.reason);
    return signedIn.accessToken;
  }
  /** A new member of staff signs in. */
  async staffToken(group: string): Promise<string> {
    return this.accessToken(await this.user({ groups: [group] }));
  }
  /** The service that may reset for others and bring the new value. */
  serviceToken(): Promise<string> {
    const audience = this.env['REKEY_OIDC_AUDIENCE']!;
    return serviceToken({ issuer: this.env['REKEY_OIDC_ISSUER']!, audience, ...demoService });
  }

  /** Publishes a method that is not in `methods/`. `{id}` in the YAML becomes an id of its own. */
  async publish(yaml: string): Promise<PublicMethod> {
    const id = `m-${randomBytes(6).toString('hex')}`;
    const compiled = compile('test.yaml', yaml.replace('{id}', id), registry);
    if ('mistakes' in compiled) throw new Error(JSON.stringify(compiled.mistakes));
    await this.mongo.plans.publish(compiled);
    return this.method(id);
  }
  async method(id: string): Promise<PublicMethod> {
    const token = await this.serviceToken();
    return until(`The method ${id}`, async () => (await this.device().methods(token)).find((m) => m.id === id));
  }

  /** Plays a whole reset by whatever the method asks for, until nothing is left to be done for it. */
  async play(method: PublicMethod, user: TestUser, more: Partial<Play> = {}): Promise<Played> {
    const helpers = await this.helpersFor(method, user);
    const agent = helpers.find(({ isAgent }) => isAgent);
    const played = await play({
      ...{ api: this.device(), mailbox: this.mailbox, method, address: user.address, phone: user.phone },
      ...{ user: user.userName, newPassword: anyPassword(), helpers, tell: () => undefined, ...more },
      requester: async (kinds) =>
        kinds.includes('service')
          ? this.serviceToken()
          : (kinds.includes('helpdesk') && (await agent?.token())) || this.staffToken(groupFor(kinds)),
    });
    await this.closed(played.id);
    return played;
  }

  /** A manager, three colleagues and an agent, where the method asks such people. */
  async helpersFor({ authentication }: PublicMethod, { described }: TestUser): Promise<Helper[]> {
    if (!authentication.steps.some((step) => step.decider)) return [];
    return surround(this.mongo.userAdmin, this.env['REKEY_OIDC_ISSUER']!, described);
  }

  /** The read model's row once it says this. */
  reaches(id: string, state: State): Promise<StoredReset> {
    return until(`The state ${state}`, async () => {
      const row = await this.mongo.resets.get(id);
      return row?.state === state && row;
    });
  }
  /** The row once the reset was closed: notices stored, sessions ended, secrets shredded. */
  closed(id: string): Promise<StoredReset> {
    return until('The end of the reset', async () => {
      const row = await this.mongo.resets.get(id);
      return row?.closedAt !== undefined && row;
    });
  }

  /** What a worker does every minute. */
  sweep(): Promise<number> {
    const ports = { ...this.mongo, ...this.keys, clock, urls: urlsOf(this.env['REKEY_PUBLIC_URL']!) };
    return sweep({ client: this.temporal, ports, registry });
  }
}

/** Settings for a stack beside the one of this test run, of which nothing is shared. */
export function settingsBeside(extra: Env = {}): Promise<Settings> {
  const { TEMPORAL_ADDRESS: _t, MONGODB_URI: _m, SMTP_URL: _s, ...env } = process.env;
  return temporarySettings({ REKEY_WAITS_AT_MOST: process.env['REKEY_WAITS_AT_MOST'], ...extra }, env);
}

const groupFor = (kinds: readonly string[]): string => (kinds.includes('admin') ? 'rekey-admins' : 'rekey-helpdesk');

/** 20 characters that nobody else has. */
export const anyPassword = (): string => randomBytes(15).toString('base64url');
/** 22 characters: what an anonymous caller's key must have at least. */
export const anyKey = (): string => randomBytes(24).toString('base64url');
/** An address from a private network, as a proxy would tell it: limits by address concern nobody else. */
export const anyAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
