/** Every port that MongoDB fulfils, over one connection. */
import type { Store } from 'express-session';
import mongoose from 'mongoose';
import type { AllPorts, Clock, Keyed } from '../../domain/ports.js';
import type { Cipher, Signer } from '../keys/types.js';
import type { Mailing } from '../mail-rules.js';
import { privilegedGroupsPreset, type UserAdmin } from '../user.js';
import { attemptsOf } from './attempts.js';
import { auditOf } from './audit.js';
import { challengesOf } from './challenges.js';
import { checkpointFile } from './checkpoint-file.js';
import { credentialsOf } from './credentials.js';
import { decisionsOf } from './decisions.js';
import { directoryOf } from './directory.js';
import { hasherOf, owasp, type HashSettings } from './hasher.js';
import { leasesOf } from './leases.js';
import { openModels } from './models.js';
import { outboxOf } from './outbox.js';
import { plansOf } from './plans.js';
import { proofsOf } from './proofs.js';
import { quotasOf } from './quotas.js';
import { resetsOf } from './resets.js';
import { expiryBy, retentionDays, type Retention } from './retention.js';
import { userAdminOf } from './user-admin.js';
import { sessionStoreOf } from './sessions.js';
import { vaultOf } from './vault.js';

export { owasp, type HashSettings } from './hasher.js';
export type { Retention } from './retention.js';

/** The ports that this adapter fulfils. */
export type MongoPorts = Omit<AllPorts, 'clock' | 'keyed' | 'tokens' | 'urls'>;
export interface Mongo extends MongoPorts {
  userAdmin: UserAdmin;
  /** Where the pages keep the sessions of staff. */
  sessionStore(): Promise<Store>;
  /** Resolves where the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
export interface MongoSettings {
  cipher: Cipher;
  signer: Signer;
  keyed: Keyed;
  clock: Clock;
  mailing: Mailing;
  /** The file of audit checkpoints (`REKEY_AUDIT_CHECKPOINTS`). */
  checkpoints: string;
  /** argon2id's cost; tests take less. */
  hashing?: HashSettings;
  retention?: Partial<Retention>;
  /** Whose members the directory tells to be privileged (`REKEY_PRIVILEGED_GROUPS`). */
  privilegedGroups?: readonly string[];
  /** Told of each argon2id computation. */
  onHash?: () => void;
  /** Told the name of every command that goes out: for metrics and budgets. */
  onCommand?: (name: string) => void;
}

/**
 * A dead database is told within about 2 s. A write is acknowledged once it would survive the loss of a server. Nothing is queued
 * while there is no connection.
 */
const connection = {
  serverSelectionTimeoutMS: 2_000,
  connectTimeoutMS: 2_000,
  socketTimeoutMS: 8_000,
  waitQueueTimeoutMS: 4_000,
  maxPoolSize: 50,
  appName: 'rekey',
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
} as const;

/** Connects, makes collections and indexes where they are missing, and answers with the ports. Throws where there is no database. */
export async function connectMongo(uri: string, settings: MongoSettings): Promise<Mongo> {
  const { onCommand } = settings;
  const connected = await mongoose
    .createConnection(uri, { ...connection, ...(onCommand && { monitorCommands: true }) })
    .asPromise();
  if (onCommand) connected.getClient().on('commandStarted', ({ commandName }) => onCommand(commandName));
  try {
    return await portsOver(connected, settings);
  } catch (error) {
    await connected.close();
    throw error;
  }
}

async function portsOver(connected: mongoose.Connection, settings: MongoSettings): Promise<Mongo> {
  const { collections: in_, models } = await openModels(connected);
  const retention = { ...retentionDays, ...settings.retention };
  const common = {
    ...settings,
    retention,
    privilegedGroups: settings.privilegedGroups ?? privilegedGroupsPreset,
    expireAt: expiryBy(retention),
    hasher: hasherOf(settings.hashing ?? owasp, settings.onHash),
  };
  return {
    vault: vaultOf(in_.vault, common),
    directory: directoryOf(in_.users, common),
    credentials: credentialsOf(in_.users, common),
    challenges: challengesOf(in_.challenges, common),
    proofs: proofsOf(in_.proofs, common),
    decisions: decisionsOf(in_.decisions, common),
    notifier: outboxOf(in_.outbox, common),
    resets: resetsOf(in_.resets, common),
    plans: plansOf(models.plans, common),
    audit: auditOf(in_.audit, { ...common, file: checkpointFile(settings.checkpoints) }),
    leases: leasesOf(in_.leases, common),
    attempts: attemptsOf(in_.attempts, common),
    quotas: quotasOf(in_.quotas, common),
    userAdmin: userAdminOf(models.users, { ...common, collection: in_.users }),
    sessionStore: async () => sessionStoreOf(connected, settings.cipher),
    async ping() {
      await connected.db!.command({ ping: 1 });
    },
    close: () => connected.close(),
  };
}
