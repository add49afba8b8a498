/** A reset as an agent of the helpdesk sees it, of what the API's calls tell an agent: nothing of whom it is about. */
import type { CredentialResetContext } from '../../domain/context.js';
import type { Ms, Prompt } from '../../domain/plan.js';
import type { StoredReset } from '../../domain/ports.js';
import type { Person } from '../../domain/request.js';
import type { Work } from '../deps.js';
import type { Facts } from '../guard.js';
import { Problem } from '../problem.js';
import { asked } from './decide.js';
import { claimsToLook } from './finisher.js';
import { look, planKnown } from './look.js';

export interface Helped {
  /** As the one who finishes it sees it, where that is this agent: with the numbers that they read out. */
  context: CredentialResetContext;
  /** Of the method, where `texts/` has none. */
  title: string;
  requestedAt: Ms;
  requestedBy: string;
  /** This agent asked for it. */
  isOwn: boolean;
  ticket?: string;
  /** The subject takes part: they have opened their link, or asked themselves. */
  joined: boolean;
  /** It is for this agent to execute and to collect. */
  finishes: boolean;
  /** The steps that this agent is asked to decide now, by id. */
  decides: Readonly<Record<string, Prompt>>;
}

/** Throws `unknown-reset`. */
export async function helped(work: Work, person: Person, facts: Pick<Facts, 'network'>, id: string): Promise<Helped> {
  const row = await work.ports.resets.get(id);
  if (!row) throw new Problem('unknown-reset');
  const { title } = await planKnown(work, row.planHash);
  const claims = await claimsToLook(work, { kind: 'person', person }, id);
  const { context, view } = await look(work, id, claims);
  return {
    context,
    title,
    requestedAt: row.requestedAt,
    requestedBy: row.requesterKind,
    isOwn: row.requesterPerson === person.personId,
    ...(row.ticket !== undefined && { ticket: row.ticket }),
    joined: row.joined,
    finishes: claims !== undefined,
    // Of the same moment as the context: a page on which a step waits for the agent, without the way to it, would not ask again.
    decides: await decidedBy(work, person, facts, { id, planHash: row.planHash, steps: view.steps }),
  };
}

async function decidedBy(
  work: Work,
  person: Person,
  facts: Pick<Facts, 'network'>,
  { id, planHash, steps }: Pick<StoredReset, 'id' | 'planHash' | 'steps'>,
): Promise<Helped['decides']> {
  const { authentication } = await planKnown(work, planHash);
  // One that is passed may have to be checked once more.
  const decidable = ['challenged', 'passed'];
  const waiting = authentication.steps.filter((s) => s.decider && decidable.includes(steps[s.id]?.state ?? ''));
  const theirs = await Promise.all(
    waiting.map(async (step) => ((await isTheirs(work, person, facts, id, step.id)) ? [[step.id, step.decider!]] : [])),
  );
  return Object.fromEntries(theirs.flat() as [string, Prompt][]);
}

async function isTheirs(
  work: Work,
  person: Person,
  facts: Pick<Facts, 'network'>,
  id: string,
  stepId: string,
): Promise<boolean> {
  try {
    const { open, decided } = await asked(work, person, facts, id, stepId);
    return open && !decided;
  } catch (error) {
    if (error instanceof Problem && error.type === 'not-a-decider') return false;
    throw error;
  }
}

export interface OwnReset {
  id: string;
  methodId: string;
  state: CredentialResetContext['state'];
  requestedAt: Ms;
  ticket?: string;
}
/** So many of an agent's own are shown at once. */
const shownAtMost = 10;

/** Those that this agent asked for and that have not ended, newest first. */
export async function ownOpen({ ports }: Work, { personId }: Person): Promise<OwnReset[]> {
  return ports.resets.list({ requester: personId, open: true, limit: shownAtMost });
}
