/** Showing who one is: the step that is asked now, the choice among several, or the wait for others. */
import type { VNode } from 'preact';
import type { CredentialResetContext, StepContext } from '../../../domain/context.js';
import type { Prompt } from '../../../domain/plan.js';
import { Inputs, isTyped } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Screen } from '../layout.js';
import type { Say } from '../say.js';
import {
  Cancel,
  caption,
  here,
  LookAgain,
  refreshAfter,
  stepHint,
  stepPage,
  stepPath,
  stepTitle,
  until,
  type Asked,
  type Shown,
  type View,
} from './view.js';

/** Before enough was proved. */
export const proving: View = (shown) => {
  const step = stepNow(shown.context, shown.asked);
  if (step) return stepScreen(shown, step);
  return openAsks(shown.context.authentication.steps).length > 0 ? choiceScreen(shown) : othersScreen(shown);
};

/** The step that a page of this reset is about, where it is about one. */
function stepNow(
  { state, authentication: { steps } }: CredentialResetContext,
  { step }: Asked,
): StepContext | undefined {
  const open = openAsks(steps);
  const chosen = open.find((s) => s.id === step);
  if (chosen ?? step === '') return chosen;
  const challenged = open.filter((s) => s.state === 'challenged');
  if (challenged.length === 1) return challenged[0];
  // The only step is begun by the reset itself: what it asks is known before that.
  return state === 'requested' || steps.length === 1 ? only(open) : undefined;
}
const openAsks = (steps: readonly StepContext[]): StepContext[] =>
  steps.filter((s) => s.shape === 'ask' && s.prompt && (s.state === 'open' || s.state === 'challenged'));
const only = <T,>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

const againText = (say: Say, { inputs }: Prompt): string =>
  say.maybe(inputs.map(({ input }) => `input.${input}.again`)) ?? say('page.step.again');

function stepScreen(shown: Shown, step: StepContext): Screen {
  const { say, now, context, slip, asked, faults = [] } = shown;
  const prompt = step.prompt!;
  const begun = step.state === 'challenged' || context.state === 'requested';
  const others = openAsks(context.authentication.steps).length > 1;
  const typed = begun && prompt.inputs.some(isTyped);
  const left = until(say, step.until, now);
  return {
    title: stepTitle(say, step),
    caption: caption(shown, context.authentication.passed),
    self: stepPage(step.id),
    body: (
      <>
        {asked.sent && (
          <p class="told" role="status">
            {say('page.step.sent')}
          </p>
        )}
        {begun && <Paragraphs of={stepHint(say, prompt) ?? ''} />}
        {typed ? (
          <Form to={stepPath(step.id, 'answer')} slip={slip} press={say('page.continue')}>
            <Inputs prompt={prompt} say={say} faults={faults} shown={false} />
            <Limits left={left} tries={say('page.step.tries', { left: step.attemptsLeft ?? 0 })} shown={few(step)} />
          </Form>
        ) : (
          begun && (
            <>
              <Inputs prompt={prompt} say={say} faults={faults} shown={false} />
              <Limits left={left} tries="" shown={false} />
            </>
          )
        )}
        {begun ? (
          <section class="aside">
            <h2>{say('page.step.nothing-came.title')}</h2>
            <Paragraphs of={say('page.step.nothing-came.body')} />
            <Form to={stepPath(step.id, 'challenge')} slip={slip} press={againText(say, prompt)} weight="other" />
            <p>
              <a href="/">{say('page.step.other-name')}</a>
            </p>
            {others && <OtherWays say={say} />}
          </section>
        ) : (
          <>
            <p>{say('page.step.begin')}</p>
            <Form to={stepPath(step.id, 'challenge')} slip={slip} press={say('page.continue')} />
            {others && <OtherWays say={say} />}
          </>
        )}
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
}

const few = ({ attemptsLeft }: StepContext): boolean => attemptsLeft !== undefined && attemptsLeft <= 4;
const Limits = ({ left, tries, shown }: { left: string | undefined; tries: string; shown: boolean }): VNode | null =>
  left === undefined && !shown ? null : (
    <p class="hint">
      {left} {shown && tries}
    </p>
  );
const OtherWays = ({ say }: { say: Say }): VNode => (
  <p>
    <a href={`${here}?step=`}>{say('page.step.other')}</a>
  </p>
);

/** Each way is a button of its own: one press, and it has begun. Those that were begun already are gone on with. */
function choiceScreen(shown: Shown): Screen {
  const { say, context, slip } = shown;
  return {
    title: say('page.choose.title'),
    caption: caption(shown, context.authentication.passed),
    self: `${here}?step=`,
    body: (
      <>
        <p>{say('page.choose.lead')}</p>
        {openAsks(context.authentication.steps).map((step) =>
          step.state === 'challenged' ? (
            <LinkButton to={stepPage(step.id)} press={stepTitle(say, step)} />
          ) : (
            <Form to={stepPath(step.id, 'challenge')} slip={slip} press={stepTitle(say, step)} />
          ),
        )}
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
}

/** Nobody here can do anything: other people or time decide. */
const othersScreen: View = ({ say, now, context, slip, asked }) => {
  const waits = context.authentication.steps.filter((s) => s.shape !== 'ask' && s.state === 'challenged');
  const waiting = context.waitingFor && say.maybe([`waiting.${context.waitingFor.id}`], context.waitingFor.values);
  return {
    title: say('page.others.title'),
    // Where nothing was begun yet, it is about to be.
    refresh: waits.length > 0 ? undefined : refreshAfter(asked),
    body: (
      <>
        {waiting !== undefined && <p>{waiting}</p>}
        <p>
          {say('page.others.body')} {until(say, context.expiresAt, now)}
        </p>
        <LookAgain say={say} />
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
};
