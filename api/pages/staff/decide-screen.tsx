/** The page of a decision: who is concerned, what can be sent to them first, what an approval has to say, and two buttons. Draws inputs, and knows no part. */
import type { VNode } from 'preact';
import type { Asked, Said } from '../../operations/decide.js';
import { staffPaths } from '../../sign-in.js';
import { Inputs, sendsOf } from '../inputs.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import type { Say } from '../say.js';
import { LookAgain, refreshAfter } from '../screens/view.js';
import { helpPathOf } from './help-paths.js';

export const decidePathOf = ({ resetId, stepId }: Pick<Asked, 'resetId' | 'stepId'>): string =>
  `/decide/${resetId}/${stepId}`;

export type Ending = `page.decide.${'counted' | 'refused' | 'not-asked' | 'may-not' | 'already' | 'settled'}`;
/** What was done before, told above the form. */
export type Told = 'sent' | 'sending' | 'pending';

interface Shown {
  say: Say;
  asked: Asked;
  /** What the form of each decision carries. */
  slipOf: (decision: Said['decision']) => Slip;
  /** The form as it was sent. */
  sent: Readonly<Record<string, unknown>>;
  told?: Told | undefined;
  faults?: readonly Fault[] | undefined;
  /** The reset whose page an agent goes back to. */
  helped: string | undefined;
}

export function formScreen(shown: Shown): Screen {
  const { say, asked, told, faults = [], helped } = shown;
  const to = decidePathOf(asked);
  const hint = say.maybe([`${asked.prompt.title}.hint`]);
  return {
    title: say.maybe([asked.prompt.title]) ?? asked.prompt.title,
    caption: asked.ticket === undefined ? undefined : say('page.help.ticket', { ticket: asked.ticket }),
    faults,
    self: to,
    body: (
      <>
        {told && (
          <p class="told" role="status">
            {say(`page.decide.${told}`)}
          </p>
        )}
        {asked.again && <p class="warned">{say('page.decide.once-more')}</p>}
        <Subject asked={asked} say={say} />
        {asked.notes.map((note) => (
          <Note note={note} say={say} />
        ))}
        {asked.until !== undefined && <p>{say('page.decide.until', { when: Date.parse(asked.until) })}</p>}
        {hint !== undefined && <Paragraphs of={hint} />}
        <Sends {...shown} />
        {!asked.again && <Verdicts {...shown} />}
        <ToReset helped={helped} say={say} />
      </>
    ),
  };
}
const ToReset = ({ helped, say }: Pick<Shown, 'helped' | 'say'>): VNode | null =>
  helped === undefined ? null : (
    <p class="back">
      <a href={helpPathOf(helped)}>{say('page.help.to-reset')}</a>
    </p>
  );

type Of = Pick<Shown, 'asked' | 'say'>;

/** Agents talk to the person already: they are told no name. */
const Subject = ({ asked, say }: Of): VNode | null =>
  asked.subject ? (
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
  ) : null;

const From = ({ asked: { from }, say }: Of): VNode | null =>
  from ? (
    <p>{say('page.decide.from', { address: from.address, network: from.sameNetwork ? 'same' : 'other' })}</p>
  ) : null;

/** One that tells of other attempts stands out. */
const Note = ({ note: { id, values }, say }: { note: Asked['notes'][number]; say: Say }): VNode => (
  <p class={Number(values?.['others'] ?? 0) > 0 ? 'warned' : 'hint'}>{say.maybe([`note.${id}`], values)}</p>
);

/** What has to reach the person before they can be asked for it: a button for each way, each a form of its own. */
const Sends = ({ asked, say, slipOf, faults = [] }: Shown): VNode => (
  <>
    {sendsOf(asked.prompt, say).map(({ id, heading, buttons }) => (
      <section class={faults.some(({ field }) => field === id) ? 'sends field wrong' : 'sends'} id={id} tabindex={-1}>
        <h2>{heading}</h2>
        {buttons.map(({ press, name, value }) => (
          <Form to={decidePathOf(asked)} slip={slipOf('send')} press={press} weight="other">
            <input type="hidden" name="decision" value="send" />
            <input type="hidden" name={name} value={value} />
          </Form>
        ))}
      </section>
    ))}
  </>
);

const Verdicts = ({ say, asked, slipOf, sent, faults = [] }: Shown): VNode => {
  const to = decidePathOf(asked);
  return (
    <>
      <Form to={to} slip={slipOf('approve')} press={say('page.decide.approve')}>
        <input type="hidden" name="decision" value="approve" />
        <Inputs prompt={asked.prompt} say={say} faults={faults} shown={false} sent={sent} />
      </Form>
      <Form to={to} slip={slipOf('refuse')} press={say('page.decide.refuse')} weight="other">
        <input type="hidden" name="decision" value="refuse" />
      </Form>
    </>
  );
};

/** `helped`: the reset whose page an agent goes back to; all others go to their first page. */
export const endScreen = (say: Say, what: Ending, helped: string | undefined): Screen => ({
  title: say(`${what}.title`),
  body: (
    <>
      <Paragraphs of={say(`${what}.body`)} />
      {helped === undefined ? (
        <LinkButton to={staffPaths.home} press={say('page.staff.to-home')} />
      ) : (
        <LinkButton to={helpPathOf(helped)} press={say('page.help.to-reset')} />
      )}
    </>
  ),
});

/** What was said is on record, and not judged yet: the page asks again by itself, and then tells what became of it. */
export function recordedScreen({
  say,
  asked,
  looked,
  helped,
}: Pick<Shown, 'say' | 'asked' | 'helped'> & { looked: number | undefined }): Screen {
  const page = `${decidePathOf(asked)}?said=recorded`;
  return {
    title: say('page.decide.recorded.title'),
    refresh: refreshAfter({ looked }, page),
    body: (
      <>
        <Paragraphs of={say('page.decide.recorded.body')} />
        <LookAgain say={say} page={page} />
        <ToReset helped={helped} say={say} />
      </>
    ),
  };
}
