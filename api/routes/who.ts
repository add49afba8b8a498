/** Who may make which calls about a reset, and the token of a holder. */
import type { TokenClaims } from '../../domain/ports.js';
import type { Caller, Who } from '../callers.js';

/** Holders of either token, and the staff who help. */
export const lookers: Who = { holders: ['subject', 'requester'], people: ['rekey-admin', 'rekey-helpdesk'] };
/** Only the subject's token answers, executes and collects. */
export const subject: Who = { holders: ['subject'] };

/** Besides the subject, the agent who asked, where the method hands them a temporary value (`operations/finisher.ts`). */
export const finishers: Who = { holders: ['subject', 'requester'], people: ['rekey-helpdesk'] };

/** Of a call whose guard lets in holders only. */
export function holderOf(caller: Caller): TokenClaims {
  if (caller.kind !== 'holder') throw new Error('a guard let in a caller without a reset token');
  return caller.claims;
}
