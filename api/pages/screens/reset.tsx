/** The page of a reset: the one thing to do now, found by the reset's state and the shapes of its steps. */
import type { VNode } from 'preact';
import type { CredentialResetContext, StepContext } from '../../../domain/context.js';
import type { Ms, Prompt } from '../../../domain/plan.js';
import type { Ending, State } from '../../../domain/reset.js';
import { Inputs, isTyped } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import type { Say } from '../say.js';

/** What the page was asked for besides the reset itself. */
export interface Asked {
  /** A step by id; empty: the choice among all. */
  step?: string | undefined;
  /** The step was just sent again. */
  sent?: boolean;
  /** A new secret is to be read while it is typed. */
  shown?: boolean;
  /** How often the page has asked again by itself. */
  looked?: number;
}
export interface Shown {
  say: Say;
  now: Ms;
  context: CredentialResetContext;
  slip: Slip;
  asked: Asked;
  faults?: readonly Fault[];
  status?: number;
}

const here = '/reset';
export const stepPath = (id: string, verb: 'challenge' | 'answer'): string => `${here}/steps/${id}/${verb}`;
export const stepPage = (id: string): string => `${here}?step=${encodeURIComponent(id)}`;

/** Seconds until a page asks again by itself; after the last it leaves that to the visitor. */
const patience = [2, 3, 5, 8, 13, 21, 34];
const hour: Ms = 3_600_000;

type View = (shown: Shown) => Screen;

/** The page as it is to be sent. */
export function resetScreen(shown: Shown): Screen {
  const { faults, status, context } = shown;
  const screen = views[context.state](shown);
  return { self: here, ...screen, ...(faults && { faults }), ...(status !== undefined && { status }) };
}

/** The step that a page of this reset is about, where it is about one. */
export function stepNow(
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

/** "Step 2 of 3": the proofs, the new value, and its delivery where there is one. */
const caption = ({ say, context: { authentication, delivery } }: Shown, done: number): string =>
  say('page.step-of', { n: done + 1, of: authentication.needed + 1 + (delivery ? 1 : 0) });

const proving: View = (shown) => {
  const step = stepNow(shown.context, shown.asked);
  if (step) return stepScreen(shown, step);
  return openAsks(shown.context.authentication.steps).length > 0 ? choiceScreen(shown) : othersScreen(shown);
};

const stepTitle = (say: Say, { prompt }: StepContext): string =>
  say.maybe([prompt?.title ?? '']) ?? say('page.step.title');
const stepHint = (say: Say, { title }: Prompt): string | undefined => say.maybe([title.replace(/\.title$/, '.hint')]);
const againText = (say: Say, { inputs }: Prompt): string =>
  say.maybe(inputs.map(({ input }) => `input.${input}.again`)) ?? say('page.step.again');

/** How long there is still for it, in minutes or as a date. */
function until(say: Say, moment: string | undefined, now: Ms): string | undefined {
  if (moment === undefined) return undefined;
  const when = Date.parse(moment);
  if (when <= now) return say('page.until.over');
  return when - now < 2 * hour
    ? say('page.until.minutes', { minutes: Math.ceil((when - now) / 60_000) })
    : say('page.until.date', { when });
}

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
const Cancel = ({ say, slip }: { say: Say; slip: Slip }): VNode => (
  <div class="cancel">
    <Form to={`${here}/cancel`} slip={slip} press={say('page.cancel')} weight="quiet" />
  </div>
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

/** The new value: typed, or made on a button's press. */
const choosing: View = (shown) => {
  const { source } = shown.context;
  const typed = source?.shape === 'ask' && source.state !== 'passed' && source.prompt;
  return typed ? valueScreen(shown, source, typed) : makeScreen(shown);
};

function valueScreen(shown: Shown, source: StepContext, prompt: Prompt): Screen {
  const { say, context, slip, asked, faults = [] } = shown;
  const readable = asked.shown === true;
  // A new secret is the value that execute takes; anything else is the source's own question.
  const to = prompt.inputs.some((i) => i.input === 'new-secret') ? `${here}/execute` : stepPath(source.id, 'answer');
  return {
    title: stepTitle(say, source),
    caption: caption(shown, context.authentication.needed),
    self: readable ? `${here}?show=1` : here,
    body: (
      <>
        <Paragraphs of={stepHint(say, prompt) ?? ''} />
        <Form to={readable ? `${to}?show=1` : to} slip={slip} press={say('page.value.submit')}>
          <Inputs prompt={prompt} say={say} faults={faults} shown={readable} />
          <p class="hint">
            <a href={readable ? here : `${here}?show=1`}>{say(readable ? 'page.value.hide' : 'page.value.show')}</a>
          </p>
        </Form>
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
}

const makeScreen: View = (shown) => {
  const { say, context, slip } = shown;
  return {
    title: say('page.make.title'),
    caption: caption(shown, context.authentication.needed),
    body: (
      <>
        <Paragraphs of={say('page.make.body')} />
        <Form to={`${here}/execute`} slip={slip} press={say('page.make.submit')} />
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
};

const refreshAfter = ({ looked = 0 }: Asked): Screen['refresh'] => {
  const after = patience[looked];
  return after === undefined ? undefined : { after, to: `${here}?n=${looked + 1}` };
};
const LookAgain = ({ say }: { say: Say }): VNode => <LinkButton to={here} press={say('page.look-again')} />;

const setting: View = ({ say, asked }) => {
  const refresh = refreshAfter(asked);
  return {
    title: say('page.setting.title'),
    refresh,
    body: (
      <>
        <Paragraphs of={say(refresh ? 'page.setting.body' : 'page.setting.long')} />
        <LookAgain say={say} />
      </>
    ),
  };
};

/** Somebody collects: the holder, with a button, or others elsewhere. */
const handingOver: View = (shown) => {
  const { say, now, context, slip } = shown;
  const { delivery } = context;
  if (delivery?.shape !== 'await' || !delivery.prompt) return setting(shown);
  return {
    title: say('page.collect.title'),
    caption: caption(shown, context.authentication.needed + 1),
    body: (
      <>
        <Paragraphs of={say('page.collect.body')} />
        <p>{until(say, delivery.until, now)}</p>
        <Form to={`${here}/collect`} slip={slip} press={say('page.collect.submit')} />
      </>
    ),
  };
};

/** The collected value: on this page and on no other. */
export const collectedScreen = (
  say: Say,
  { delivery, credentialId }: CredentialResetContext,
  value: string,
): Screen => ({
  title:
    (delivery && say.maybe([delivery.prompt?.title ?? ''])) ??
    say('page.collected.title', { credential: credentialId }),
  body: (
    <>
      <p class="value">
        <code translate={false}>{value}</code>
      </p>
      <Paragraphs of={say('page.collected.body')} />
      <LinkButton to={here} press={say('page.collected.kept')} />
    </>
  ),
});

const completed: View = ({ say, context: { credentialId } }) => ({
  title: say('page.completed.title', { credential: credentialId }),
  done: true,
  body: <Paragraphs of={say('page.completed.body', { credential: credentialId })} />,
});

const endedAs =
  (ending: Exclude<Ending, 'completed'>): View =>
  ({ say, context: { reason = 'other' } }) => ({
    title: say(`page.ended.${ending}.title`),
    body: (
      <>
        <Paragraphs of={say(`page.ended.${ending}.body`, { reason })} />
        <LinkButton to="/" press={say('page.start-again')} />
      </>
    ),
  });

const views: { readonly [S in State]: View } = {
  requested: proving,
  authenticating: proving,
  authenticated: choosing,
  executing: setting,
  delivering: handingOver,
  completed,
  refused: endedAs('refused'),
  expired: endedAs('expired'),
  cancelled: endedAs('cancelled'),
  vetoed: endedAs('vetoed'),
  superseded: endedAs('superseded'),
  undelivered: endedAs('undelivered'),
  failed: endedAs('failed'),
};
