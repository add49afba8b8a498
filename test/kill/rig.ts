/** What the kill tests stand on: a stack's Temporal, MongoDB and identity provider, and a worker, an API and a mail server of their own. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import getPort from 'get-port';
import mongoose from 'mongoose';
import { keysDir, keysFrom } from '../../adapters/keys/index.js';
import { connectMongo, type Mongo } from '../../adapters/mongo/index.js';
import { personIdOf } from '../../adapters/oidc/staff.js';
import type { Keyed } from '../../domain/ports.js';
import { demoService } from '../../dev/idp/clients.js';
import { serviceToken } from '../../dev/oidc-login.js';
import { mailServer, type TestServer } from '../adapters/smtp/server.js';
import { Victim, type VictimSpec } from './victim.js';

/** Somebody who calls with a bearer token, and the name by which the API knows them. */
export interface Caller {
  token: () => Promise<string>;
  personId: string;
}

export interface Rig {
  mongo: Mongo;
  /** The database behind it, for what no port tells. */
  db: mongoose.mongo.Db;
  temporal: Client;
  keyed: Keyed;
  mails: TestServer['received'];
  /** Of the API that is to be killed. */
  url: string;
  /** The identity provider, which is not killed. */
  issuer: string;
  /** A service that may reset for others and bring the new value: a fresh bearer token, and by what name the API knows it. */
  service: Caller;
  worker: Replaced;
  api: Replaced;
  stop: () => Promise<void>;
}

/** A process and those that come after it. */
export class Replaced {
  readonly #spec: VictimSpec;
  #now: Victim;

  constructor(spec: VictimSpec) {
    this.#spec = spec;
    this.#now = new Victim(spec);
  }

  get now(): Victim {
    return this.#now;
  }

  /** Kills it and starts the next. */
  async replace(): Promise<void> {
    await this.#now.kill();
    this.#now = new Victim(this.#spec);
  }
}

/** `env`: a running stack's, as `startStack` answers with. */
export async function raise(env: NodeJS.ProcessEnv): Promise<Rig> {
  const need = (name: string): string => {
    if (!env[name]) throw new Error(`${name} is not set: run the tests with \`npm test\`, which starts the stack`);
    return env[name];
  };
  const folder = mkdtempSync(join(tmpdir(), 'rekey-kill-'));
  const clock = { now: () => Date.now() };
  const keys = keysFrom(keysDir(env), { create: false, clock });
  const mail = await mailServer();
  const mongo = await connectMongo(need('MONGODB_URI'), {
    ...keys,
    clock,
    mailing: { render: () => ({ subject: '', text: '', html: '' }), transport: { send: async () => undefined } },
    checkpoints: need('REKEY_AUDIT_CHECKPOINTS'),
  });
  const raw = await new mongoose.mongo.MongoClient(need('MONGODB_URI')).connect();
  const connection = await Connection.connect({ address: need('TEMPORAL_ADDRESS') });
  const port = await getPort({ host: '127.0.0.1' });
  const issuer = need('REKEY_OIDC_ISSUER');
  const audience = need('REKEY_OIDC_AUDIENCE');

  const logs = join(need('REKEY_DATA_DIR'), 'logs');
  mkdirSync(logs, { recursive: true });
  const own = {
    ...env,
    NODE_OPTIONS: '',
    REKEY_TASK_QUEUE: `kill-${process.pid}-${port}`,
    SMTP_URL: mail.url,
    REKEY_API_PORT: String(port),
    REKEY_WORKER_INTERNAL_PORT: '0',
    REKEY_KILL_BUNDLE: join(folder, 'workflows.js'),
  };
  const worker = new Replaced({ file: 'worker.ts', env: own, logFile: join(logs, 'kill-worker.log') });
  const api = new Replaced({ file: 'api.ts', env: own, logFile: join(logs, 'kill-api.log') });

  const stop = async (): Promise<void> => {
    await Promise.all([worker.now.kill(), api.now.kill()]);
    await Promise.all([connection.close(), raw.close(), mongo.close(), mail.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([worker.now.ready(), api.now.ready()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    mongo,
    db: raw.db(),
    temporal: new Client({ connection }),
    keyed: keys.keyed,
    mails: mail.received,
    url: `http://127.0.0.1:${port}`,
    issuer,
    service: {
      token: () => serviceToken({ issuer, audience, ...demoService }),
      personId: personIdOf(issuer, demoService.clientId),
    },
    worker,
    api,
    stop,
  };
}
