/** Who may have which credential reset, at whose request. Pure: asked at `open`, and again at the gate. */
import type { Plan, RequesterKind, StepOf, Shape } from './plan.js';
import type { Subject } from './ports.js';
import type { Requester } from './request.js';

/** Why not, as a word for the audit; null where it may go on. Told to admins and services only. */
export type Ineligible =
  'requester-not-allowed' | 'unknown-user' | 'disabled' | 'not-eligible' | 'not-the-subject' | 'not-for-themselves';

export function ineligible(plan: Plan, requester: Requester, subject: Subject | null): Ineligible | null {
  if (!plan.request.by.includes(requester.kind)) return 'requester-not-allowed';
  if (!subject) return 'unknown-user';
  if (requester.kind === 'self-signed-in' && requester.personId !== subject.personId) return 'not-the-subject';
  if (helpsOthers.has(requester.kind) && requester.personId === subject.personId) return 'not-for-themselves';
  return subjectIneligible(plan, requester.kind, subject);
}

/** Who asks on somebody else's word: what they are shown of it, a subject is not. */
const helpsOthers: ReadonlySet<RequesterKind> = new Set(['colleague', 'helpdesk']);

/** What can change while a reset waits. `by`: who asked. */
export function subjectIneligible(plan: Plan, by: RequesterKind, subject: Subject): Ineligible | null {
  const { in: only, notIn } = plan.request.subjects;
  const among = (groups: readonly string[]): boolean => subject.groups.some((g) => groups.includes(g));
  if (subject.state !== 'active') return 'disabled';
  const unvouched = needsSecondPerson(plan, subject) && (isSubject(by) || !hasSecondPerson(plan.authentication.of));
  // A value that an agent sees is for nobody whose account is what attackers want, whatever the method says.
  const isSeen = plan.heldBy === 'requester' && subject.privileged;
  return (only.length > 0 && !among(only)) || among(notIn) || unvouched || isSeen ? 'not-eligible' : null;
}

/** Whether nobody's word about this subject is enough without somebody else's, as privileged accounts are what attackers want. */
export const needsSecondPerson = (plan: Plan, subject: Pick<Subject, 'privileged'>): boolean =>
  subject.privileged && plan.request.privileged !== 'as-others';

/** Whether one of these steps is somebody else's word. */
export const hasSecondPerson = (steps: readonly Pick<StepOf<Shape>, 'secondPerson'>[]): boolean =>
  steps.some((step) => step.secondPerson === true);

/** Who asks for themselves. */
export const isSubject = (kind: RequesterKind): boolean => kind === 'self' || kind === 'self-signed-in';
/** Who acts by their office: no lane shares out what they do. */
export const actsByOffice = (kind: RequesterKind): boolean => kind === 'admin' || kind === 'service';
/** Whose signed word is a proof by itself, and who is told the truth; all others get a decoy. */
export const isTrusted = (kind: RequesterKind): boolean => actsByOffice(kind) || kind === 'self-signed-in';
