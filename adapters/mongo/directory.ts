/** The directory: users by name, id, person or what they have in common, the two writes that a reset leaves with them, whom they nominate, and the end of their sessions. */
import type { mongo } from 'mongoose';
import { normalName } from '../../domain/names.js';
import type { Directory, Subject, Who } from '../../domain/ports.js';
import { eachOnce, subjectOf, type User } from '../user.js';
import { writeGuarded } from './guarded.js';
import type { UserDoc } from './models.js';
import type { ExpireAt } from './retention.js';

/** What a subject is made of: credentials stay where they are. */
const projection = {
  personId: 1,
  state: 1,
  userName: 1,
  displayName: 1,
  addresses: 1,
  groups: 1,
  locale: 1,
  manager: 1,
  unit: 1,
  nominated: 1,
  away: 1,
  sessionsEndedAt: 1,
};
const isUser = (doc: UserDoc): doc is UserDoc & User => doc.state !== 'placeholder';
const filterOf = (who: Who): mongo.Filter<UserDoc> => {
  if ('group' in who) return { groups: who.group };
  return 'unit' in who ? { unit: who.unit } : { personId: { $in: who.personIds } };
};

export function directoryOf(
  users: mongo.Collection<UserDoc>,
  { expireAt, privilegedGroups }: { expireAt: ExpireAt; privilegedGroups: readonly string[] },
): Directory {
  const known = (doc: UserDoc & User): Subject => subjectOf(doc, privilegedGroups);
  async function only(filter: mongo.Filter<UserDoc>): Promise<Subject | null> {
    const [doc, another] = await users.find(filter, { projection }).limit(2).toArray();
    return doc && !another && isUser(doc) ? known(doc) : null;
  }
  return {
    find: (name) => only({ keys: normalName(name) }),
    get: (id) => only({ _id: id }),
    findPerson: (personId) => only({ personId }),

    async people(who, limit) {
      // To MongoDB no limit is 0, and one batch below.
      if (limit < 1) return [];
      const found = users
        .find({ ...filterOf(who), state: 'active' }, { projection })
        .sort({ _id: 1 })
        .limit(limit);
      return (await found.toArray()).filter(isUser).map(known);
    },

    async nominate(subjectId, personIds) {
      const { matchedCount } = await users.updateOne(
        { _id: subjectId, state: { $ne: 'placeholder' } },
        { $set: { nominated: eachOnce(personIds) } },
      );
      if (matchedCount === 0) throw new Error('the subject is not in the directory');
    },

    async keepProgress(subjectId, progress) {
      const placeholder = {
        personId: subjectId,
        state: 'placeholder' as const,
        expireAt: expireAt('placeholders', progress.at),
      };
      await writeGuarded(users, { _id: subjectId }, { $set: { progress: [progress] }, $setOnInsert: placeholder });
    },

    async finish(subjectId, { resetId, credentialId }) {
      await users.updateOne(
        { _id: subjectId },
        {
          $pull: { progress: { resetId }, [`credentials.${credentialId}.claims`]: { resetId } },
        },
      );
    },

    async endSessions(subjectId, at) {
      await users.updateOne({ _id: subjectId, state: { $ne: 'placeholder' } }, { $max: { sessionsEndedAt: at } });
    },
  };
}
