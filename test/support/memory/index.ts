/** Every port in memory, for tests, with a look at what they hold. */
import type { Mailing } from '../../../adapters/mail-rules.js';
import type { UserAdmin } from '../../../adapters/user.js';
import type { AllPorts, Clock, Urls } from '../../../domain/ports.js';
import { memoryAttempts } from './attempts.js';
import { memoryAudit, type MemoryAudit } from './audit.js';
import { memoryChallenges } from './challenges.js';
import { memoryDecisions } from './decisions.js';
import { memoryKeyed, memorySigner, memoryTokens } from './keys.js';
import { memoryLeases } from './leases.js';
import { memoryNotifier, type MemoryNotifier } from './notifier.js';
import { memoryPlans, type MemoryPlans } from './plans.js';
import { memoryProofs } from './proofs.js';
import { memoryQuotas } from './quotas.js';
import { memoryResets } from './resets.js';
import { memoryUsers, type MemoryUsers } from './users.js';
import { memoryVault, type MemoryVault } from './vault.js';

/** Real time, or the time that a test sets: `env.currentTimeMs()` of the time-skipping server, or a number it moves. */
export const systemClock: Clock = { now: () => Date.now() };

export interface MemoryPorts extends AllPorts {
  audit: MemoryAudit;
  notifier: MemoryNotifier;
  plans: MemoryPlans;
  vault: MemoryVault;
  userAdmin: UserAdmin;
  stored: Pick<MemoryUsers, 'users' | 'progress'>;
}

const urls: Urls = {
  link: (token) => `https://rekey.test/link#${token}`,
  reset: () => 'https://rekey.test/reset',
  decision: (resetId, stepId) => `https://rekey.test/decide/${resetId}/${stepId}`,
};

/** A world of its own: nothing is shared between two calls. */
export function memoryPorts({
  clock = systemClock,
  mailing,
  privilegedGroups,
}: { clock?: Clock; mailing?: Partial<Mailing>; privilegedGroups?: readonly string[] } = {}): MemoryPorts {
  const keyed = memoryKeyed();
  const signer = memorySigner();
  const { users, progress, directory, credentials, userAdmin } = memoryUsers(clock, privilegedGroups);
  return {
    clock,
    keyed,
    urls,
    directory,
    credentials,
    userAdmin,
    stored: { users, progress },
    vault: memoryVault(clock),
    challenges: memoryChallenges(keyed),
    proofs: memoryProofs(),
    decisions: memoryDecisions(),
    notifier: memoryNotifier(clock, keyed, mailing),
    tokens: memoryTokens(clock, signer),
    resets: memoryResets(clock),
    plans: memoryPlans(),
    audit: memoryAudit(clock, signer),
    leases: memoryLeases(clock),
    attempts: memoryAttempts(),
    quotas: memoryQuotas(),
  };
}
