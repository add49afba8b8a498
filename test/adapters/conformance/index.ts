/** The conformance suites, one per port; that of credentials is in two parts. */
import { attempts } from './attempts.js';
import { audit } from './audit.js';
import { challenges } from './challenges.js';
import { credentials } from './credentials.js';
import { decisions } from './decisions.js';
import { directory } from './directory.js';
import { leases } from './leases.js';
import { notifier } from './notifier.js';
import { ownChange } from './own-change.js';
import { plans } from './plans.js';
import { proofs } from './proofs.js';
import { quotas } from './quotas.js';
import { resets } from './resets.js';
import { vault } from './vault.js';

export const suites = {
  vault,
  directory,
  credentials,
  'credentials, changed by their owner': ownChange,
  challenges,
  proofs,
  decisions,
  notifier,
  resets,
  plans,
  audit,
  leases,
  attempts,
  quotas,
};
