/** Credentials and the claims on them, both on the user's document: a value is written only under the claim that the same write checks. */
import type { mongo } from 'mongoose';
import type { Clock, Credentials } from '../../domain/ports.js';
import { claimOn, claimsKept, holder, holds, writtenKept, type StoredCredential } from '../user.js';
import type { Hasher } from './hasher.js';
import type { UserDoc } from './models.js';

/** How often a claim is tried anew when another was faster. */
const races = 5;

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

    async set({ subjectId, credentialId, resetId, key, value, history }) {
      const c = await read(subjectId, credentialId);
      if (c && holds(c, resetId) && !c.written?.includes(key)) {
        const path = `credentials.${credentialId}`;
        const old = c.hash === undefined ? [] : [c.hash];
        const shown = await users.findOneAndUpdate(
          {
            _id: subjectId,
            [`${path}.fence`]: c.fence,
            [`${path}.claims`]: { $elemMatch: { resetId, fence: c.fence } },
            [`${path}.written`]: { $ne: key },
          },
          {
            $set: {
              [`${path}.hash`]: await hasher.hash(value),
              [`${path}.setBy`]: key,
              [`${path}.setAt`]: clock.now(),
              // Under an unchanged fence only this reset writes here, so nobody else's history is overwritten.
              [`${path}.history`]: [...old, ...(c.history ?? [])].slice(0, history),
            },
            $max: { sessionsEndedAt: clock.now() },
            $push: { [`${path}.written`]: { $each: [key], $slice: -writtenKept } },
          },
          { returnDocument: 'after', projection: { [`${path}.setBy`]: 1 } },
        );
        if (shown?.credentials?.[credentialId]?.setBy === key) return 'set';
      }
      // Another call was faster, or this is a repeat: whoever wrote, this is what a login is checked against now.
      return (await isSet(subjectId, credentialId, key)) ? 'set' : 'superseded';
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
