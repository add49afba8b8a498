// MongoDB: the real one where it can be had, else a compatible server on H2 that writes to disk before it answers.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mongoose from 'mongoose';
import type { Launch, Service } from '../service.js';
import type { Settings } from '../settings.js';
import type { Component, Env, Found } from './component.js';
import { download } from './download.js';
import { assemble } from './maven.js';
import { versions } from './versions.js';

const version = versions.mongoJavaServer;
const javaSource = fileURLToPath(new URL('./DurableMongo.java', import.meta.url));

/** A MongoDB server: found as the program `mongod`, or as a folder of jars for DurableMongo.java. */
const mongoServer: Component = {
  name: 'mongo',
  title: 'MongoDB',
  programs: [{ name: 'mongod', form: 'mongod' }],
  makings: [
    {
      origin: 'download',
      form: 'mongod',
      folder: `mongod-${versions.mongod}`,
      entry: 'mongod',
      says: 'downloading MongoDB',
      make: (into, env) => download('mongod', join(into, 'mongod'), env),
    },
    {
      origin: 'build',
      form: 'java',
      folder: `mongo-java-server-${version}`,
      entry: 'lib',
      says: 'assembling a MongoDB-compatible server with Maven (about 15 seconds, once)',
      make: (into, env) =>
        assemble(
          { group: 'de.bwaldvogel', name: 'mongo-java-server-h2-backend', version },
          into,
          env,
          'put "mongod" on the PATH, or set MONGODB_URI to a server that runs.',
        ),
    },
  ],
  advice: 'Put "mongod" on the PATH, or set MONGODB_URI to a server that runs.',
};

/** MongoDB as a member of the stack. */
export const mongo: Service = {
  name: 'mongo',
  title: 'MongoDB',
  ports: ['mongo'],
  givenBy: 'MONGODB_URI',
  component: mongoServer,
  launch,
  ready,
  graceMs: 10_000,
};

const launches: Record<string, (folder: string, port: string, at: string) => Launch> = {
  mongod: (folder, port, at) => ({ program: at, args: ['--bind_ip', '127.0.0.1', '--port', port, '--dbpath', folder] }),
  java: (folder, port, lib) => ({
    program: 'java',
    // A server that lives for minutes or a day: measured, the optimising compiler takes more time than it saves.
    args: [
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-cp',
      join(lib, '*'),
      javaSource,
      '127.0.0.1',
      port,
      join(folder, 'rekey.mv'),
    ],
  }),
};

function launch({ dataDir, ports }: Settings, _env: Env, found: Found | undefined): Launch {
  const folder = join(dataDir, 'mongo');
  mkdirSync(folder, { recursive: true });
  const by = found && launches[found.form];
  if (!by) throw new Error(`MongoDB cannot be started from ${found?.form ?? 'nothing'}`);
  return by(folder, String(ports.mongo), found.at);
}

async function ready(_settings: Settings, env: Env): Promise<void> {
  const client = new mongoose.mongo.MongoClient(env.MONGODB_URI ?? '', { serverSelectionTimeoutMS: 1_500 });
  try {
    await client.db().command({ ping: 1 });
  } finally {
    await client.close();
  }
}
