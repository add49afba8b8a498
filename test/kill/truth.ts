/** What a reset has left behind, everywhere: read once all is over. */
import { barOf } from '../../adapters/user.js';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type {
  AuditDoc,
  ChallengesDoc,
  OutboxDoc,
  ProofsDoc,
  ResetDoc,
  UserDoc,
  VaultDoc,
} from '../../adapters/mongo/models.js';
import { chainFault } from '../../adapters/audit-chain.js';
import { oldPassword, type Person } from './person.js';
import type { Rig } from './rig.js';

/** Without names, ids and times: the same for every reset of one method that ended well. */
export interface Truth {
  workflow: string;
  state: string | undefined;
  /** Each step's state as the read model tells it. */
  steps: Record<string, string>;
  newPasswordWorks: boolean;
  oldPasswordWorks: boolean;
  /** Writes of the credential, and what it keeps of those before. */
  writes: number;
  history: number;
  fence: number | undefined;
  claimsLeft: number;
  progressLeft: number;
  sessionsEnded: boolean;
  resetsOfUser: number;
  placeInLane: boolean;
  /** Values that can still be opened. A collected one can be fetched again for a minute. */
  secretsLeft: number;
  sealsRefused: boolean;
  mailsUnsent: number;
  /** Subjects, one a Message-ID. */
  mails: string[];
  /** The same Message-ID always came with the same content. */
  mailsAlike: boolean;
  proofs: string[];
  guesses: number;
  /** Types of its records. Of a target any number: an unknown outcome is settled by asking it. */
  audit: string[];
  auditFault: string | null;
}

const patience = 120_000;

/** Waits for the workflow to close. */
export async function truthOf(rig: Rig, person: Person): Promise<Truth> {
  const { resetId: _id, subjectId } = person;
  const workflow = await closing(rig, _id);
  const of = <T extends { _id: string }>(name: string) => rig.db.collection<T>(name);
  const [reset, resetsOfUser, user, vault, outbox, proofs, challenges, audit] = await Promise.all([
    of<ResetDoc>('resets').findOne({ _id }),
    of<ResetDoc>('resets').countDocuments({ subject: subjectId }),
    of<UserDoc>('users').findOne({ _id: subjectId }),
    of<VaultDoc>('vault').findOne({ _id }),
    of<OutboxDoc>('outbox').findOne({ _id }),
    of<ProofsDoc>('proofs').findOne({ _id }),
    of<ChallengesDoc>('challenges').findOne({ _id }),
    of<AuditDoc>('audit').findOne({ _id }),
  ]);
  const credential = user?.credentials['password'];
  const steps = Object.values(challenges?.steps ?? {});
  return {
    workflow,
    state: reset?.closedAt === undefined ? `${reset?.state}, not closed` : reset.state,
    steps: Object.fromEntries(Object.entries(reset?.steps ?? {}).map(([id, step]) => [id, step.state])),
    newPasswordWorks: await rig.mongo.credentials.matches(subjectId, 'password', person.password),
    oldPasswordWorks: await rig.mongo.credentials.matches(subjectId, 'password', oldPassword),
    writes: credential?.written?.filter((key) => !key.startsWith(barOf(''))).length ?? 0,
    history: credential?.history?.length ?? 0,
    fence: credential?.fence,
    claimsLeft: credential?.claims?.length ?? 0,
    progressLeft: user?.progress?.length ?? 0,
    sessionsEnded: user?.sessionsEndedAt !== undefined,
    resetsOfUser,
    placeInLane: reset?.lane !== undefined,
    secretsLeft: vault?.secrets.length ?? 0,
    sealsRefused: vault?.shredded === true,
    mailsUnsent: outbox?.mails.filter(({ sealed }) => sealed !== undefined).length ?? 0,
    ...mailsTo(rig, person),
    proofs: (proofs?.proofs ?? []).map(({ key }) => key).sort(),
    guesses: steps.reduce((sum, step) => sum + (step.guesses?.length ?? 0), 0),
    audit: told(audit?.records ?? []),
    auditFault: audit ? chainFault({ resetId: _id, ...audit }) : 'no audit',
  };
}

/** Each difference in words; none where both are the same. */
export function differences(expected: Truth, found: Truth): string[] {
  const names = Object.keys(expected) as (keyof Truth)[];
  return names
    .filter((name) => !isDeepStrictEqual(expected[name], found[name]))
    .map((name) => `${name}: ${JSON.stringify(found[name])} instead of ${JSON.stringify(expected[name])}`);
}

function told(records: AuditDoc['records']): string[] {
  const types = records.map(({ type }) => type);
  const ofTargets = types.some((type) => type.startsWith('target.')) ? ['target'] : [];
  return [...types.filter((type) => !type.startsWith('target.')), ...ofTargets].sort();
}

async function closing({ temporal }: Rig, resetId: string): Promise<string> {
  const handle = temporal.workflow.getHandle(resetId);
  for (const end = Date.now() + patience; ; await pause(400)) {
    const { name } = (await handle.describe()).status;
    if (name !== 'RUNNING' || Date.now() > end) return name;
  }
}

function mailsTo({ mails }: Rig, { mailboxes }: Person): Pick<Truth, 'mails' | 'mailsAlike'> {
  const mine = mails.filter(({ to }) => to.some((address) => mailboxes.includes(address)));
  const contents = new Map<string, Set<string>>();
  for (const { mail } of mine) {
    const id = mail.messageId ?? '';
    contents.set(id, (contents.get(id) ?? new Set()).add(`${mail.subject}\n${mail.text}\n${String(mail.html)}`));
  }
  const alike = [...contents.values()].every((versions) => versions.size === 1);
  const subjects = [...contents.values()].map(([first]) => first!.split('\n')[0]!);
  return { mails: subjects.sort(), mailsAlike: alike };
}
