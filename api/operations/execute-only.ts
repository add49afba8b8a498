/** The simple case: begin and execute in one call, for methods that ask for no proof but who the requester is. */
import type { MethodDescription } from '../../domain/context.js';
import type { RequesterKind } from '../../domain/plan.js';
import type { Person } from '../../domain/request.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { Problem } from '../problem.js';
import { beginFor, methodFor, type ResetRequest } from './begin.js';
import { execute, valueName, type Executed } from './execute.js';
import { requesterOf } from './requester.js';

const mayExecute: readonly RequesterKind[] = ['self-signed-in', 'admin', 'service'];
/** The epoch of a reset that nobody has continued elsewhere. */
const firstEpoch = 1;

export async function executeOnly(
  work: Work,
  person: Person,
  facts: Facts,
  { newCredentialValue: value, ...request }: ResetRequest & { newCredentialValue?: string | undefined },
): Promise<Executed & { token: string }> {
  const caller = { kind: 'person', person } as const;
  const method = await methodFor(work, request);
  const requester = await requesterOf(work, caller, request.user, method);
  if (!mayExecute.includes(requester.kind))
    throw new Problem('forbidden', { detail: 'Administrators, services and the signed-in subject may do this.' });
  if (method.authentication.needed > 0)
    throw new Problem('wrong-state', { detail: 'This method asks for proofs: begin with POST /v1/resets.' });
  judgeValue(method, requester.kind, person, value);
  const { claims, token } = await beginFor(work, caller, facts, request, method, requester);
  const executed = await execute(work, { ...claims, epoch: firstEpoch }, facts, value);
  return { ...executed, token };
}

/** A person never chooses another's credential; of services only those that were given the role may. */
function judgeValue(
  method: MethodDescription,
  kind: RequesterKind,
  { roles }: Person,
  value: string | undefined,
): void {
  const asked = method.source.shape === 'ask';
  if (value === undefined) {
    if (asked) throw new Problem('value-needed');
    return;
  }
  if (kind !== 'self-signed-in' && !(kind === 'service' && roles.includes('sets-values')))
    throw new Problem('value-not-allowed');
  valueName(method);
}
