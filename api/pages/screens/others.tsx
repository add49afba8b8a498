/** The wait for others and for time: who is asked, until when, what to tell them, and what comes after. Nobody here can do anything else. */
import type { VNode } from 'preact';
import type { CredentialResetContext, StepContext } from '../../../domain/context.js';
import { Paragraphs } from '../layout.js';
import type { Say } from '../say.js';
import { Cancel, LookAgain, Numbers, refreshAfter, stepHint, stepTitle, waitingText, type View } from './view.js';

export const othersScreen: View = ({ say, context, slip, asked }) => {
  const others = context.authentication.steps.filter((s) => s.shape !== 'ask');
  const waits = others.filter((s) => s.state === 'challenged');
  const later = others.filter((s) => s.state === 'open');
  return {
    title: titleOf(say, waits),
    refresh: waits.length > 0 ? undefined : refreshAfter(asked),
    body: (
      <>
        {waits.map((step) => (
          <Waiting say={say} step={step} alone={waits.length === 1} />
        ))}
        {waits.length > 0 && <Next say={say} steps={[...later, ...last(context)]} />}
        <p>{say('page.others.body')}</p>
        <LookAgain say={say} />
        <Cancel say={say} slip={slip} />
      </>
    ),
  };
};

/** Where nothing was begun yet, it is about to be. */
function titleOf(say: Say, waits: readonly StepContext[]): string {
  if (waits.length === 0) return say('page.moment.title');
  if (waits.every((s) => s.shape === 'delay')) return say('page.delay.title');
  const [first, ...more] = waits;
  return (more.length === 0 && say.maybe([first?.prompt?.title ?? ''])) || say('page.others.title');
}

/** With a heading where it is not the only one, whose title the page's own stands for. */
const Waiting = ({ say, step, alone }: { say: Say; step: StepContext; alone: boolean }): VNode => {
  const waiting = waitingText(say, step);
  const what = step.shape === 'delay' ? 'delay' : 'others';
  const { prompt, shown = [] } = step;
  const toDo = (prompt && stepHint(say, prompt)) ?? (shown.length > 0 ? say('input.show.note') : undefined);
  return (
    <section class="waits">
      {!alone && <h2>{stepTitle(say, step)}</h2>}
      {toDo !== undefined && <Paragraphs of={toDo} />}
      <Numbers of={shown} />
      {waiting !== undefined && <p>{waiting}</p>}
      {step.until !== undefined && <p>{say(`page.${what}.until`, { when: Date.parse(step.until) })}</p>}
    </section>
  );
};

/** How it ends: the new value is handed over, or chosen. */
const last = ({ source, delivery }: CredentialResetContext): StepContext[] => {
  const step = delivery ?? source;
  return step ? [step] : [];
};

const Next = ({ say, steps }: { say: Say; steps: readonly StepContext[] }): VNode | null =>
  steps.length === 0 ? null : (
    <>
      <p>{say('page.others.next')}</p>
      <ul>
        {steps.map((step) => (
          <li>{stepTitle(say, step)}</li>
        ))}
      </ul>
    </>
  );

/** Enough was proved, and whoever asked goes on. */
export const handledByOthers: View = ({ say, context, slip }) => ({
  title: say('page.handled.title'),
  body: (
    <>
      <Paragraphs of={say('page.handled.body')} />
      <LookAgain say={say} />
      {context.state === 'authenticated' && <Cancel say={say} slip={slip} />}
    </>
  ),
});
