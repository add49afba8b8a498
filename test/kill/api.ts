/** An API as `api/main.ts` makes it, but for adapters that are held at armed calls. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type IncomingMessage } from 'node:http';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { keysFrom } from '../../adapters/keys/index.js';
import { connectMongo } from '../../adapters/mongo/index.js';
import { staffTokens } from '../../adapters/oidc/staff.js';
import { createApp } from '../../api/app.js';
import { gatewayOf } from '../../api/gateway.js';
import { readSettings } from '../../api/settings.js';
import { Stops, type Place } from './stops.js';

const settings = readSettings(process.env);
const clock = { now: () => Date.now() };
const callPlace = new AsyncLocalStorage<Place>();
const stops = new Stops(() => callPlace.getStore());

const keys = keysFrom(settings.keysDir, { create: false, clock });
const noMail = (): never => {
  throw new Error('the API sends no mail');
};
const mongo = await connectMongo(settings.mongoUri, {
  ...keys,
  clock,
  mailing: { render: noMail, transport: { send: noMail } },
  checkpoints: settings.checkpoints,
});
// Methods are read once for all who call: who is held there would hold everybody.
const ports = { ...stops.ports({ ...mongo, ...keys, clock }), plans: mongo.plans };
const { address, namespace, taskQueue } = settings.temporal;
const client = new Client({ connection: Connection.lazy({ address }), namespace, dataConverter: keys.dataConverter });
const gateway = gatewayOf({ client, taskQueue, keyed: keys.keyed, resets: ports.resets });
const app = createApp({
  ports,
  gateway: stops.port('temporal', gateway),
  staff: settings.oidc && staffTokens({ ...settings.oidc, clock }),
  settings: settings.app,
  log: pino({ name: 'api' }),
  probes: {},
});
createServer((req, res) => callPlace.run(placeOf(req), () => void app(req, res))).listen(
  settings.port,
  settings.host,
  () => stops.ready(),
);

/** The test's users say for which reset they call, and what they are about. */
function placeOf({ headers }: IncomingMessage): Place {
  const [reset, within] = String(headers['x-under-test'] ?? '').split(' ');
  return reset && within ? { reset, within } : undefined;
}
