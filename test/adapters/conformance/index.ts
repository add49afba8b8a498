/** The conformance suites, one per port. */
import { attempts } from './attempts.js';
import { audit } from './audit.js';
import { challenges } from './challenges.js';
import { credentials } from './credentials.js';
import { decisions } from './decisions.js';
import { directory } from './directory.js';
import { leases } from './leases.js';
import { notifier } from './notifier.js';
import { plans } from './plans.js';
import { proofs } from './proofs.js';
import { quotas } from './quotas.js';
import { resets } from './resets.js';
import { vault } from './vault.js';

export const suites = {
  vault,
  directory,
  credentials,
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
