/** Pages for the agents of the helpdesk only, and what the pages about one reset ask of their address. */
import { networkKey } from '../../address.js';
import type { Caller } from '../../callers.js';
import { Problem } from '../../problem.js';
import { attempting, type Outcome, type Visit } from '../visit.js';
import { noRoleScreen } from './screens.js';
import { staffOf } from './session.js';

/** A parameter of the path. */
export const param = ({ req }: Visit, name: string): string => String(req.params[name]);
/** The network of whoever looks: where a reset was asked for is told beside it. */
export const networkOf = ({ req }: Visit): { network: string } => ({ network: networkKey(req.ip) });

export const isAgent = ({ req }: Visit): boolean => staffOf(req).roles.includes('rekey-helpdesk');
export const callerOf = ({ req }: Visit): Caller => ({ kind: 'person', person: staffOf(req) });

/** Lets in the agents; whoever else tries one about a reset is on record, as by the API. */
export const forAgents =
  (handle: (visit: Visit) => Promise<Outcome>) =>
  async (visit: Visit): Promise<Outcome> => {
    if (isAgent(visit)) return handle(visit);
    const refused = new Problem('forbidden');
    const { id } = visit.req.params;
    if (typeof id === 'string')
      await attempting(visit, callerOf(visit), id, () => Promise.reject(refused)).catch((error: unknown) => {
        if (error !== refused) throw error;
      });
    return noRoleScreen(visit.say);
  };
