/** The MongoDB adapter as a world for the conformance suites: a database of its own on a server that is given or started. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import mongoose from 'mongoose';
import { keysFrom, type Keys } from '../../../adapters/keys/index.js';
import { connectMongo, type Mongo } from '../../../adapters/mongo/index.js';
import type { AuditDoc, PlanDoc } from '../../../adapters/mongo/models.js';
import type { AuditRecord, Clock } from '../../../domain/ports.js';
import { mongo } from '../../../dev/components/mongo.js';
import { startMember } from '../../../dev/member.js';
import { Processes } from '../../../dev/processes.js';
import { temporarySettings } from '../../../dev/settings.js';
import { headOf, mailServer, monday, privilegedGroup, textCarrier, type World } from './world.js';

/** Cheap enough for many tests; what the product takes has a test of its own. */
export const cheap = { memoryCost: 64, timeCost: 1, parallelism: 1 };

export interface MongoServer {
  uri: string;
  /** Ends the process; `restart` brings it back with all its data. */
  halt(): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A server for these tests with its data in a folder that goes with it; or, unless it must be its `own`, the one that `MONGODB_URI` names. */
export async function mongoServer({ own = false } = {}): Promise<MongoServer> {
  const given = process.env['MONGODB_URI'];
  if (given && !own) return { uri: given, async halt() {}, async restart() {}, async stop() {} };
  const { MONGODB_URI: _, ...env } = process.env;
  const settings = await temporarySettings({}, env);
  const uri = `mongodb://127.0.0.1:${settings.ports.mongo}/rekey`;
  const processes = new Processes();
  await startMember(mongo, { settings, env: { MONGODB_URI: uri }, processes, report: () => {} });
  return {
    uri,
    halt: () => processes.stop('mongo'),
    restart: () => processes.restart('mongo'),
    async stop() {
      await processes.stopAll();
      await rm(settings.dataDir, { recursive: true, force: true });
    },
  };
}

export interface MongoWorld extends World {
  ports: Mongo;
  keys: Keys;
  /** Names of the commands sent, in their order. */
  commands: string[];
  /** The file of audit checkpoints. */
  checkpoints: string;
  /** The database behind the ports. */
  db: mongoose.mongo.Db;
  /** Of that database. */
  uri: string;
}
/** One connection for many tests: each world begins with nothing stored. */
export interface MongoWorlds {
  world(): Promise<MongoWorld>;
  close(): Promise<void>;
}

/** For a test file: worlds on one server, both there from before its first test until after its last. */
export function worldsOfFile(): Pick<MongoWorlds, 'world'> {
  let server: MongoServer;
  let worlds: MongoWorlds;
  beforeAll(async () => {
    server = await mongoServer();
    worlds = await mongoWorlds(server.uri);
  }, 60_000);
  afterAll(async () => {
    await worlds.close();
    await server.stop();
  });
  return { world: () => worlds.world() };
}

export async function mongoWorlds(server: string): Promise<MongoWorlds> {
  const uri = new URL(server);
  uri.pathname = `/rekey-test-${randomBytes(6).toString('hex')}`;
  const folder = await mkdtemp(join(tmpdir(), 'rekey-mongo-'));
  const checkpoints = join(folder, 'evidence', 'checkpoints.jsonl');
  const time = { now: monday };
  const clock: Clock = { now: () => time.now };
  const mail: World['mail'] = { server: 'up', sent: [] };
  const texts: World['texts'] = { server: 'up', sent: [] };
  const keys = keysFrom(join(folder, 'keys'), { create: true, clock });
  const mailing = { render: plainWords, transport: mailServer(mail), texting: textCarrier(texts) };
  const commands: string[] = [];
  const settings = { ...keys, clock, mailing, checkpoints, hashing: cheap, privilegedGroups: [privilegedGroup] };
  const ports = await connectMongo(uri.href, { ...settings, onCommand: (name) => commands.push(name) });
  const client = await new mongoose.mongo.MongoClient(uri.href).connect();
  const db = client.db();
  const world = {
    ports,
    keys,
    keyed: keys.keyed,
    privilegedGroup,
    commands,
    checkpoints,
    db,
    uri: uri.href,
    time,
    mail,
    texts,
    tamper: tamperWith(db, checkpoints),
  };
  return {
    async world() {
      time.now = monday;
      commands.length = 0;
      for (const server of [mail, texts]) Object.assign(server, { server: 'up', sent: [] });
      return { ...world, close: empty };
    },
    async close() {
      await db.dropDatabase();
      await Promise.all([client.close(), ports.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };

  async function empty(): Promise<void> {
    const stored = await db.collections();
    await Promise.all(stored.map((collection) => collection.deleteMany({})));
    await rm(checkpoints, { force: true });
  }
}

const plainWords = (messageId: string, values: object) => ({
  subject: messageId,
  text: JSON.stringify(values),
  html: '',
});

function tamperWith(db: mongoose.mongo.Db, checkpoints: string): World['tamper'] {
  const audit = db.collection<AuditDoc>('audit');
  const plans = db.collection<PlanDoc>('plans');
  const changed = async (id: string, change: (r: AuditRecord[]) => AuditRecord[]): Promise<AuditRecord[]> =>
    change((await audit.findOne({ _id: id }))!.records);
  return {
    async records(resetId, change) {
      await audit.updateOne({ _id: resetId }, { $set: { records: await changed(resetId, change) } });
    },
    async recordsAndHead(resetId, change) {
      const records = await changed(resetId, change);
      await audit.updateOne({ _id: resetId }, { $set: { records, head: headOf(records) } });
    },
    async dropChain(resetId) {
      await audit.deleteOne({ _id: resetId });
    },
    async lines(change) {
      const lines = (await readFile(checkpoints, 'utf8')).split('\n').slice(0, -1);
      await writeFile(
        checkpoints,
        change(lines)
          .map((line) => `${line}\n`)
          .join(''),
      );
    },
    async revoke(hash) {
      await plans.updateOne({ _id: hash }, { $set: { revoked: true } });
    },
    async plan(hash, plan) {
      await plans.updateOne({ _id: hash }, { $set: { json: JSON.stringify(plan) } });
    },
  };
}
