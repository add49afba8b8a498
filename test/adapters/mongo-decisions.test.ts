/** Decisions in MongoDB are signed, with the groups of whoever said them: what somebody else wrote there is no decision. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DecisionsDoc } from '../../adapters/mongo/models.js';
import type { DecisionRecord } from '../../domain/ports.js';
import { type MongoWorld, worldsOfFile } from './conformance/mongo-world.js';
import { monday } from './conformance/world.js';

const worlds = worldsOfFile();
let world: MongoWorld;
beforeEach(async () => {
  world = await worlds.world();
});
afterEach(() => world.close());

const plain: DecisionRecord = {
  ...{ id: 'd1', resetId: 'r1', stepId: 'caller-check' },
  ...{ by: 'person-hanna', verdict: 'approve', at: monday },
};
const grouped: DecisionRecord = { ...plain, groups: ['sales'] };
const stored = () => world.db.collection<DecisionsDoc>('decisions');
const found = () => world.ports.decisions.get('r1', 'd1');

describe('a decision', () => {
  it.each<[string, DecisionRecord, object]>([
    ['groups were put into it', plain, { groups: ['helpdesk'] }],
    ['a text was put in place of groups', plain, { groups: 'helpdesk' }],
    ['nothing was put in place of groups', plain, { groups: null }],
    ['its groups were changed', grouped, { groups: ['helpdesk'] }],
    ['a group was added', grouped, { groups: ['sales', 'helpdesk'] }],
    ['its groups were taken out', grouped, {}],
    ['it says something else', grouped, { groups: ['sales'], verdict: 'refuse' }],
  ])('is none where %s', async (_what, record, others) => {
    const write = (said: object) => stored().updateOne({ _id: 'r1' }, { $set: { 'records.0.record': said } });
    await world.ports.decisions.record(record);
    await write({ ...plain, ...others });
    expect(await found()).toBeNull();
    await write(record);
    expect(await found()).toEqual(record);
  });

  it('from before groups were kept still is one', async () => {
    const text = JSON.stringify(['r1', 'caller-check', 'd1', 'person-hanna', 'approve', null, monday]);
    const records = [{ id: 'd1', record: plain, signature: world.keys.signer.sign('decision', text) }];
    await stored().insertOne({ _id: 'r1', records });
    expect(await found()).toEqual(plain);
  });
});
