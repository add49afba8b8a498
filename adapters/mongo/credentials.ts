/** Credentials and the claims on them, both on the user's document: a reset's value is written only under the claim that the same write checks, a user's own only over the value that was verified. */
import type { mongo } from 'mongoose';
import type { Clock, Credentials } from '../../domain/ports.js';
import { barOf, claimOn, claimsKept, holder, holds, isSpent, writtenKept, type StoredCredential } from '../user.js';
import type { Hasher } from './hasher.js';
import type { UserDoc } from './models.js';

/** How often a claim or a write is tried anew when another was faster. */
const races = 5;

/** What is written as a credential's value. */
interface Write {
  subjectId: string;
  credentialId: string;
  key: string;
  hash: string;
  history: number;
  mustChange: boolean;
}
/** Hashing is dear: a write that is tried anew takes the same hash. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

export function credentialsOf(
  users: mongo.Collection<UserDoc>,
  { hasher, clock }: { hasher: Hasher; clock: Clock },
): Credentials {
  /** undefined: no such user. */
  async function read(subjectId: string, credentialId: string): Promise<StoredCredential | undefined> {
    const doc = await users.findOne({ _id: subjectId }, { projection: { [`credentials.${credentialId}`]: 1 } });
    return doc ? (doc.credentials?.[credentialId] ?? {}) : undefined;
  }
  const isSet = async (subjectId: string, credentialId: string, key: string): Promise<boolean> =>
    (await read(subjectId, credentialId))?.setBy === key;
  /** Writes over what was read, once per key, and ends all sessions; false where the database has not shown this write. */
  async function write(read: StoredCredential, item: Write, only: mongo.Filter<UserDoc> = {}): Promise<boolean> {
    const { subjectId, credentialId, key, hash, history, mustChange } = item;
    const path = `credentials.${credentialId}`;
    const old = read.hash === undefined ? [] : [read.hash];
    const shown = await users.findOneAndUpdate(
      {
        ...only,
        _id: subjectId,
        // Nobody wrote since, so nobody's value is missing in the history.
        [`${path}.hash`]: read.hash ?? { $exists: false },
        [`${path}.written`]: { $nin: [key, barOf(key)] },
      },
      {
        $set: {
          [`${path}.hash`]: hash,
          [`${path}.setBy`]: key,
          [`${path}.setAt`]: clock.now(),
          [`${path}.mustChange`]: mustChange,
          [`${path}.history`]: [...old, ...(read.history ?? [])].slice(0, history),
        },
        $max: { sessionsEndedAt: clock.now() },
        $push: { [`${path}.written`]: { $each: [key], $slice: -writtenKept } },
      },
      { returnDocument: 'after', projection: { [`${path}.setBy`]: 1 } },
    );
    return shown?.credentials?.[credentialId]?.setBy === key;
  }

  return {
    isSet,

    async claim(subjectId, credentialId, resetId) {
      const path = `credentials.${credentialId}`;
      for (let tried = 0; tried < races; tried++) {
        const credential = await read(subjectId, credentialId);
        if (!credential) throw new Error('the subject is not in the directory');
        const answer = claimOn(credential, resetId, clock.now());
        if (!('take' in answer)) return answer;
        const { matchedCount } = await users.updateOne(
          { _id: subjectId, [`${path}.fence`]: credential.fence ?? { $exists: false } },
          {
            $set: { [`${path}.fence`]: answer.take.fence },
            $push: { [`${path}.claims`]: { $each: [answer.take], $slice: -claimsKept } },
          },
        );
        if (matchedCount === 1) return { held: true, fence: answer.take.fence };
      }
      return { held: false, until: clock.now() };
    },

    async heldFence(subjectId, credentialId, resetId) {
      const credential = await read(subjectId, credentialId);
      return holds(credential, resetId) ? holder(credential)!.fence : null;
    },

    async set({ resetId, ...item }) {
      const { subjectId, credentialId, key } = item;
      const hashed = once(() => hasher.hash(item.value));
      for (let tried = 0; tried < races; tried++) {
        const c = await read(subjectId, credentialId);
        // Another call was faster, or this is a repeat: whoever wrote, this is what a login is checked against now.
        if (!c || !holds(c, resetId) || isSpent(c, key))
          return (await isSet(subjectId, credentialId, key)) ? 'set' : 'superseded';
        const path = `credentials.${credentialId}`;
        const claimed = { [`${path}.fence`]: c.fence, [`${path}.claims`]: { $elemMatch: { resetId, fence: c.fence } } };
        if (await write(c, { ...item, hash: await hashed() }, claimed)) return 'set';
      }
      throw new Error('others were faster to write each time');
    },

    async bar(subjectId, credentialId, key) {
      const path = `credentials.${credentialId}.written`;
      const barred = { $each: [barOf(key)], $slice: -writtenKept };
      await users.updateOne({ _id: subjectId, [path]: { $nin: [key, barOf(key)] } }, { $push: { [path]: barred } });
      return (await read(subjectId, credentialId))?.written?.includes(key) ?? false;
    },

    async change({ current, ...item }) {
      const { subjectId, credentialId, key } = item;
      const hashed = once(() => hasher.hash(item.value));
      for (let tried = 0; tried < races; tried++) {
        const c = await read(subjectId, credentialId);
        if (c?.written?.includes(key)) return 'changed';
        if (!(await hasher.matches(c?.hash, current))) return 'wrong';
        if (await write(c!, { ...item, mustChange: false, hash: await hashed() })) return 'changed';
      }
      throw new Error('others were faster to write each time');
    },

    async mustChange(subjectId, credentialId) {
      return (await read(subjectId, credentialId))?.mustChange ?? false;
    },

    async wasUsed(subjectId, credentialId, value, history) {
      const c = await read(subjectId, credentialId);
      for (const phc of [c?.hash, ...(c?.history ?? []).slice(0, history)])
        if (phc !== undefined && (await hasher.matches(phc, value))) return true;
      return false;
    },

    async matches(subjectId, credentialId, value) {
      return hasher.matches((await read(subjectId, credentialId))?.hash, value);
    },
  };
}
