/** The directory: users by name, id or person, and the two writes that a reset leaves with them. */
import type { mongo } from 'mongoose';
import { normalName } from '../../domain/names.js';
import type { Directory, Subject } from '../../domain/ports.js';
import { subjectOf, type User } from '../user.js';
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
  sessionsEndedAt: 1,
};
const isUser = (doc: UserDoc): doc is UserDoc & User => doc.state !== 'placeholder';

export function directoryOf(users: mongo.Collection<UserDoc>, { expireAt }: { expireAt: ExpireAt }): Directory {
  async function only(filter: mongo.Filter<UserDoc>): Promise<Subject | null> {
    const [doc, another] = await users.find(filter, { projection }).limit(2).toArray();
    return doc && !another && isUser(doc) ? subjectOf(doc) : null;
  }
  return {
    find: (name) => only({ keys: normalName(name) }),
    get: (id) => only({ _id: id }),
    findPerson: (personId) => only({ personId }),

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
  };
}
