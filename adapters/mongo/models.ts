/**
 * What is kept in MongoDB. Rows that belong to one reset are one document, named by its id: whatever concerns a reset is found by
 * `_id`, and every guard is one write on one document. Adapters write through `collections` where every millisecond counts, through
 * the models where casting and defaults are worth it.
 */
import mongoose, { type Connection, type Model, type mongo } from 'mongoose';
import type { Asking } from '../../domain/colleague.js';
import type { Send } from '../../domain/lane.js';
import type { AuditRecord, DecisionRecord, Proof, Purpose } from '../../domain/ports.js';
import type { Decider, Note, Tally } from '../../domain/shapes.js';
import type { Head } from '../audit-chain.js';
import type { ChallengeStep } from '../challenge-rules.js';
import type { ResetRow } from '../reset-row.js';
import type { User } from '../user.js';

interface Kept {
  /** When the TTL index may remove it. */
  expireAt?: Date;
}
/** `placeholder`: stands where a decoy's progress is kept, so that it costs what a user's costs. Nobody finds it. */
export type UserDoc = Omit<User, 'state'> & Kept & { state: User['state'] | 'placeholder' };
export type ResetDoc = ResetRow & Kept;
export interface VaultDoc extends Kept {
  _id: string;
  /** What was sealed under which name: stays when the secrets are gone. */
  names: { ref: string; purpose: Purpose; bodyMac?: string; sealedAt: number; expiresAt: number }[];
  secrets: { ref: string; sealed: string }[];
  /** Another end than its own for one value. */
  keep?: { ref: string; until: number };
  shredded?: true;
}
export interface ChallengesDoc extends Kept {
  _id: string;
  voided?: true;
  steps?: Record<string, ChallengeStep>;
}
export interface ProofsDoc extends Kept {
  _id: string;
  proofs: { key: string; proof: Proof; signature: string }[];
}
export interface DecisionsDoc extends Kept {
  _id: string;
  asked?: { key: string; stepId: string; decider: Decider }[];
  records: { id: string; record: DecisionRecord; signature: string }[];
  /** What came of them, in the order in which they were judged. */
  settled?: { id: string; tally: Tally }[];
  /** What deciders are told besides, by step. */
  told?: Record<string, readonly Note[]>;
}
export interface OutboxDoc extends Kept {
  _id: string;
  mails: {
    key: string;
    at: number;
    /** Recipients it has still to reach, by their place in the sealed list. */
    left: number[];
    /** It goes out as a text message: until then, one process is at work on it. */
    leasedUntil?: number;
    /** Recipients, message and values; gone once there is nothing left to do. */
    sealed?: string;
  }[];
}
export interface AuditDoc extends Kept {
  _id: string;
  head: Head;
  records: AuditRecord[];
  /** Since the last checkpoint. */
  moved?: true;
}
/** A plan by its hash, or, under `current/<methodId>`, which of them is current: one write moves it. */
export interface PlanDoc {
  _id: string;
  methodId: string;
  /** The plan as JSON text: what was hashed comes back as it was. */
  json?: string;
  /** Over the hash, by the signer. */
  signature?: string;
  revoked?: boolean;
  current?: string;
}
/** The last resets about somebody or something, by its keyed name. */
export interface AttemptsDoc extends Kept {
  _id: string;
  noted: { resetId: string; at: number }[];
}
export interface LeaseDoc extends Kept {
  _id: string;
  holder: string;
  until: number;
}
/** A lane's mails, by its name; or what a colleague has asked for. */
export interface QuotaDoc extends Kept {
  _id: string;
  v: number;
  sends?: Send[];
  askings?: Asking[];
  /** No reset by a name alone before this. */
  frozenUntil?: number;
}
/** As connect-mongo keeps it: under the hash of the session's id, with a moment of its own after which it is not read any more. */
export interface SessionDoc extends Kept {
  _id: string;
  /** Sealed. */
  session: string;
  expires: Date;
}
export interface Documents {
  users: UserDoc;
  resets: ResetDoc;
  vault: VaultDoc;
  challenges: ChallengesDoc;
  proofs: ProofsDoc;
  decisions: DecisionsDoc;
  outbox: OutboxDoc;
  audit: AuditDoc;
  plans: PlanDoc;
  attempts: AttemptsDoc;
  leases: LeaseDoc;
  quotas: QuotaDoc;
  sessions: SessionDoc;
}
export type Models = { [K in keyof Documents]: Model<Documents[K]> };
export type Collections = { [K in keyof Documents]: mongo.Collection<Documents[K]> };

const { Mixed } = mongoose.Schema.Types;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const mixed = { type: Mixed, default: () => ({}) };
const list = { type: [Mixed], default: () => [] };

const address = { _id: false, kind: text, value: text, verified: Boolean, source: text, since: number };
const fields: { [K in keyof Documents]: Record<string, object> } = {
  users: {
    personId: text,
    userName: text,
    keys: { type: [String] },
    displayName: text,
    locale: text,
    state: text,
    addresses: { type: [address] },
    groups: { type: [String] },
    manager: { type: String },
    unit: { type: String },
    // No default: absent means that the user was never asked.
    nominated: { type: [String], default: undefined },
    away: { type: Mixed },
    enrolments: mixed,
    credentials: mixed,
    progress: list,
    sessionsEndedAt: { type: Number },
  },
  resets: {
    state: text,
    version: number,
    methodId: text,
    subject: text,
    requesterPerson: { type: String },
    requestedAt: number,
    steps: mixed,
    lane: { type: String },
    openUntil: { type: Number },
  },
  vault: { names: list, secrets: list },
  challenges: { steps: mixed },
  proofs: { proofs: list },
  decisions: { asked: list, records: list, settled: list, told: { type: Mixed } },
  outbox: { mails: list },
  audit: { head: mixed, records: list, moved: { type: Boolean } },
  plans: {
    methodId: text,
    json: { type: String },
    signature: { type: String },
    revoked: { type: Boolean },
    current: { type: String },
  },
  attempts: { noted: list },
  leases: { holder: text, until: number },
  quotas: { v: number, sends: list, frozenUntil: { type: Number } },
  sessions: { session: text, expires: Date },
};

type Index = [keys: Record<string, 1 | -1>, options?: { unique?: true; sparse?: true }];
/** Each index serves a query of the port that is named behind it. */
const indexes: Partial<Record<keyof Documents, Index[]>> = {
  users: [
    [{ keys: 1 }], // Directory.find
    [{ personId: 1 }, { unique: true }], // Directory.findPerson and .people: one user a person
    [{ groups: 1 }], // Directory.people
    [{ unit: 1 }, { sparse: true }], // Directory.people
  ],
  resets: [
    [{ lane: 1 }, { sparse: true }], // Resets.lane
    [{ openUntil: 1 }, { sparse: true }], // Resets.unclosed
    [{ requestedAt: -1 }], // Resets.list
    [{ subject: 1, requestedAt: -1 }], // Resets.list of one subject
    [{ requesterPerson: 1 }, { sparse: true }], // Resets.list of one requester
  ],
  decisions: [[{ 'records.record.by': 1 }]], // Decisions.approvedBy
  audit: [[{ moved: 1 }, { sparse: true }]], // Audit.checkpoint
};

const names = Object.keys(fields) as (keyof Documents)[];

function schemaOf(name: keyof Documents): mongoose.Schema {
  const definition = { _id: String, ...fields[name], expireAt: Date };
  const options = { versionKey: false, autoCreate: false, autoIndex: false, minimize: false, strict: false } as const;
  const schema = new mongoose.Schema(definition, options);
  for (const [keys, more] of indexes[name] ?? []) schema.index(keys, more);
  const expiry = name === 'sessions' ? 'expires' : 'expireAt';
  if (name !== 'plans') schema.index({ [expiry]: 1 }, { expireAfterSeconds: 0, sparse: true });
  return schema;
}

/** Makes all collections and indexes, one after the other: some servers fail where a collection is made twice at once. */
export async function openModels(connection: Connection): Promise<{ models: Models; collections: Collections }> {
  const models = Object.fromEntries(names.map((n) => [n, connection.model(n, schemaOf(n), n)])) as unknown as Models;
  for (const name of names) {
    await models[name].createCollection();
    await models[name].createIndexes();
  }
  const collections = Object.fromEntries(names.map((n) => [n, connection.db!.collection(n)]));
  return { models, collections: collections as unknown as Collections };
}
