/** What the command reads from its environment: the names that API, worker and development stack use, too. */
import { join } from 'node:path';

export interface Settings {
  mongoUri: string;
  keysDir: string;
  /** The file of audit checkpoints. */
  checkpoints: string;
}

/** An empty variable is one that is not set. */
export function settingsFrom(env: Readonly<Record<string, string | undefined>>): Settings {
  const dataDir = env['REKEY_DATA_DIR'] || '.rekey';
  return {
    mongoUri: env['MONGODB_URI'] || `mongodb://127.0.0.1:${env['REKEY_MONGO_PORT'] || '27017'}/rekey`,
    keysDir: env['REKEY_KEYS_DIR'] || join(dataDir, 'keys'),
    checkpoints: env['REKEY_AUDIT_CHECKPOINTS'] || join(dataDir, 'audit-checkpoints.log'),
  };
}

/** For `--help`. */
export const helpOnEnvironment = `
Environment:
  MONGODB_URI              where MongoDB is (default: the development stack's, mongodb://127.0.0.1:27017/rekey)
  REKEY_KEYS_DIR           folder of the key rings (default: .rekey/keys)
  REKEY_AUDIT_CHECKPOINTS  file of the audit checkpoints (default: .rekey/audit-checkpoints.log)
  REKEY_DATA_DIR           folder that stands for .rekey in these defaults
  REKEY_MONGO_PORT         port that stands for 27017
  REKEY_LOGIN_MFA          true: passwords are one factor of several, so 8 characters may be enough

Exit codes:
  0  all is well
  1  it was looked at, and something is wrong: a mistake in a method, a broken audit chain
  2  the command was not understood
  3  it could not be done: no database, no keys, a file that can't be written`;
