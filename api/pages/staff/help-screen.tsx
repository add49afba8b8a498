/** One reset as an agent of the helpdesk sees it: where it stands, what it waits for, and what this agent can do. Nobody's name or address is on it. */
import type { VNode } from 'preact';
import { oldProofs, type StepContext } from '../../../domain/context.js';
import type { Ms } from '../../../domain/plan.js';
import { ended, type State } from '../../../domain/reset.js';
import type { Helped } from '../../operations/helped.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import type { Say } from '../say.js';
import { Cancel, LookAgain, Numbers, refreshAfter, stepTitle, until, waitingText } from '../screens/view.js';
import { decidePathOf } from './decide-screen.js';
import { helpFormOf, helpPathOf, helpPaths } from './help-paths.js';

interface Shown {
  say: Say;
  seen: Helped;
  slip: Slip;
  /** How often the page has asked again by itself. */
  looked: number;
  now: Ms;
  faults?: readonly Fault[];
  status?: number;
}
type Part = (shown: Shown) => VNode | null;

/** What a method is called: its text, else its own title. */
export const methodTitle = (say: Say, { id, title }: { id: string; title: string }): string =>
  say.maybe([`method.${id}.title`]) ?? title;

export function helpedScreen(shown: Shown): Screen {
  const { say, seen, slip, looked, faults, status } = shown;
  const { context } = seen;
  const page = helpPathOf(context.id);
  const { state } = context;
  return {
    ...(status !== undefined && { status }),
    ...(faults && { faults }),
    title: methodTitle(say, { id: context.resetMethodId, title: seen.title }),
    caption: seen.ticket === undefined ? undefined : say('page.help.ticket', { ticket: seen.ticket }),
    self: page,
    refresh: goesOn(seen) ? refreshAfter({ looked }, page) : undefined,
    body: (
      <>
        <Stands {...shown} />
        <Now {...shown} />
        <Facts {...shown} />
        {!ended(state) && <Steps {...shown} />}
        {!ended(state) && <LookAgain say={say} page={page} weight="other" />}
        {cancellable.includes(state) && <Cancel say={say} slip={slip} page={page} />}
        <p class="back">
          <a href={helpPaths.start}>{say('page.help.to-start')}</a>
        </p>
      </>
    ),
  };
}

const cancellable: readonly State[] = ['requested', 'authenticating', 'authenticated'];

/** For whom the new value is: this agent, the one who asked, or the person themselves. */
function whoseOf({ context: { heldBy }, finishes }: Helped): 'yours' | 'agents' | 'theirs' {
  if (heldBy !== 'requester') return 'theirs';
  return finishes ? 'yours' : 'agents';
}

/** Enough was proved, and too long ago for this agent to go on. */
const oldIn = ({ seen: { context, finishes }, now }: Shown): readonly StepContext[] =>
  finishes ? oldProofs(context, now) : [];

const Stands: Part = (shown) => {
  const { say, seen } = shown;
  const old = oldIn(shown);
  if (old.length === 0)
    return <p class="told">{say(`page.help.state.${seen.context.state}`, { whose: whoseOf(seen) })}</p>;
  const by = old.some((s) => s.shape === 'ask') ? 'them' : 'agents';
  return <p class="warned">{say('page.help.proof-too-old', { by })}</p>;
};

/** Something happens by itself within moments. */
function goesOn({ context: { state, authentication, delivery } }: Helped): boolean {
  if (state === 'requested' || state === 'executing') return true;
  if (state === 'delivering') return delivery?.state === 'open';
  return state === 'authenticating' && authentication.steps.every((s) => s.state === 'open');
}

/** The one thing that this agent can do now: make the temporary password, or have it shown. */
const Now: Part = (shown) => {
  const { say, seen, slip, now } = shown;
  const { id, state, delivery } = seen.context;
  if (!seen.finishes || oldIn(shown).length > 0) return null;
  if (state === 'authenticated')
    return <Form to={helpFormOf(id, 'execute')} slip={slip} press={say('page.help.make')} />;
  if (state !== 'delivering' || delivery?.state !== 'challenged') return null;
  return (
    <>
      <p>{until(say, delivery.until, now)}</p>
      <Form to={helpFormOf(id, 'collect')} slip={slip} press={say('page.help.show')} />
    </>
  );
};

const Facts: Part = ({ say, seen: { context, requestedAt, requestedBy, isOwn } }) => (
  <ul class="facts">
    <li>{say('page.help.asked', { when: requestedAt, who: isOwn ? 'you' : requestedBy })}</li>
    {!ended(context.state) && <li>{say('page.help.ends', { when: Date.parse(context.expiresAt) })}</li>}
    <li>{say('page.help.proofs', { have: context.authentication.passed, needed: context.authentication.needed })}</li>
  </ul>
);

const Steps: Part = (shown) => {
  const { say, seen } = shown;
  const { steps } = seen.context.authentication;
  return (
    <section>
      <h2>{say('page.help.steps')}</h2>
      {!seen.joined && steps.some((s) => s.shape === 'ask') && <p>{say('page.help.not-joined')}</p>}
      <ol class="steps">
        {steps.map((step) => (
          <Step shown={shown} step={step} />
        ))}
      </ol>
    </section>
  );
};

const Step = ({ shown: { say, seen }, step }: { shown: Shown; step: StepContext }): VNode => {
  const decider = seen.decides[step.id];
  const waiting = waitingText(say, step);
  return (
    <li class={step.state}>
      <h3>{nameOf(say, step)}</h3>
      <p>
        <span class="state">{say('page.help.step', { state: step.state })}</span>
        {waiting !== undefined && <>. {waiting}</>}
      </p>
      {step.shown && step.shown.length > 0 && <p>{say('page.help.numbers')}</p>}
      <Numbers of={step.shown ?? []} />
      {step.since !== undefined && step.until !== undefined && (
        <p class="hint">
          {say('page.help.step-times', { since: Date.parse(step.since), until: Date.parse(step.until) })}
        </p>
      )}
      {decider && (
        <LinkButton
          to={decidePathOf({ resetId: seen.context.id, stepId: step.id })}
          press={say.maybe([decider.title]) ?? say('page.help.decide')}
        />
      )}
    </li>
  );
};

/** What those call a step who help: its title is for the person who has to take it. */
const nameOf = (say: Say, step: StepContext): string =>
  say.maybe([(step.prompt?.title ?? '').replace(/\.title$/, '.name')]) ?? stepTitle(say, step);

/** Begun a moment ago, and not opened yet; undefined where that takes too long. */
export function openingScreen(say: Say, id: string, looked: number): Screen | undefined {
  const page = helpPathOf(id);
  const refresh = refreshAfter({ looked }, page);
  if (!refresh) return undefined;
  return {
    title: say('page.moment.title'),
    self: `${page}?n=${looked}`,
    refresh,
    body: (
      <>
        <Paragraphs of={say('page.help.opening')} />
        <LookAgain say={say} page={`${page}?n=${looked + 1}`} />
      </>
    ),
  };
}

export const unknownScreen = (say: Say): Screen => ({
  status: 404,
  title: say('page.help.unknown.title'),
  body: (
    <>
      <Paragraphs of={say('page.help.unknown.body')} />
      <LinkButton to={helpPaths.start} press={say('page.help.to-start')} />
    </>
  ),
});

/** The temporary password: on this page and on no other. */
export const collectedByAgent = (say: Say, id: string, value: string): Screen => ({
  title: say('page.help.collected.title'),
  body: (
    <>
      <p class="value">
        <code translate={false}>{value}</code>
      </p>
      <Paragraphs of={say('page.help.collected.body')} />
      <LinkButton to={helpPathOf(id)} press={say('page.help.collected.done')} />
    </>
  ),
});
