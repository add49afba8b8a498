/** Every route of the façade, in the order in which the docs show them. */
import type { Deps } from '../deps.js';
import type { Route } from '../guard.js';
import { getMethods } from './methods.js';
import { postReset } from './resets.js';
import { postCancel, getReset } from './reset.js';
import { getEvents } from './events.js';
import { postAnswer, postChallenge } from './steps.js';
import { getDecision, postDecision } from './decision.js';
import { postExecute, postExecuteOnly } from './execute.js';
import { postCollect } from './collect.js';
import { postLink } from './links.js';
import { getResets } from './list.js';
import { getAudit } from './audit.js';
import { getHealth, getReady } from './health.js';

export const routes = (probes: Deps['probes']): readonly Route[] => [
  getMethods,
  postReset,
  getReset,
  getEvents,
  postChallenge,
  postAnswer,
  getDecision,
  postDecision,
  postExecute,
  postCollect,
  postCancel,
  postLink,
  postExecuteOnly,
  getResets,
  getAudit,
  getHealth,
  getReady(probes),
];
