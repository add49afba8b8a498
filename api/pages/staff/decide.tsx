/** Where somebody decides who was asked to: who is concerned, what an approval has to say, and two buttons. Draws inputs, and knows no part. */
import type { VNode } from 'preact';
import { Problem } from '../../problem.js';
import { asked as lookAsked, decide, type Asked } from '../../operations/decide.js';
import { networkKey } from '../../address.js';
import type { ProblemType } from '../../../domain/problems.js';
import { firstField, Inputs, misfitFaults, typedInto } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen } from '../layout.js';
import type { Say } from '../say.js';
import { attempting, factsOf, field, newKey, sameSlip, type Outcome, type Visit } from '../visit.js';
import { staffPaths } from '../../sign-in.js';
import { csrfOf } from './csrf.js';
import { staffOf } from './session.js';

export const decidePath = '/decide/:id/:stepId';
const pathOf = ({ resetId, stepId }: Asked): string => `/decide/${resetId}/${stepId}`;
const here = ({ req }: Visit): { network: string } => ({ network: networkKey(req.ip) });
const param = ({ req }: Visit, name: string): string => String(req.params[name]);

/** What became of it, in the address, so that loading the page again decides nothing again. */
const saids = ['counted', 'recorded', 'refused'] as const;
type Said = (typeof saids)[number];

type Ending = `page.decide.${'counted' | 'recorded' | 'refused' | 'not-asked' | 'may-not' | 'already' | 'settled'}`;
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

export async function showDecision(visit: Visit): Promise<Outcome> {
  return orEnding(visit, async () => {
    const [resetId, stepId] = [param(visit, 'id'), param(visit, 'stepId')];
    const asked = await lookAsked(visit.work, staffOf(visit.req), here(visit), resetId, stepId);
    const said = saids.find((s) => s === visit.req.query['said']);
    if (said) return endScreen(visit.say, `page.decide.${said}`);
    return asked.open ? formScreen(visit, asked, []) : endScreen(visit.say, 'page.decide.settled');
  });
}

export async function takeDecision(visit: Visit): Promise<Outcome> {
  return orEnding(visit, async () => {
    const [resetId, stepId] = [param(visit, 'id'), param(visit, 'stepId')];
    const asked = await lookAsked(visit.work, staffOf(visit.req), here(visit), resetId, stepId);
    const decision = field(visit, 'decision') === 'refuse' ? 'refuse' : 'approve';
    try {
      const answer = decision === 'approve' ? typedInto(asked.prompt, visit.body) : undefined;
      const { outcome } = await decide(visit.work, staffOf(visit.req), factsOf(visit), {
        ...{ resetId, stepId, decision, answer },
      });
      const said: Said = outcome === 'counted' && decision === 'refuse' ? 'refused' : outcome;
      return `${pathOf(asked)}?said=${said}`;
    } catch (error) {
      const faults = error instanceof Problem && faultsOf(visit, asked, error);
      if (!faults) throw error;
      return { ...formScreen(visit, asked, faults), status: error.status };
    }
  });
}

/** What can be put right on the form itself. */
function faultsOf({ say }: Visit, { prompt }: Asked, { type, extra }: Problem): Fault[] | null {
  if (type === 'invalid-input') return misfitFaults(prompt, extra.errors ?? [], say);
  const number = prompt.inputs.find(({ input }) => input === 'code');
  const at = number ? firstField({ ...prompt, inputs: [number] }) : undefined;
  if (type === 'wrong-number') return [{ message: say('page.decide.wrong-number'), ...(at && { field: at }) }];
  return type === 'outcome-unknown' ? [{ message: say('page.problem.repeat') }] : null;
}

async function orEnding(visit: Visit, act: () => Promise<Outcome>): Promise<Outcome> {
  try {
    const person = { kind: 'person', person: staffOf(visit.req) } as const;
    return await attempting(visit, person, param(visit, 'id'), act);
  } catch (error) {
    const ending = error instanceof Problem ? endings[error.type] : undefined;
    if (!ending) throw error;
    return { ...endScreen(visit.say, ending), status: (error as Problem).status };
  }
}

const From = ({ asked: { from }, say }: { asked: Asked; say: Say }): VNode | null =>
  from ? (
    <p>{say('page.decide.from', { address: from.address, network: from.sameNetwork ? 'same' : 'other' })}</p>
  ) : null;

function formScreen(visit: Visit, asked: Asked, faults: readonly Fault[]): Screen {
  const { say, req } = visit;
  // After `outcome-unknown` the same press must be the same decision.
  const slip = { key: faults.length > 0 ? sameSlip(visit).key : newKey(), csrf: csrfOf(req) };
  const to = pathOf(asked);
  const hint = say.maybe([`${asked.prompt.title}.hint`]);
  return {
    title: say.maybe([asked.prompt.title]) ?? asked.prompt.title,
    faults,
    self: to,
    body: (
      <>
        {asked.subject && (
          <>
            <p>
              {say('page.decide.who', {
                name: asked.subject.displayName,
                when: Date.parse(asked.requestedAt),
                requesterKind: asked.requestedBy,
              })}
            </p>
            <From asked={asked} say={say} />
            <p>{say('page.decide.letter', { label: asked.label })}</p>
          </>
        )}
        {asked.notes.map(({ id, values }) => (
          <p>{say.maybe([`note.${id}`], values)}</p>
        ))}
        {asked.until !== undefined && <p>{say('page.decide.until', { when: Date.parse(asked.until) })}</p>}
        {hint !== undefined && <Paragraphs of={hint} />}
        <Form to={to} slip={slip} press={say('page.decide.approve')}>
          <input type="hidden" name="decision" value="approve" />
          <Inputs prompt={asked.prompt} say={say} faults={faults} shown={false} />
        </Form>
        <Form to={to} slip={{ ...slip, key: newKey() }} press={say('page.decide.refuse')} weight="other">
          <input type="hidden" name="decision" value="refuse" />
        </Form>
      </>
    ),
  };
}

const endScreen = (say: Say, what: Ending): Screen => ({
  title: say(`${what}.title`),
  body: (
    <>
      <Paragraphs of={say(`${what}.body`)} />
      <LinkButton to={staffPaths.home} press={say('page.staff.to-home')} />
    </>
  ),
});
