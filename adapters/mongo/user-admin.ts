/** Keeping the directory: creating users and giving them a first credential. */
import { randomUUID } from 'node:crypto';
import type { Model, mongo } from 'mongoose';
import type { Clock } from '../../domain/ports.js';
import { clearable, factsOf, type UserAdmin } from '../user.js';
import { isDuplicate } from './guarded.js';
import type { Hasher } from './hasher.js';
import type { UserDoc } from './models.js';

type Facts = ReturnType<typeof factsOf>;

export function userAdminOf(
  users: Model<UserDoc>,
  { hasher, clock, collection }: { hasher: Hasher; clock: Clock; collection: mongo.Collection<UserDoc> },
): UserAdmin {
  async function put(facts: Facts): Promise<string> {
    const empty = { _id: randomUUID(), enrolments: {}, credentials: {}, progress: [] };
    const gone = clearable.filter((fact) => facts[fact] === undefined);
    // Some servers refuse an empty $unset.
    const unset = gone.length > 0 && { $unset: Object.fromEntries(gone.map((fact) => [fact, 1])) };
    const stored = await users
      .findOneAndUpdate(
        { personId: facts.personId },
        { $set: facts, ...unset, $setOnInsert: empty },
        { upsert: true, returnDocument: 'after', projection: { _id: 1 }, runValidators: true },
      )
      .orFail()
      .lean();
    return stored._id;
  }

  return {
    async upsertUser(user) {
      const known = await collection.findOne({ personId: user.personId }, { projection: { addresses: 1 } });
      const facts = factsOf(user, known?.addresses ?? [], clock.now());
      return put(facts).catch((error: unknown) => {
        // Another created it at the same time: now it is there to be updated.
        if (isDuplicate(error)) return put(facts);
        throw error;
      });
    },

    async setInitialPassword(subjectId, credentialId, value) {
      const path = `credentials.${credentialId}`;
      const known = await collection.findOne({ _id: subjectId }, { projection: { [`${path}.setBy`]: 1 } });
      if (!known) throw new Error('the subject is not in the directory');
      if (known.credentials?.[credentialId]?.setBy !== undefined) return false;
      const first = {
        [`${path}.hash`]: await hasher.hash(value),
        [`${path}.setBy`]: 'initial',
        [`${path}.setAt`]: clock.now(),
      };
      const free = { _id: subjectId, [`${path}.hash`]: { $exists: false } };
      const { matchedCount } = await collection.updateOne(free, { $set: first });
      return matchedCount === 1;
    },
  };
}
