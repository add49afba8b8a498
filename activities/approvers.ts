/** Who may approve: from whom people are taken, who stands in for whom, and what rules somebody out. Shared by the parts that others decide. */
import { z } from 'zod';
import type { Ms } from '../domain/plan.js';
import type { Ports, Subject } from '../domain/ports.js';
import type { ProblemType } from '../domain/problems.js';
import type { Decision } from '../domain/shapes.js';
import type { CallOf } from './part.js';

/** From whom: the subject's manager, the members of a group, colleagues of the same unit, or those whom the subject nominated. */
export const from = z
  .union([
    z.enum(['manager', 'unit', 'nominated']),
    z.strictObject({ group: z.string().min(1).max(100).meta({ description: 'A group of the directory' }) }),
  ])
  .default('manager')
  .meta({ description: 'Who is asked: `manager`, `unit`, `nominated`, or `{ group: … }`' });
export type From = z.output<typeof from>;

/** So many people one step asks at first, at most: a letter each. */
export const askedAtMost = 10;
/** Somebody who has just regained an account decides for nobody else: whoever took one over would take the next. */
const afterAReset: Ms = 72 * 3_600_000;
const resetsLookedAt = 20;

type Who = Pick<CallOf<unknown>, 'subject' | 'requester'>;

/** The first so many who may be asked now, in the directory's order; whoever is away is stood in for. */
export async function candidates(source: From, who: Who, ports: Ports, atMost = askedAtMost): Promise<Subject[]> {
  // One more than are asked, for the subject, who may be among them, and one for the requester: nobody stands in for those.
  const found = await pool(source, who.subject, askedAtMost + 2, ports);
  const able = found.filter((person) => mayBe(person.personId, who));
  const standing = await Promise.all(able.map((person) => standIn(person, ports)));
  const people = standing.filter((person) => person !== null && mayBe(person.personId, who));
  return [...new Map(people.map((person) => [person!.personId, person!])).values()].slice(0, atMost);
}

/** Neither for themselves nor for what they asked for. */
const mayBe = (personId: string, { subject, requester }: Who): boolean =>
  personId !== subject.personId && personId !== requester.personId;

async function pool(source: From, subject: Subject, limit: number, { directory }: Ports): Promise<Subject[]> {
  if (typeof source === 'object') return directory.people({ group: source.group }, limit);
  if (source === 'unit') return subject.unit === undefined ? [] : directory.people({ unit: subject.unit }, limit);
  const personIds = source === 'manager' ? [subject.manager ?? ''] : [...(subject.nominated ?? [])];
  return directory.people({ personIds: personIds.filter((id) => id !== '') }, limit);
}

/** null: away, and nobody stands in. A stand-in who is away, too, is not stood in for again. */
async function standIn(person: Subject, { directory, clock }: Ports): Promise<Subject | null> {
  const isAway = (p: Subject): boolean => p.away !== undefined && p.away.until > clock.now();
  if (!isAway(person)) return person;
  const [delegate] = person.away?.delegate ? await directory.people({ personIds: [person.away.delegate] }, 1) : [];
  return delegate && !isAway(delegate) ? delegate : null;
}

/** Why this person's decision does not count now, whatever it says; null where it does. Asked when it is judged, and again at the gate. */
export async function barred(
  personId: string,
  sources: readonly From[],
  who: Who,
  ports: Ports,
): Promise<ProblemType | null> {
  if (!mayBe(personId, who)) return 'not-a-decider';
  const [person] = await ports.directory.people({ personIds: [personId] }, 1);
  if (!person || !(await isAmong(person, sources, who, ports))) return 'may-not-decide';
  return (await resetLately(person, ports)) ? 'may-not-decide' : null;
}

/** So many people's stand-ins are looked for. */
const stoodInForAtMost = 200;
/**
 * By themselves, however many others there are, or as the stand-in of one who may be back by now: who was asked for somebody who was away may
 * say so later, and what they said holds.
 */
async function isAmong(person: Subject, sources: readonly From[], who: Who, ports: Ports): Promise<boolean> {
  if (sources.some((source) => belongs(person, source, who.subject))) return true;
  const pools = await Promise.all(sources.map((source) => pool(source, who.subject, stoodInForAtMost, ports)));
  return pools.flat().some((p) => mayBe(p.personId, who) && p.away?.delegate === person.personId);
}

function belongs({ personId, unit, groups }: Subject, source: From, subject: Subject): boolean {
  if (typeof source === 'object') return groups.includes(source.group);
  if (source === 'unit') return unit !== undefined && unit === subject.unit;
  return source === 'manager' ? subject.manager === personId : (subject.nominated?.includes(personId) ?? false);
}

/**
 * Why whoever said this may not help as an agent now; null where they may. That they have the role was in their token, and the API looked at it
 * before it signed their word; the directory knows who of them is disabled, in the group, or has just regained an account. Only of those whom it
 * does not know, their signed word tells the groups: who was taken out of one since, a token can't know.
 */
export async function mayHelp(
  { by: personId, groups = [] }: Pick<Decision, 'by' | 'groups'>,
  group: string | null,
  { subject }: Pick<Who, 'subject'>,
  ports: Ports,
): Promise<ProblemType | null> {
  if (personId === subject.personId) return 'not-a-decider';
  const person = await ports.directory.findPerson(personId);
  if (!person) return group === null || groups.includes(group) ? null : 'may-not-decide';
  const mayNot = person.state !== 'active' || (group !== null && !person.groups.includes(group));
  return mayNot || (await resetLately(person, ports)) ? 'may-not-decide' : null;
}

/**
 * A reset that is open, or ended lately, however long ago it began. Only what somebody proved something for: a mere request, which anybody can
 * make, bars nobody.
 */
async function resetLately({ id }: Subject, { resets, clock }: Ports): Promise<boolean> {
  const now = clock.now();
  const rows = await resets.list({ subject: id, weighty: true, limit: resetsLookedAt });
  return rows.some((r) => (r.closedAt ?? now) > now - afterAReset && (r.passed > 0 || r.state === 'completed'));
}

/** Whether the subject has approved for this person lately: not forbidden, and worth a look. */
export async function isReciprocal(personId: string, { subject }: Who, ports: Ports): Promise<boolean> {
  const lately = await ports.decisions.approvedBy(subject.personId, ports.clock.now() - reciprocalWithin);
  const rows = await Promise.all(lately.slice(0, resetsLookedAt).map(({ resetId }) => ports.resets.get(resetId)));
  const people = await Promise.all(rows.flatMap((row) => (row ? [ports.directory.get(row.subject)] : [])));
  return people.some((p) => p?.personId === personId);
}
const reciprocalWithin: Ms = 90 * 24 * 3_600_000;
