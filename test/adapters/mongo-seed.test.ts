// Plans are seeded in two writes: a worker may die between them.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { PlanDoc } from '../../adapters/mongo/models.js';
import { loadMethods } from '../../activities/compile/load.js';
import { registry } from '../../activities/registry.js';
import {
  mongoServer,
  mongoWorlds,
  type MongoServer,
  type MongoWorld,
  type MongoWorlds,
} from './conformance/mongo-world.js';

let server: MongoServer;
let worlds: MongoWorlds;
let world: MongoWorld;
beforeAll(async () => {
  server = await mongoServer();
  worlds = await mongoWorlds(server.uri);
  world = await worlds.world();
}, 60_000);
afterAll(async () => {
  await worlds.close();
  await server.stop();
});

it('finishes what a worker began that died after it had inserted a plan and before it made it current', async () => {
  const { plans } = await loadMethods('methods', registry);
  const { hash, plan } = plans.find((p) => p.plan.methodId === 'email-code')!;
  const json = JSON.stringify(plan);
  await world.db.collection<PlanDoc>('plans').insertOne({ _id: hash, methodId: 'email-code', json, revoked: false });
  expect(await world.ports.plans.current('email-code')).toBeNull();
  expect(await world.ports.plans.seed([{ hash, plan }])).toEqual({ stale: [] });
  expect(await world.ports.plans.current('email-code')).toMatchObject({ hash, current: true });
});
