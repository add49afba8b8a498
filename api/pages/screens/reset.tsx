/** The page of a reset: the one thing to do now, found by its state. */
import { oldProofs } from '../../../domain/context.js';
import type { Ending, State } from '../../../domain/reset.js';
import { LinkButton, Paragraphs, type Screen } from '../layout.js';
import { handledByOthers } from './others.js';
import { onceMore, proving } from './proof.js';
import { choosing, handingOver, setting } from './value.js';
import { here, type Shown, type View } from './view.js';

/** The page as it is to be sent. */
export function resetScreen(shown: Shown): Screen {
  const { faults, status, context } = shown;
  const screen = views[context.state](shown);
  return { self: here, ...screen, ...(faults && { faults }), ...(status !== undefined && { status }) };
}

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

/** Those whose new value is told to them by somebody else have nothing to do here any more. */
const unlessOthers =
  (view: View): View =>
  (shown) =>
    shown.context.heldBy === 'requester' ? handledByOthers(shown) : view(shown);

const proved: View = (shown) =>
  oldProofs(shown.context, shown.now).length > 0 ? onceMore(shown) : unlessOthers(choosing)(shown);

const views: { readonly [S in State]: View } = {
  requested: proving,
  authenticating: proving,
  authenticated: proved,
  executing: setting,
  delivering: unlessOthers(handingOver),
  completed,
  refused: endedAs('refused'),
  expired: endedAs('expired'),
  cancelled: endedAs('cancelled'),
  vetoed: endedAs('vetoed'),
  superseded: endedAs('superseded'),
  undelivered: endedAs('undelivered'),
  failed: endedAs('failed'),
};
