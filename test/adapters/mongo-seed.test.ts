// Plans are seeded in two writes: a worker may die between them.
import { beforeAll, expect, it } from '@jest/globals';
import type { PlanDoc } from '../../adapters/mongo/models.js';
import { planHash } from '../../domain/compiled.js';
import { loadMethods } from '../../activities/compile/load.js';
import { registry } from '../../activities/registry.js';
import { type MongoWorld, worldsOfFile } from './conformance/mongo-world.js';

const worlds = worldsOfFile();
let world: MongoWorld;
beforeAll(async () => {
  world = await worlds.world();
}, 60_000);

const emailCode = async () =>
  (await loadMethods('methods', registry)).plans.find((p) => p.plan.methodId === 'email-code')!;
const stored = () => world.db.collection<PlanDoc>('plans');

it('finishes what a worker began that died after it had inserted a plan and before it made it current', async () => {
  const { hash, plan } = await emailCode();
  await world.ports.plans.seed([{ hash, plan }]);
  await stored().deleteOne({ _id: 'current/email-code' });
  expect(await world.ports.plans.current('email-code')).toBeNull();
  expect(await world.ports.plans.seed([{ hash, plan }])).toEqual({ stale: [] });
  expect(await world.ports.plans.current('email-code')).toMatchObject({ hash });
});

it('refuses a plan that somebody who can write to MongoDB put there, until it is published', async () => {
  const { plan } = await emailCode();
  const forged = { ...plan, authentication: { ...plan.authentication, atLeast: 0, of: [] } };
  const hash = planHash(forged);
  const real = await stored().findOne({ signature: { $exists: true } });
  for (const signature of [undefined, real!.signature!]) {
    await stored().deleteOne({ _id: hash });
    const doc = { _id: hash, methodId: plan.methodId, json: JSON.stringify(forged), revoked: false };
    await stored().insertOne({ ...doc, ...(signature !== undefined && { signature }) });
    await stored().updateOne({ _id: 'current/email-code' }, { $set: { current: hash } });
    await expect(world.ports.plans.get(hash)).rejects.toThrow('was not published by Rekey');
    await expect(world.ports.plans.current('email-code')).rejects.toThrow('was not published by Rekey');
  }
  await world.ports.plans.publish({ hash, plan: forged });
  expect(await world.ports.plans.current('email-code')).toMatchObject({ hash });
});
