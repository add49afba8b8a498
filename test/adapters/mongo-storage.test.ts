/** What MongoDB is left with: nothing readable that is secret, nothing that somebody else could have written, no more writes than promised. */
import { appendFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connectMongo, owasp } from '../../adapters/mongo/index.js';
import { hasherOf } from '../../adapters/mongo/hasher.js';
import type { ProofsDoc, VaultDoc } from '../../adapters/mongo/models.js';
import { sealsAtMost } from '../../adapters/mongo/vault.js';
import type { Purpose } from '../../domain/ports.js';
import { initial } from '../../domain/reset.js';
import { cheap, mongoServer, mongoWorlds, type MongoWorld, worldsOfFile } from './conformance/mongo-world.js';
import { alice, decoy, minute, monday } from './conformance/world.js';

const worlds = worldsOfFile();
let world: MongoWorld;
beforeEach(async () => {
  world = await worlds.world();
});
afterEach(() => world.close());

const proof = { resetId: 'r1', stepId: 'code', subjectId: 's1', epoch: 1, round: 1, factor: 'email', at: monday };
const item = {
  ref: 'ref-1',
  resetId: 'r1',
  purpose: 'answer' as Purpose,
  value: 'canary-of-the-vault',
  expiresAt: monday + minute,
};
const mail = {
  key: 'r1/code/1',
  resetId: 'r1',
  messageId: 'email-code',
  values: { code: 'canary-in-a-mail' },
  to: 'all' as const,
};
const event = { key: 'k1', type: 'reset.opened', at: monday, data: {} };
const progress = { resetId: 'r1', methodId: 'email-code', state: 'authenticating', at: monday };
const end = { resetId: 'r1', credentialId: 'password', state: 'completed', at: monday };
const setItem = {
  ...{ credentialId: 'password', resetId: 'r1', key: 'r1/apply', value: 'canary-as-a-password', history: 3 },
  mustChange: true,
};
const changeItem = {
  ...{ credentialId: 'password', key: 'login/1', current: setItem.value, value: 'canary-as-another', history: 3 },
};
const reset = (version: number) => ({
  ...initial({
    id: 'r1',
    methodId: 'email-code',
    planHash: 'hash',
    credentialId: 'password',
    requestedAt: monday,
    expiresAt: monday + minute,
    proveBy: monday + minute,
  }),
  version,
});
const guess = { key: 'g1', resetId: 'r1', stepId: 'code', round: 1, secretMac: 'mac', at: monday, max: 5 };
const challenge = {
  key: 'r1/code/1',
  resetId: 'r1',
  stepId: 'code',
  round: 1,
  secretMac: 'mac',
  expiresAt: monday + minute,
};

const everything = async (): Promise<string> => {
  const stored = await world.db.collections();
  return JSON.stringify(await Promise.all(stored.map((c) => c.find().toArray())));
};
const phone = { kind: 'phone' as const, value: '+4915550123456', verified: true };
const user = async (described = alice) =>
  (await world.ports.directory.get(await world.ports.userAdmin.upsertUser(described)))!;

describe('what is stored', () => {
  it('shows no sealed value, no password, and of a mail neither content nor address', async () => {
    const subject = await user();
    const { vault, notifier, credentials } = world.ports;
    await vault.seal(item);
    await credentials.claim(subject.id, 'password', 'r1');
    await credentials.set({ ...setItem, subjectId: subject.id });
    await credentials.change({ ...changeItem, subjectId: subject.id });
    const [known] = subject.addresses;
    const addresses = [
      { ...known!, value: 'canary@example.org' },
      { ...known!, kind: 'phone' as const, value: 'canary-as-a-phone' },
    ];
    await notifier.send({ ...subject, addresses }, mail);
    expect(await everything()).not.toContain('canary');
  });

  it('holds nothing of a mail that went out, nor of what was shredded', async () => {
    const { vault, notifier } = world.ports;
    await vault.seal(item);
    await vault.seal({ ...item, ref: 'ref-2' });
    await vault.shred('r1', { ref: 'ref-2', until: monday + minute });
    await notifier.send(await user(), mail);
    await notifier.send(decoy, { ...mail, key: 'r1/code/2' });
    await notifier.flush('r1');
    const [outbox] = await world.db.collection('outbox').find().toArray();
    expect(outbox?.['mails']).toEqual([
      { key: 'r1/code/1', at: monday, left: [] },
      { key: 'r1/code/2', at: monday, left: [] },
    ]);
    const [safe] = await world.db.collection('vault').find().toArray();
    expect(safe?.['secrets']).toMatchObject([{ ref: 'ref-2' }]);
    await vault.shred('r1');
    expect((await world.db.collection('vault').findOne({}))?.['secrets']).toEqual([]);
  });

  it('is understood where it is a mail from before there were phones', async () => {
    const { messageId, values, key, resetId } = mail;
    const letter = { messageId, values, locale: 'en', to: [{ address: 'alice@example.org', id: 'id-of-the-mail' }] };
    const sealed = await world.keys.cipher.seal(JSON.stringify(letter), { resetId, key, purpose: 'mail' });
    const mails = [{ key, at: monday, left: [0], sealed }];
    await world.db.collection<{ _id: string; mails: object[] }>('outbox').insertOne({ _id: resetId, mails });
    expect(await world.ports.notifier.flush(resetId)).toEqual({ unsent: 0 });
    expect(world.mail.sent).toMatchObject([{ to: 'alice@example.org', messageId: 'id-of-the-mail' }]);
  });

  it('is sent as a text message by one process at a time, and by another where the first has died', async () => {
    const subject = await user({ ...alice, addresses: [phone] });
    const { notifier } = world.ports;
    const both = () => Promise.all([notifier.flush('r1'), notifier.flush('r1')]);
    await notifier.send(subject, { ...mail, to: 'phone' });
    const [one, two] = await both();
    expect(world.texts.sent).toHaveLength(1);
    expect(one.unsent + two.unsent).toBeLessThanOrEqual(1);
    expect(await notifier.flush('r1')).toEqual({ unsent: 0 });

    await notifier.send(subject, { ...mail, key: 'r1/code/2', to: 'phone' });
    // As a process leaves it that died while it was at work.
    const held = { $set: { 'mails.1.leasedUntil': monday + minute / 6 } };
    await world.db.collection<{ _id: string }>('outbox').updateOne({ _id: 'r1' }, held);
    expect(await both()).toEqual([{ unsent: 1 }, { unsent: 1 }]);
    world.time.now += minute;
    await both();
    expect(world.texts.sent).toHaveLength(2);
  });

  it.each(['somebody', 'nobody'])('is sent a moment later where it is scattered: to %s', async (whom) => {
    const sent: string[] = [];
    let go = (): void => undefined;
    const moment = new Promise<void>((resolve) => (go = resolve));
    const transport = { send: async ({ subject }: { subject: string }) => void sent.push(subject) };
    const mailing = {
      render: (subject: string) => ({ subject, text: '', html: '' }),
      transport,
      scatter: () => moment,
    };
    const another = await connectMongo(world.uri, { ...connectedAs(), mailing });
    const { notifier } = another;
    try {
      await notifier.send(whom === 'somebody' ? await user() : decoy, { ...mail, to: 'primary' });
      let isOver = false;
      const scattered = notifier.flush('r1', { scattered: true }).then((left) => ((isOver = true), left));
      // What others have to be sent goes on meanwhile.
      await notifier.send(whom === 'somebody' ? await user() : decoy, { ...mail, resetId: 'r2', to: 'primary' });
      await notifier.flush('r2');
      expect([isOver, sent]).toEqual([false, whom === 'somebody' ? ['email-code'] : []]);
      go();
      expect(await scattered).toEqual({ unsent: 0 });
      expect(sent).toHaveLength(whom === 'somebody' ? 2 : 0);
    } finally {
      go();
      await another.close();
    }
  });

  it('keeps nobody waiting for a text message where none are sent any more', async () => {
    const subject = await user({ ...alice, addresses: [phone] });
    const without = await connectMongo(world.uri, connectedAs());
    await world.ports.notifier.send(subject, { ...mail, to: 'phone' });
    await without.notifier.send(subject, { ...mail, key: 'r1/close' });
    expect(await without.notifier.flush('r1')).toEqual({ unsent: 0 });
    await without.close();
    expect(world.texts.sent).toEqual([]);
  });

  it('hashes credentials by argon2id at the cost that OWASP names', async () => {
    expect(await hasherOf(owasp).hash('Correct-Horse-Battery-1')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('ends by itself, all but users and plans', async () => {
    const { ports } = world;
    await ports.vault.seal(item);
    await ports.challenges.issue(challenge);
    await ports.proofs.record(proof);
    await ports.notifier.send(decoy, mail);
    await ports.resets.insert(reset(1), { requesterKind: 'self' });
    await ports.audit.append('r1', [event]);
    await ports.leases.take('sweep', 'a', minute);
    await ports.quotas.take({ name: 'lane', source: 's', network: 'n' }, 'r1/code/1', monday);
    await ports.directory.keepProgress(decoy.id, progress);
    const stored = await world.db.collections();
    const rows = (await Promise.all(stored.map((c) => c.find({ _id: { $exists: true } }).toArray()))).flat();
    expect(rows).toHaveLength(9);
    for (const row of rows) expect(row['expireAt']).toBeInstanceOf(Date);
  });

  it('refuses to seal without end for one reset', async () => {
    const names = Array.from({ length: sealsAtMost }, (_, i) => ({ ...item, ref: `n${i}`, sealedAt: monday }));
    await world.db.collection<VaultDoc>('vault').insertOne({ _id: 'r1', names, secrets: [] });
    await expect(world.ports.vault.seal(item)).rejects.toThrow(`${sealsAtMost} values at most`);
  });
});

describe('what somebody else wrote', () => {
  const proofs = () => world.db.collection<ProofsDoc>('proofs');

  it.each([
    ['another epoch', { ...proof, epoch: 2 }, 'code/2/1'],
    ['another step', { ...proof, stepId: 'approval' }, 'approval/1/1'],
    ['another subject', { ...proof, subjectId: 's2' }, 'code/1/1'],
  ])('proves nothing: a proof changed to %s', async (_what, changed, key) => {
    await world.ports.proofs.record(proof);
    const {
      proofs: [stored],
    } = (await proofs().findOne({ _id: 'r1' }))!;
    await proofs().updateOne({ _id: 'r1' }, { $set: { proofs: [{ ...stored!, key, proof: changed }] } });
    expect(await world.ports.proofs.of('r1')).toEqual([]);
  });

  it('proves nothing: a proof copied to another reset, made up, or doubled', async () => {
    await world.ports.proofs.record(proof);
    const {
      proofs: [stored],
    } = (await proofs().findOne({ _id: 'r1' }))!;
    await proofs().insertOne({ _id: 'r2', proofs: [stored!] });
    expect(await world.ports.proofs.of('r2')).toEqual([]);
    const made = { key: 'approval/1/1', proof: { ...proof, stepId: 'approval' }, signature: 'made.up' };
    await proofs().updateOne({ _id: 'r1' }, { $set: { proofs: [stored!, stored!, made] } });
    expect(await world.ports.proofs.of('r1')).toEqual([proof]);
  });

  it('does not open: a sealed value moved to another name, reset or purpose', async () => {
    await world.ports.vault.seal(item);
    const vault = world.db.collection<VaultDoc>('vault');
    const {
      names: [name],
      secrets: [secret],
    } = (await vault.findOne({ _id: 'r1' }))!;
    await vault.insertOne({ _id: 'r2', names: [name!], secrets: [secret!] });
    await vault.updateOne(
      { _id: 'r1' },
      {
        $set: {
          names: [
            { ...name!, purpose: 'new-credential' },
            { ...name!, ref: 'ref-2' },
          ],
          secrets: [secret!, { ...secret!, ref: 'ref-2' }],
        },
      },
    );
    const open = (ref: string, resetId: string, purpose: Purpose) => world.ports.vault.open(ref, { resetId, purpose });
    await expect(open('ref-1', 'r2', 'answer')).rejects.toThrow();
    await expect(open('ref-1', 'r1', 'new-credential')).rejects.toThrow();
    await expect(open('ref-2', 'r1', 'answer')).rejects.toThrow();
  });
});

describe('the checkpoints', () => {
  it('go on after a line that a crash cut short', async () => {
    await world.ports.audit.append('r1', [event]);
    await world.ports.audit.checkpoint();
    await appendFile(world.checkpoints, '{"checkpoint":{"n":2,"he');
    await world.ports.audit.append('r1', [{ ...event, key: 'k2' }]);
    expect(await world.ports.audit.checkpoint()).toBe(1);
    expect(await world.ports.audit.verify()).toEqual({ chains: 1, records: 2, checkpoints: 2, faults: [] });
  });

  it('do not miss a chain whose time was over', async () => {
    await world.ports.audit.append('r1', [event]);
    await world.ports.audit.checkpoint();
    await world.tamper.dropChain('r1');
    expect((await world.ports.audit.verify()).faults).toHaveLength(1);
    world.time.now += 401 * 24 * 60 * minute;
    expect((await world.ports.audit.verify()).faults).toEqual([]);
  });
});

describe('the budget', () => {
  const writes = new Set(['insert', 'update', 'findAndModify', 'delete']);
  /** How many writes, and how many commands in all, a call sends. */
  async function cost(call: () => Promise<unknown>): Promise<[number, number]> {
    world.commands.length = 0;
    await call();
    return [world.commands.filter((c) => writes.has(c)).length, world.commands.length];
  }

  it('takes one write for each call that writes', async () => {
    const subject = await user();
    const { id } = subject;
    const { ports } = world;
    const calls: Record<string, () => Promise<unknown>> = {
      'vault.seal': () => ports.vault.seal(item),
      'challenges.issue': () => ports.challenges.issue(challenge),
      'challenges.guess': () => ports.challenges.guess(guess),
      'challenges.void': () => ports.challenges.void('r1'),
      'proofs.record': () => ports.proofs.record(proof),
      'notifier.send': () => ports.notifier.send(subject, mail),
      'notifier.flush': () => ports.notifier.flush('r1'),
      'resets.insert': () => ports.resets.insert(reset(1), { requesterKind: 'self' }),
      'resets.save': () => ports.resets.save(reset(2), []),
      'resets.evict': () => ports.resets.evict('r1'),
      'resets.close': () => ports.resets.close(reset(3), monday),
      'audit.append': () => ports.audit.append('r-new', [event, { ...event, key: 'k2' }]),
      'audit.append again': () => ports.audit.append('r-new', [{ ...event, key: 'k3' }]),
      'directory.nominate': () => ports.directory.nominate(id, ['person-bob']),
      'directory.keepProgress': () => ports.directory.keepProgress(id, progress),
      'credentials.claim': () => ports.credentials.claim(id, 'password', 'r1'),
      'credentials.set': () => ports.credentials.set({ ...setItem, subjectId: id }),
      'credentials.change': () => ports.credentials.change({ ...changeItem, subjectId: id }),
      'directory.endSessions': () => ports.directory.endSessions(id, monday),
      'directory.finish': () => ports.directory.finish(id, end),
      'vault.shred': () => ports.vault.shred('r1', { ref: 'ref-1', until: monday }),
    };
    const counted: Record<string, number> = {};
    for (const [name, call] of Object.entries(calls)) counted[name] = (await cost(call))[0];
    expect(counted).toEqual(Object.fromEntries(Object.keys(calls).map((name) => [name, 1])));
  });

  it('takes a read and a write for each new mail of a lane, whether it may go out or not', async () => {
    const take = (n: number) => world.ports.quotas.take({ name: 'lane', source: 's', network: 'n' }, `k${n}`, monday);
    for (let n = 0; n < 5; n++) expect(await cost(() => take(n))).toEqual([1, 2]);
  });

  it('takes a read and a write for each request of a colleague that counts, and a read for others', async () => {
    const ask = (n: number) => world.ports.quotas.ask('colleague', { key: `k${n}`, name: `n${n}`, at: monday });
    for (let n = 0; n < 5; n++) expect(await cost(() => ask(n))).toEqual([1, 2]);
    for (const n of [0, 5]) expect(await cost(() => ask(n))).toEqual([0, 1]);
  });

  it('finds people by one read', async () => {
    await user();
    const { directory } = world.ports;
    for (const who of [{ group: 'staff' }, { unit: 'sales' }, { personIds: ['person-alice', 'person-bob'] }])
      expect(await cost(() => directory.people(who, 10))).toEqual([0, 1]);
  });

  it('reads the end of a chain only where another may have moved it', async () => {
    const other = await connectMongo(world.uri, connectedAs());
    const append = (to: Pick<typeof other, 'audit'>, key: string) => () => to.audit.append('r1', [{ ...event, key }]);
    await append(world.ports, 'k1')();
    expect(await cost(append(world.ports, 'k2'))).toEqual([1, 1]);
    await append(other, 'k3')();
    expect(await cost(append(world.ports, 'k4'))).toEqual([2, 3]);
    expect((await other.audit.of('r1')).map((r) => r.key)).toEqual(['k1', 'k2', 'k3', 'k4']);
    expect((await other.audit.verify()).faults).toEqual([]);
    await other.close();
  });

  it.each(['primary', 'phone', 'all'] as const)('costs a decoy what it costs a user, to %s', async (aim) => {
    const subject = await user({ ...alice, addresses: [...alice.addresses, phone] });
    const { directory, notifier } = world.ports;
    const course = async (id: string, to: typeof decoy): Promise<[number, number][]> => [
      await cost(() => directory.find(to.userName || 'nobody')),
      await cost(() => directory.keepProgress(id, progress)),
      await cost(() => notifier.send(to, { ...mail, to: aim, resetId: id })),
      await cost(() => notifier.flush(id)),
      await cost(() => directory.finish(id, end)),
    ];
    expect(await course(decoy.id, decoy)).toEqual(await course(subject.id, subject));
  });

  it('serves all who wait by one poll', async () => {
    const waiting = Array.from({ length: 50 }, () => world.ports.resets.changed('r1', 0, 5_000));
    await world.ports.resets.insert(reset(1), { requesterKind: 'self' });
    expect((await Promise.all(waiting)).every((r) => r?.version === 1)).toBe(true);
    expect(world.commands.filter((c) => c === 'find').length).toBeLessThan(50);
  });
});

const connectedAs = () => ({
  ...world.keys,
  clock: { now: () => monday },
  mailing: { render: () => ({ subject: '', text: '', html: '' }), transport: { async send() {} } },
  checkpoints: world.checkpoints,
  hashing: cheap,
});

describe('the connection', () => {
  it('is opened by several processes at once on an empty database', async () => {
    const uri = `${world.uri}-new`;
    const both = await Promise.all([connectMongo(uri, connectedAs()), connectMongo(uri, connectedAs())]);
    await both[0].leases.take('sweep', 'a', minute);
    expect(await both[1].leases.take('sweep', 'b', minute)).toBe(false);
    await Promise.all(both.map((m) => m.close()));
  });

  it('is refused where no database answers', async () => {
    await expect(connectMongo('mongodb://127.0.0.1:9/rekey', connectedAs())).rejects.toThrow();
  });

  it('tells a dead database, and goes on once it is back, with all that was stored', async () => {
    const mortal = await mongoServer({ own: true });
    const elsewhere = await mongoWorlds(mortal.uri);
    const { ports } = await elsewhere.world();
    await ports.vault.seal(item);
    await mortal.halt();
    await expect(ports.ping()).rejects.toThrow();
    await expect(ports.vault.open('ref-1', item)).rejects.toThrow();
    await expect(ports.resets.changed('r1', 0, 5_000)).rejects.toThrow();
    await mortal.restart();
    expect((await ports.vault.open('ref-1', item)).value).toBe(item.value);
    await elsewhere.close();
    await mortal.stop();
  });
});
