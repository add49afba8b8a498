/** The new value: typed or made, set, and handed over. */
import type { CredentialResetContext, StepContext } from '../../../domain/context.js';
import type { Prompt } from '../../../domain/plan.js';
import { Inputs } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Screen } from '../layout.js';
import type { Say } from '../say.js';
import {
  Cancel,
  caption,
  here,
  LookAgain,
  refreshAfter,
  stepHint,
  stepPath,
  stepTitle,
  until,
  type Shown,
  type View,
} from './view.js';

/** The new value: typed, or made on a button's press. */
export const choosing: View = (shown) => {
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

/** Nobody can do anything but wait a moment. */
export const setting: View = ({ say, asked }) => {
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
export const handingOver: View = (shown) => {
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
