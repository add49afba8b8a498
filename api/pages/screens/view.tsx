/** What the pages of a reset share: what they are made of, where they lead, and the sentences about time. */
import type { VNode } from 'preact';
import type { CredentialResetContext, StepContext } from '../../../domain/context.js';
import type { Ms, Prompt } from '../../../domain/plan.js';
import { Form, LinkButton, type Fault, type Screen, type Slip } from '../layout.js';
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
/** All that a page is made of; `now` in milliseconds since the Unix epoch. */
export interface Shown {
  say: Say;
  now: Ms;
  context: CredentialResetContext;
  slip: Slip;
  asked: Asked;
  faults?: readonly Fault[];
  status?: number;
}

/** One kind of page. */
export type View = (shown: Shown) => Screen;

/** The address of the page of a reset. */
export const here = '/reset';
/** Where a step's form goes. */
export const stepPath = (id: string, verb: 'challenge' | 'answer'): string => `${here}/steps/${id}/${verb}`;
/** The page of one step. */
export const stepPage = (id: string): string => `${here}?step=${encodeURIComponent(id)}`;

/** "Step 2 of 3": the proofs, the new value, and its delivery where there is one. */
export const caption = ({ say, context: { authentication, delivery } }: Shown, done: number): string =>
  say('page.step-of', { n: done + 1, of: authentication.needed + 1 + (delivery ? 1 : 0) });

/** What a step is called. */
export const stepTitle = (say: Say, { prompt }: StepContext): string =>
  say.maybe([prompt?.title ?? '']) ?? say('page.step.title');
/** What is said below a step's title: the text beside it, where there is one. */
export const stepHint = (say: Say, { title }: Prompt): string | undefined =>
  say.maybe([title.replace(/\.title$/, '.hint')]);

const hour: Ms = 3_600_000;
/** How long there is still for it, in minutes or as a date. */
export function until(say: Say, moment: string | undefined, now: Ms): string | undefined {
  if (moment === undefined) return undefined;
  const when = Date.parse(moment);
  if (when <= now) return say('page.until.over');
  return when - now < 2 * hour
    ? say('page.until.minutes', { minutes: Math.ceil((when - now) / 60_000) })
    : say('page.until.date', { when });
}

/** Seconds until a page asks again by itself; after the last it leaves that to the visitor. */
const patience = [2, 3, 5, 8, 13, 21, 34];
/** When a page on which something is going on asks again, after `looked` times. */
export const refreshAfter = ({ looked = 0 }: { looked?: number | undefined }, page = here): Screen['refresh'] => {
  const after = patience[looked];
  return after === undefined ? undefined : { after, to: `${page}${page.includes('?') ? '&' : '?'}n=${looked + 1}` };
};
/** The same for whoever does not want to wait. */
export const LookAgain = ({ say, page = here, weight }: { say: Say; page?: string; weight?: 'other' }): VNode => (
  <LinkButton to={page} press={say('page.look-again')} {...(weight && { weight })} />
);
/** The way out. */
export const Cancel = ({ say, slip, page = here }: { say: Say; slip: Slip; page?: string }): VNode => (
  <Form to={`${page}/cancel`} slip={slip} press={say('page.cancel')} weight="quiet" />
);
/** What a step waits for, in general words and numbers. */
export const waitingText = (say: Say, { waitingFor }: Pick<StepContext, 'waitingFor'>): string | undefined =>
  waitingFor && say.maybe([`waiting.${waitingFor.id}`], waitingFor.values);

/** What is told to those who decide, each to the letter of their request. */
export const Numbers = ({ of }: { of: NonNullable<StepContext['shown']> }): VNode | null =>
  of.length === 0 ? null : (
    <ul class="numbers">
      {of.map(({ label, value }) => (
        <li>
          {label}: <strong>{value}</strong>
        </li>
      ))}
    </ul>
  );
