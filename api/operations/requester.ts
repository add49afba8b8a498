/** Who asks for a reset: what kind of requester a caller is, by what the method takes. */
import { actsByOffice, subjectIneligible } from '../../domain/eligibility.js';
import type { MethodDescription } from '../../domain/context.js';
import type { Ms, RequesterKind } from '../../domain/plan.js';
import { ticketRules, type Person, type Requester, type StaffRole } from '../../domain/request.js';
import type { Caller } from '../callers.js';
import type { Work } from '../deps.js';
import { Problem } from '../problem.js';

/** How old a login may be that stands for the subject. */
const freshLogin: Ms = 5 * 60_000;

const kindOfRole = [
  ['rekey-service', 'service'],
  ['rekey-admin', 'admin'],
  ['rekey-helpdesk', 'helpdesk'],
] as const satisfies readonly (readonly [StaffRole, RequesterKind])[];

/** What a person may be to a user, the closest first. A service is nobody's colleague, and nobody is an agent for themselves. */
const kindsOf = ({ roles }: Person, isThemselves: boolean): RequesterKind[] => [
  ...(isThemselves ? (['self-signed-in'] as const) : []),
  ...kindOfRole
    .filter(([role, kind]) => roles.includes(role) && !(isThemselves && kind === 'helpdesk'))
    .map(([, kind]) => kind),
  ...(isThemselves || roles.includes('rekey-service') ? [] : (['colleague'] as const)),
];

/**
 * For an anonymous caller the directory is never asked, so that nothing can be told from the time it takes.
 * Throws `unknown-method` where the method is not public, `forbidden` where it takes other requesters, `not-eligible`, `login-too-old`, `unknown-user`.
 */
export async function requesterOf(
  { ports: { directory, plans, clock } }: Work,
  caller: Caller,
  user: string,
  method: MethodDescription,
): Promise<Requester> {
  if (caller.kind !== 'person') {
    if (!method.requestedBy.includes('self')) throw new Problem('unknown-method');
    return { kind: 'self' };
  }
  const { person } = caller;
  const named = await directory.find(user);
  const kinds = kindsOf(person, named?.personId === person.personId);
  const kind = kinds.find((k) => method.requestedBy.includes(k));
  if (!kind)
    throw new Problem('forbidden', {
      detail: `For this user you are: ${kinds.join(', ') || 'nobody'}. This method is requested by: ${method.requestedBy.join(', ')}.`,
    });
  if (kind === 'self-signed-in' && (person.signedInAt ?? 0) < clock.now() - freshLogin)
    throw new Problem('login-too-old');
  // Told whether there is such a user; everybody else's answers are the same for all names.
  if (actsByOffice(kind)) {
    if (!named) throw new Problem('unknown-user');
    const plan = (await plans.get(method.planHash))?.plan;
    if (plan && subjectIneligible(plan, kind, named)) throw new Problem('not-eligible');
  }
  return { kind, personId: person.personId };
}

const ticketMisfits = {
  required: 'is missing: send the number of the ticket that this is about',
  refused: 'has no meaning here: only the helpdesk, administrators and services name a ticket',
};

/** Throws `invalid-input` where a ticket is missing that has to be named, or named by whom it says nothing of. */
export function checkTicket({ kind }: Requester, ticket: string | undefined): void {
  const rule = ticketRules[kind];
  if (rule === 'optional' || (rule === 'required') === (ticket !== undefined)) return;
  throw new Problem('invalid-input', { errors: [{ path: 'body.ticket', message: ticketMisfits[rule] }] });
}
