/** Directory, credentials and user administration over users in memory. */
import { createHash, randomUUID } from 'node:crypto';
import {
  barOf,
  claimOn,
  claimsKept,
  clearable,
  eachOnce,
  factsOf,
  holder,
  holds,
  isSpent,
  privilegedGroupsPreset,
  subjectOf,
  writtenKept,
  type Progress,
  type StoredCredential,
  type User,
  type UserAdmin,
} from '../../../adapters/user.js';
import { normalName, normalSecret } from '../../../domain/names.js';
import type { Ms } from '../../../domain/plan.js';
import type { Clock, Credentials, Directory, Subject } from '../../../domain/ports.js';

/** A fast stand-in for argon2id: tests set many credentials. */
const hash = (value: string): string => createHash('sha256').update(normalSecret(value)).digest('base64url');

export interface MemoryUsers {
  directory: Directory;
  credentials: Credentials;
  userAdmin: UserAdmin;
  /** What is stored, by id. */
  users: Map<string, User>;
  /** Progress by subject, decoys too. */
  progress: Map<string, Progress>;
}

export function memoryUsers(clock: Clock, privilegedGroups: readonly string[] = privilegedGroupsPreset): MemoryUsers {
  const users = new Map<string, User>();
  const progress = new Map<string, Progress>();
  return {
    users,
    progress,
    directory: memoryDirectory(users, progress, privilegedGroups),
    credentials: memoryCredentials(users, clock),
    userAdmin: memoryUserAdmin(users, clock),
  };
}

function endSessionsOf(user: User | undefined, at: Ms): void {
  if (user) user.sessionsEndedAt = Math.max(at, user.sessionsEndedAt ?? at);
}

function memoryDirectory(
  users: Map<string, User>,
  progress: Map<string, Progress>,
  privilegedGroups: readonly string[],
): Directory {
  const known = (user: User): Subject => structuredClone(subjectOf(user, privilegedGroups));
  const only = (found: User[]): Subject | null => (found.length === 1 ? known(found[0]!) : null);
  return {
    async find(name) {
      return only([...users.values()].filter((u) => u.keys.includes(normalName(name))));
    },
    async get(id) {
      return only([...users.values()].filter((u) => u._id === id));
    },
    async findPerson(personId) {
      return only([...users.values()].filter((u) => u.personId === personId));
    },
    async people(who, limit) {
      const fits = (u: User): boolean => {
        if ('group' in who) return u.groups.includes(who.group);
        return 'unit' in who ? u.unit === who.unit : who.personIds.includes(u.personId);
      };
      const found = [...users.values()].filter((u) => u.state === 'active' && fits(u));
      // By code units, as MongoDB sorts.
      found.sort((a, b) => (a._id < b._id ? -1 : 1));
      return found.slice(0, Math.max(0, limit)).map(known);
    },
    async nominate(subjectId, personIds) {
      const user = users.get(subjectId);
      if (!user) throw new Error('the subject is not in the directory');
      user.nominated = eachOnce(personIds);
    },
    async keepProgress(subjectId, now) {
      progress.set(subjectId, { ...now });
    },
    async finish(subjectId, { resetId, credentialId }) {
      if (progress.get(subjectId)?.resetId === resetId) progress.delete(subjectId);
      const user = users.get(subjectId);
      if (!user) return;
      const credential = user.credentials[credentialId];
      if (credential) credential.claims = credential.claims?.filter((c) => c.resetId !== resetId) ?? [];
    },
    async endSessions(subjectId, at) {
      endSessionsOf(users.get(subjectId), at);
    },
  };
}

function memoryCredentials(users: Map<string, User>, clock: Clock): Credentials {
  const read = (subjectId: string, credentialId: string): StoredCredential | undefined =>
    users.get(subjectId)?.credentials[credentialId];
  const isSet = async (subjectId: string, credentialId: string, key: string): Promise<boolean> =>
    read(subjectId, credentialId)?.setBy === key;
  function write(c: StoredCredential, item: Omit<Parameters<Credentials['set']>[0], 'resetId'>): void {
    const { subjectId, key, value, history, mustChange } = item;
    c.history = [...(c.hash === undefined ? [] : [c.hash]), ...(c.history ?? [])].slice(0, history);
    c.written = [...(c.written ?? []), key].slice(-writtenKept);
    Object.assign(c, { hash: hash(value), setBy: key, setAt: clock.now(), mustChange });
    endSessionsOf(users.get(subjectId), clock.now());
  }
  return {
    isSet,
    async claim(subjectId, credentialId, resetId) {
      const user = users.get(subjectId);
      if (!user) throw new Error('the subject is not in the directory');
      const credential = (user.credentials[credentialId] ??= {});
      const answer = claimOn(credential, resetId, clock.now());
      if (!('take' in answer)) return answer;
      credential.claims = [...(credential.claims ?? []), answer.take].slice(-claimsKept);
      credential.fence = answer.take.fence;
      return { held: true, fence: answer.take.fence };
    },
    async heldFence(subjectId, credentialId, resetId) {
      const credential = read(subjectId, credentialId);
      return holds(credential, resetId) ? holder(credential)!.fence : null;
    },
    async set({ resetId, ...item }) {
      const { subjectId, credentialId, key } = item;
      const c = read(subjectId, credentialId);
      if (c && holds(c, resetId) && !isSpent(c, key)) write(c, item);
      return (await isSet(subjectId, credentialId, key)) ? 'set' : 'superseded';
    },
    async bar(subjectId, credentialId, key) {
      const c = users.get(subjectId)?.credentials;
      const credential = c && (c[credentialId] ??= {});
      if (credential && !isSpent(credential, key)) credential.written = [...(credential.written ?? []), barOf(key)];
      return credential?.written?.includes(key) ?? false;
    },
    async change({ current, ...item }) {
      const c = read(item.subjectId, item.credentialId);
      if (c?.written?.includes(item.key)) return 'changed';
      if (c?.hash !== hash(current)) return 'wrong';
      write(c, { ...item, mustChange: false });
      return 'changed';
    },
    async mustChange(subjectId, credentialId) {
      return read(subjectId, credentialId)?.mustChange ?? false;
    },
    async wasUsed(subjectId, credentialId, value, history) {
      const c = read(subjectId, credentialId);
      return [c?.hash, ...(c?.history ?? []).slice(0, history)].includes(hash(value));
    },
    async matches(subjectId, credentialId, value) {
      return read(subjectId, credentialId)?.hash === hash(value);
    },
  };
}

function memoryUserAdmin(users: Map<string, User>, clock: Clock): UserAdmin {
  return {
    async upsertUser(user) {
      const known = [...users.values()].find((u) => u.personId === user.personId);
      const id = known?._id ?? randomUUID();
      const facts = factsOf(user, known?.addresses ?? [], clock.now());
      const kept: Partial<User> = { ...known };
      for (const fact of clearable) delete kept[fact];
      users.set(id, { enrolments: {}, credentials: {}, ...kept, _id: id, ...facts });
      return id;
    },
    async setInitialPassword(subjectId, credentialId, value) {
      const user = users.get(subjectId);
      if (!user) throw new Error('the subject is not in the directory');
      const credential = (user.credentials[credentialId] ??= {});
      if (credential.hash !== undefined) return false;
      Object.assign(credential, { hash: hash(value), setBy: 'initial', setAt: clock.now() });
      return true;
    },
  };
}
