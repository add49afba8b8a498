/** reset.open: who is it for, may they, is it a decoy; the whole plan; and, where there is only one step, its first challenge. */
import { keyOf, lean, type Reply } from '../../domain/call.js';
import { actsByOffice, ineligible, isSubject, isTrusted, needsSecondPerson } from '../../domain/eligibility.js';
import { evictions, laneName } from '../../domain/lane.js';
import { normalName } from '../../domain/names.js';
import type { Ms, Plan, Ref } from '../../domain/plan.js';
import {
  Gone,
  type AllPorts,
  type Keyed,
  type MessageValues,
  type RequestFacts,
  type Subject,
} from '../../domain/ports.js';
import type { Lane, SealedRequest } from '../../domain/request.js';
import { deadlineOf, invitation, next, requesterProof, type Event, type Reset } from '../../domain/reset.js';
import { judge, type PartOf } from '../judge.js';
import { inQuota } from '../quota.js';
import { decoySubject } from '../subject.js';
import { makeLink } from '../links.js';
import { hoursUntil } from '../until.js';

export interface OpenInput {
  reset: Reset;
  request: Ref;
}
/** `events` bring the workflow's state to where the read model is. */
export interface Opened {
  plan: Plan | null;
  events: Event[];
}

export async function open({ reset, request }: OpenInput, ports: AllPorts, partOf: PartOf): Promise<Reply<Opened>> {
  const asked = await sealedRequest(reset, request, ports);
  if (asked && asked.planHash !== reset.planHash) return refuse(reset, asked, 'not-as-sealed', ports);
  const published = await ports.plans.get(reset.planHash);
  if (!asked || !published || published.revoked)
    return refuse(reset, asked, asked ? 'method-withdrawn' : 'request-gone', ports);
  const { plan } = published;
  const subject = await find(asked, ports);
  const why = ineligible(plan, asked.requester, subject) ?? (await whyFrozen(asked, subject, ports));
  if (why && isTrusted(asked.requester.kind)) return refuse(reset, asked, why, ports);

  const opened = openedAs(plan, subject, why !== null, asked, ports);
  const begun = next(reset, opened);
  // Before the reset can be seen: whoever saw it without the challenge would ask for a second one, and answer with the first.
  const person = why || !subject ? decoySubject(opened.subject) : subject;
  const first = await firstChallenge(begun, plan, person, ports, partOf);
  const events: Event[] = [opened, ...first];
  const r = first.reduce(next, begun);
  await ports.resets.insert(r, {
    ...factsOf(asked),
    ...(r.lane && !r.signedIn && { lane: r.lane }),
  });
  await makeRoom(r, ports);
  if (plan.authentication.of.length === 0 && isTrusted(asked.requester.kind)) await proveRequester(r, ports);
  const invited = !r.joined && (await invite(r, plan, person, asked, ports));
  await ports.audit.begin(r.id, [
    {
      key: `${r.id}/open`,
      type: 'reset.opened',
      at: ports.clock.now(),
      data: {
        ...{ method: r.methodId, plan: r.planHash, by: asked.requester.kind, decoy: r.decoy },
        ...(asked.ticket !== undefined && { ticket: asked.ticket }),
      },
    },
  ]);
  await ports.directory.keepProgress(r.subject, {
    resetId: r.id,
    methodId: r.methodId,
    state: r.state,
    at: r.requestedAt,
  });
  // Sent by the next activity: what waits for this one must not be able to tell, by the mail server's time, whether there is such a user.
  return { plan, events, ...(invited || first.length > 0 ? { unsent: 1 } : {}) };
}

/** null where it was shredded or has expired: everything was down for longer than a reset may wait. */
async function sealedRequest(reset: Reset, ref: Ref, { vault }: AllPorts): Promise<SealedRequest | null> {
  try {
    return JSON.parse((await vault.open(ref, { resetId: reset.id, purpose: 'request' })).value) as SealedRequest;
  } catch (error) {
    if (error instanceof Gone) return null;
    throw error;
  }
}

const find = ({ user, requester }: SealedRequest, { directory }: AllPorts): Promise<Subject | null> =>
  requester.kind === 'self-signed-in' ? directory.findPerson(requester.personId ?? '') : directory.find(user);

/** Somebody said that it was not them: for a while nobody resets by the name alone. The same work where there is no such user. */
async function whyFrozen(
  { user, requester }: SealedRequest,
  found: Subject | null,
  { quotas, keyed, clock }: AllPorts,
): Promise<'frozen' | null> {
  if (requester.kind !== 'self') return null;
  const lane = laneName(keyed, requester.kind, found?.id ?? normalName(user));
  return (await quotas.frozen(lane, clock.now())) ? 'frozen' : null;
}

type OpenedEvent = Extract<Event, { type: 'opened' }>;
function openedAs(
  plan: Plan,
  found: Subject | null,
  decoy: boolean,
  asked: SealedRequest,
  { keyed }: AllPorts,
): OpenedEvent {
  const { user, requester } = asked;
  const typed = normalName(user);
  const subject = found && !decoy ? found.id : keyed.mac('decoy', typed);
  // One lane a person, whichever of their names was typed; the same work where there is no such person. Strangers can't fill a colleague's.
  const lane = actsByOffice(requester.kind)
    ? {}
    : { lane: { name: laneName(keyed, requester.kind, found?.id ?? typed), ...placeOf(asked, keyed) } };
  return {
    type: 'opened',
    plan,
    subject,
    decoy,
    joined: isSubject(requester.kind),
    signedIn: requester.kind !== 'self',
    requester,
    ...lane,
    ...(found && !decoy && needsSecondPerson(plan, found) && { secondPerson: true }),
  };
}

/** What the read model keeps of the request. */
const factsOf = ({ requester, ticket, from }: SealedRequest): RequestFacts => ({
  requesterKind: requester.kind,
  ...(requester.personId && { requesterPerson: requester.personId }),
  ...(ticket !== undefined && { ticket }),
  from,
});

/** Where a request comes from, as lanes count it: whoever signed in is one, wherever they are. */
function placeOf({ requester, source, network }: SealedRequest, keyed: Keyed): Omit<Lane, 'name'> {
  if (requester.personId === undefined) return { source, network };
  const person = keyed.mac('source', 'person', requester.personId);
  return { source: person, network: person };
}

async function refuse(
  reset: Reset,
  asked: SealedRequest | null,
  reason: string,
  { resets, audit, clock }: AllPorts,
): Promise<Reply<Opened>> {
  const event: Event = { type: 'not-opened', reason };
  await resets.insert(next(reset, event), asked ? factsOf(asked) : { requesterKind: 'unknown' });
  await audit.append(reset.id, [
    { key: `${reset.id}/open`, type: 'reset.not-opened', at: clock.now(), data: { method: reset.methodId, reason } },
  ]);
  return { plan: null, events: [event] };
}

async function makeRoom(r: Reset, { resets, challenges, clock }: AllPorts): Promise<void> {
  if (!r.lane || r.signedIn) return;
  const now = clock.now();
  for (const id of evictions(await resets.lane(r.lane.name, now), r.id, now)) {
    await challenges.void(id);
    await resets.evict(id);
  }
}

const proveRequester = (r: Reset, { proofs, clock }: AllPorts): Promise<void> =>
  proofs.record({
    resetId: r.id,
    stepId: requesterProof,
    subjectId: r.subject,
    epoch: r.epoch,
    round: 0,
    factor: null,
    at: clock.now(),
  });

/** Brings in a subject for whom somebody else asked; without steps for them to take they are mailed when there is something to pick up. */
async function invite(r: Reset, plan: Plan, subject: Subject, asked: SealedRequest, ports: AllPorts): Promise<boolean> {
  const takesPart = plan.heldBy === 'subject' || plan.authentication.of.some((s) => s.shape === 'ask');
  if (plan.authentication.of.length === 0 || !takesPart) return false;
  const until = deadlineOf(r);
  const key = `${r.id}/${invitation}/1/invite`;
  const within = inQuota(r, key, ports).ports;
  const url = await makeLink({ key, resetId: r.id, stepId: invitation, round: 1 }, 'invite', until, within);
  await within.notifier.send(subject, {
    key,
    resetId: r.id,
    messageId: 'invitation',
    values: { url, hours: hoursUntil(until, ports.clock), ...(await whoAsked(asked, ports)) },
    to: 'primary',
  });
  return true;
}

/** Whom the subject can ask whether it is true: the colleague by their stored name, the helpdesk by its ticket. */
async function whoAsked({ requester, ticket }: SealedRequest, { directory }: AllPorts): Promise<MessageValues> {
  const { kind, personId = '' } = requester;
  const colleague = kind === 'colleague' ? await directory.findPerson(personId) : null;
  return {
    requesterKind: kind,
    ...(colleague && { requester: colleague.displayName }),
    ...(ticket !== undefined && { ticket }),
  };
}

/** A method's only step needs no choice of the user: its challenge goes out at once. */
async function firstChallenge(
  r: Reset,
  plan: Plan,
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Event[]> {
  const [only, ...others] = plan.authentication.of;
  if (!r.joined || only?.shape !== 'ask' || others.length > 0) return [];
  const challenging: Event = { type: 'challenging', stepId: only.id };
  const at = next(r, challenging);
  const until: Ms = ports.clock.now() + only.timing.lasts;
  const call = { key: keyOf(at, only, 'challenge'), reset: at, step: lean(only), until };
  const { events } = await judge(partOf(only), 'challenge', call, {}, subject, ports, partOf);
  return [challenging, ...events];
}
