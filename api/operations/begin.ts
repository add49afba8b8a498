/** requestCredentialReset: seals the request, starts the workflow, and answers from the method's public description alone. */
import { contextOf, type CredentialResetContext, type MethodDescription } from '../../domain/context.js';
import { isSubject } from '../../domain/eligibility.js';
import type { Ms } from '../../domain/plan.js';
import type { TokenClaims } from '../../domain/ports.js';
import type { Requester, SealedRequest } from '../../domain/request.js';
import { callerName, type Caller } from '../callers.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { requireUnguessable } from '../idempotency.js';
import { Problem } from '../problem.js';
import { countColleague } from './colleague.js';
import { firstView } from './look.js';
import { checkTicket, requesterOf } from './requester.js';
import { randomName } from './seal.js';
import { sealedUntil, tokenFor } from './tokens.js';

/** A repeat under the same Idempotency-Key gets the same answer for this long. */
const repeatableFor: Ms = 10 * 60_000;

export interface ResetRequest {
  user: string;
  credentialId: string;
  resetMethodId: string;
  /** Of the helpdesk, where who asks names one. */
  ticket?: string | undefined;
}
export interface Begun {
  context: CredentialResetContext;
  token: string;
  claims: TokenClaims;
  method: MethodDescription;
}

/** The method that is asked for; throws `unknown-method`. */
export async function methodFor(work: Work, { credentialId, resetMethodId }: ResetRequest): Promise<MethodDescription> {
  const method = await work.methods.current(resetMethodId);
  if (method?.credentialId !== credentialId) throw new Problem('unknown-method');
  return method;
}

/** Begins a reset, or finds the one that the same caller began under the same key. */
export async function begin(work: Work, caller: Caller, facts: Facts, request: ResetRequest): Promise<Begun> {
  const method = await methodFor(work, request);
  const requester = await requesterOf(work, caller, request.user, method);
  checkTicket(requester, request.ticket);
  if (method.authentication.needed === 0 && !isSubject(requester.kind))
    throw new Problem('wrong-state', { detail: 'This method only executes: use POST /v1/resets/execute.' });
  return beginFor(work, caller, facts, request, method, requester);
}

/** The same for a requester who was judged already. */
export async function beginFor(
  work: Work,
  caller: Caller,
  facts: Facts,
  request: ResetRequest,
  method: MethodDescription,
  requester: Requester,
): Promise<Begun> {
  const id = idFor(work, caller, facts.idempotencyKey);
  await countColleague(work, requester, request.user, id);
  const { requestedAt, repeated } = await sealRequest(work, id, facts, request, requester, method);
  if (repeated && work.ports.clock.now() - requestedAt > repeatableFor) throw new Problem('idempotency-key-expired');
  const began = repeated ? await planOf(work, id, method) : method;
  await work.gateway.start(id, {
    planHash: began.planHash,
    methodId: began.id,
    credentialId: began.credentialId,
    request: requestRef(id),
    requestedAt,
    expiresAfter: began.expiresAfter,
    proveWithin: began.proveWithin,
    setsAtOnce: true,
  });
  const claims: TokenClaims = {
    resetId: id,
    ...(isSubject(requester.kind)
      ? ({ epoch: 1, holder: 'subject' } as const)
      : ({ epoch: 0, holder: 'requester' } as const)),
    planHash: began.planHash,
    requestedAt,
  };
  return {
    claims,
    method: began,
    context: contextOf(began, firstView(claims, began)),
    token: await tokenFor(work, claims, began),
  };
}

function idFor({ ports: { keyed } }: Work, caller: Caller, key: string | undefined): string {
  if (key === undefined) return randomName();
  if (caller.kind !== 'person') requireUnguessable(key);
  return keyed.mac('reset-id', callerName(caller), key);
}

const requestRef = (resetId: string): string => `${resetId}/request`;

/** Throws `Conflict` where another request was made under the same key. */
async function sealRequest(
  { ports: { keyed, vault, clock } }: Work,
  id: string,
  { from, address, network, locale }: Facts,
  { user, credentialId, resetMethodId, ticket }: ResetRequest,
  requester: Requester,
  method: MethodDescription,
): Promise<{ requestedAt: Ms; repeated: boolean }> {
  const value: SealedRequest = {
    user: requester.kind === 'self-signed-in' ? '' : user,
    requester,
    ...(ticket !== undefined && { ticket }),
    from,
    source: keyed.mac('source', address),
    network: keyed.mac('network', network),
    planHash: method.planHash,
    locale,
  };
  const { sealedAt, repeated } = await vault.seal({
    ref: requestRef(id),
    resetId: id,
    purpose: 'request',
    value: JSON.stringify(value),
    expiresAt: sealedUntil({ requestedAt: clock.now() }, method),
    // Without a ticket as before there were any: a repeat across the change is still one.
    bodyMac: keyed.mac(
      ...['body', id, user, credentialId, resetMethodId, requester.kind],
      ...(ticket === undefined ? [] : [ticket]),
    ),
  });
  return { requestedAt: sealedAt, repeated };
}

/** Between a request and its repeat another plan may have been published: the reset keeps the one it began with. */
async function planOf(work: Work, id: string, current: MethodDescription): Promise<MethodDescription> {
  const row = await work.ports.resets.get(id);
  return (row && (await work.methods.byHash(row.planHash))) ?? current;
}
