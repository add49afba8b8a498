/** Where somebody decides who was asked to: what is shown, and what became of what was pressed. */
import { Problem } from '../../problem.js';
import { asked as lookAsked, decide, decisions, type Asked, type Decided, type Said } from '../../operations/decide.js';
import type { Input } from '../../../domain/plan.js';
import type { ProblemType } from '../../../domain/problems.js';
import type { TextId } from '../../../texts/index.js';
import { fieldOf, misfitFaults, sentBy, typedInto } from '../inputs.js';
import type { Fault, Screen, Slip } from '../layout.js';
import { attempting, factsOf, field, looked, newKey, sameSlip, type Outcome, type Visit } from '../visit.js';
import { callerOf, isAgent, networkOf, param } from './agents.js';
import { csrfOf } from './csrf.js';
import { decidePathOf, endScreen, formScreen, recordedScreen, type Ending, type Told } from './decide-screen.js';
import { staffOf } from './session.js';

export const decidePath = '/decide/:id/:stepId';

/** What became of it, in the address, so that loading the page again does nothing again: the end for this person, or what is told above the form. */
const ends = ['counted', 'refused'] as const;
const tolds: readonly Told[] = ['sent', 'sending'];
/** It was not judged yet: the page tells what becomes of it. */
const recorded = 'recorded';

/** Why this decision does not count, told on a page of its own. */
const endings: Partial<Record<ProblemType, Ending>> = {
  'not-a-decider': 'page.decide.not-asked',
  'may-not-decide': 'page.decide.may-not',
  'decided-already': 'page.decide.already',
  'wrong-state': 'page.decide.settled',
  'already-ended': 'page.decide.settled',
  'reset-expired': 'page.decide.settled',
  'no-such-step': 'page.decide.not-asked',
  'unknown-decision': 'page.decide.settled',
};

/** What can be put right on the form itself, and at which of its inputs. `passes`: may have been put right by others since. */
const amends: Partial<Record<ProblemType, { told: TextId; at?: Input['input']; passes?: true }>> = {
  'wrong-number': { told: 'page.decide.wrong-number', at: 'code' },
  'wrong-caller-code': { told: 'page.decide.wrong-caller-code', at: 'code' },
  'no-code-sent': { told: 'page.decide.no-code-sent', at: 'send', passes: true },
  'no-more-challenges': { told: 'page.decide.no-more-codes', at: 'code' },
  'script-not-met': { told: 'page.decide.script-not-met', at: 'choice' },
  'outcome-unknown': { told: 'page.problem.repeat' },
};

const lookFor = (visit: Visit): Promise<Asked> =>
  lookAsked(visit.work, staffOf(visit.req), networkOf(visit), param(visit, 'id'), param(visit, 'stepId'));

export async function showDecision(visit: Visit): Promise<Outcome> {
  return orEnding(visit, async () => {
    const asked = await lookFor(visit);
    const said = visit.req.query['said'];
    const end = ends.find((s) => s === said) ?? (said === recorded && endOf(asked));
    if (end) return ending(visit, `page.decide.${end}`);
    if (!asked.open) return ending(visit, 'page.decide.settled');
    if (asked.decided) return ending(visit, 'page.decide.already');
    if (said === recorded && asked.last?.outcome === 'recorded')
      return recordedScreen({ say: visit.say, asked, looked: looked(visit), helped: helpedBy(visit) });
    const told = tolds.find((s) => s === said) ?? pending(asked);
    return form(visit, asked, lastFaults(visit, asked, said === recorded) ?? { told });
  });
}

/** To whoever opens the page anew: what they said is on record. They may say it again, in case it never reaches its judge. */
function pending({ last }: Asked): Told | undefined {
  if (last?.outcome !== 'recorded') return undefined;
  return last.decision === 'send' ? 'sending' : 'pending';
}

/** How this person's last word has ended here, once it counts. */
function endOf({ last, again }: Asked): (typeof ends)[number] | undefined {
  if (again || last?.outcome !== 'counted' || last.decision === 'send') return undefined;
  return last.decision === 'refuse' ? 'refused' : 'counted';
}

/**
 * Why the last word does not count, to whoever comes back after it was judged. What ends it for this person is thrown, and only to who waits for
 * the judgement: later it may be otherwise.
 */
function lastFaults(visit: Visit, asked: Asked, waits: boolean): { faults: readonly Fault[] } | null {
  if (asked.again || asked.last?.outcome !== 'not-counted') return null;
  const problem = new Problem(asked.last.problem);
  if (!waits && amends[problem.type]?.passes) return null;
  const faults = faultsOf(visit, asked, problem);
  if (faults) return { faults };
  if (waits && endings[problem.type]) throw problem;
  return null;
}

export async function takeDecision(visit: Visit): Promise<Outcome> {
  return orEnding(visit, async () => {
    const [resetId, stepId] = [param(visit, 'id'), param(visit, 'stepId')];
    const asked = await lookFor(visit);
    const decision = decisionOf(visit);
    try {
      const answer = answers[decision](asked, visit);
      const decided = await decide(visit.work, staffOf(visit.req), factsOf(visit), {
        ...{ resetId, stepId, decision, answer },
      });
      return `${decidePathOf(asked)}?said=${saidOf(decision, decided)}`;
    } catch (error) {
      const faults = error instanceof Problem && faultsOf(visit, asked, error);
      if (!faults) throw error;
      // After `outcome-unknown` the same press must be the same decision; after all else it is another.
      const again = error.type === 'outcome-unknown' ? decision : undefined;
      return { ...form(visit, asked, { faults, again }), status: error.status };
    }
  });
}

type Decision = Said['decision'];
const decisionOf = (visit: Visit): Decision => decisions.find((name) => name === field(visit, 'decision')) ?? 'approve';

/** What is said with each decision. */
const answers: Readonly<Record<Decision, (asked: Asked, visit: Visit) => Record<string, unknown> | undefined>> = {
  approve: ({ prompt }, { body }) => typedInto(prompt, body),
  refuse: () => undefined,
  send: ({ prompt }, { body }) => sentBy(prompt, body),
};

function saidOf(decision: Decision, { outcome }: Decided): (typeof ends)[number] | Told | typeof recorded {
  if (decision === 'send') return outcome === 'counted' ? 'sent' : 'sending';
  return outcome === 'counted' && decision === 'refuse' ? 'refused' : outcome;
}

function faultsOf({ say }: Visit, { prompt }: Asked, { type, extra }: Problem): Fault[] | null {
  if (type === 'invalid-input') return misfitFaults(prompt, extra.errors ?? [], say);
  const amend = amends[type];
  if (!amend) return null;
  const at = amend.at && fieldOf(prompt, amend.at);
  return [{ message: say(amend.told), ...(at !== undefined && { field: at }) }];
}

async function orEnding(visit: Visit, act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await attempting(visit, callerOf(visit), param(visit, 'id'), act);
  } catch (error) {
    const what = error instanceof Problem ? endings[error.type] : undefined;
    if (!what) throw error;
    return { ...ending(visit, what), status: (error as Problem).status };
  }
}

const ending = (visit: Visit, what: Ending): Screen => endScreen(visit.say, what, helpedBy(visit));
/** The reset whose page an agent comes from and goes back to. */
const helpedBy = (visit: Visit): string | undefined => (isAgent(visit) ? param(visit, 'id') : undefined);

/** `again`: the decision whose form is the same press still. */
function form(
  visit: Visit,
  asked: Asked,
  { again, ...more }: { again?: Decision | undefined; faults?: readonly Fault[]; told?: Told | undefined },
): Screen {
  const { say, req, body: sent } = visit;
  const csrf = csrfOf(req);
  const slipOf = (decision: Decision): Slip => ({
    key: decision === again ? sameSlip(visit).key : newKey(),
    csrf,
  });
  return formScreen({ say, asked, slipOf, sent, helped: helpedBy(visit), ...more });
}
