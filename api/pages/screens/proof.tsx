/** Showing who one is: the step that is asked now, the choice among several, and once more what was shown too long ago. */
import type { VNode } from 'preact';
import { oldProofs, type CredentialResetContext, type StepContext } from '../../../domain/context.js';
import type { Prompt } from '../../../domain/plan.js';
import { Inputs, isTyped } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Screen } from '../layout.js';
import type { Say } from '../say.js';
import { othersScreen } from './others.js';
import {
  Cancel,
  caption,
  here,
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
function stepNow({ authentication: { steps } }: CredentialResetContext, { step }: Asked): StepContext | undefined {
  const open = openAsks(steps);
  const chosen = open.find((s) => s.id === step);
  if (chosen ?? step === '') return chosen;
  return only(open.filter((s) => s.state === 'challenged')) ?? only(open);
}
const openAsks = (steps: readonly StepContext[]): StepContext[] =>
  steps.filter((s) => s.shape === 'ask' && s.prompt && (s.state === 'open' || s.state === 'challenged'));
const only = <T,>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);

const againText = (say: Say, { inputs }: Prompt): string =>
  say.maybe(inputs.map(({ input }) => `input.${input}.again`)) ?? say('page.step.again');

function stepScreen(shown: Shown, step: StepContext): Screen {
  const { say, context } = shown;
  // A method's only step is begun by the reset itself: what it asks is known before that.
  const itself = context.state === 'requested' && context.authentication.steps.length === 1;
  const begun = itself || step.state === 'challenged';
  return {
    title: stepTitle(say, step),
    caption: caption(shown, context.authentication.passed),
    self: stepPage(step.id),
    body: begun ? <Begun shown={shown} step={step} /> : <NotBegun shown={shown} step={step} />,
  };
}

type StepProps = { shown: Shown; step: StepContext };

const NotBegun = ({ shown: { say, context, slip }, step }: StepProps): VNode => (
  <>
    <p>{say('page.step.begin')}</p>
    <Form to={stepPath(step.id, 'challenge')} slip={slip} press={say('page.continue')} />
    <OtherWays say={say} context={context} />
    <Cancel say={say} slip={slip} />
  </>
);

/** What it asks; below it, what to do where that has not come. */
function Begun({ shown, step }: StepProps): VNode {
  const { say, context, slip, asked, faults = [] } = shown;
  const prompt = step.prompt!;
  const inputs = (
    <>
      <Inputs prompt={prompt} say={say} faults={faults} shown={false} />
      <Limits shown={shown} step={step} />
    </>
  );
  return (
    <>
      {asked.sent && (
        <p class="told" role="status">
          {say('page.step.sent')}
        </p>
      )}
      <Paragraphs of={stepHint(say, prompt) ?? ''} />
      {prompt.inputs.some(isTyped) ? (
        <Form to={stepPath(step.id, 'answer')} slip={slip} press={say('page.continue')}>
          {inputs}
        </Form>
      ) : (
        inputs
      )}
      <section class="aside">
        <h2>{say('page.step.nothing-came.title')}</h2>
        <Paragraphs of={say('page.step.nothing-came.body')} />
        <Form to={stepPath(step.id, 'challenge')} slip={slip} press={againText(say, prompt)} weight="other" />
        <p>
          <a href="/">{say('page.step.other-name')}</a>
        </p>
        <OtherWays say={say} context={context} />
      </section>
      <Cancel say={say} slip={slip} />
    </>
  );
}

/** From so many on, the tries that are left are told. */
const fewTries = 4;
/** How long it works, and how often it can still be answered. */
const Limits = ({
  shown: { say, now },
  step: { until: end, attemptsLeft: left = Infinity },
}: StepProps): VNode | null => {
  const tries = left <= fewTries ? say('page.step.tries', { left }) : undefined;
  const told = [until(say, end, now), tries].filter(Boolean);
  return told.length > 0 ? <p class="hint">{told.join(' ')}</p> : null;
};

const OtherWays = ({ say, context }: Pick<Shown, 'say' | 'context'>): VNode | null =>
  openAsks(context.authentication.steps).length < 2 ? null : (
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

/** Enough was proved, and too long ago: any one of those steps is taken again, or, where others check, they check again. */
export const onceMore: View = (shown) => {
  const { say, context, slip, now } = shown;
  const typed = oldProofs(context, now).filter(({ shape }) => shape === 'ask');
  return {
    title: say('page.once-more.title'),
    caption: caption(shown, context.authentication.needed - 1),
    body: (
      <>
        <Paragraphs of={say(typed.length > 0 ? 'page.once-more.body' : 'page.once-more.helped')} />
        {typed.map((step) => (
          <Form to={stepPath(step.id, 'challenge')} slip={slip} press={stepTitle(say, step)} />
        ))}
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
};
