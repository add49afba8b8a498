/** The page behind a mailed link, and the one where it leads nowhere. */
import type { LinkPurpose } from '../../../domain/ports.js';
import { Form, LinkButton, Paragraphs, type Fault, type Screen, type Slip } from '../layout.js';
import type { Say } from '../say.js';

/** Shows a button and changes nothing: programs that look through mails open links, too. */
export function linkScreen(
  say: Say,
  {
    purpose,
    token,
    slip,
    faults,
    status,
  }: { purpose: LinkPurpose | 'veto'; token: string; slip: Slip; faults?: readonly Fault[]; status?: number },
): Screen {
  return {
    ...(status !== undefined && { status }),
    ...(faults && { faults }),
    title: say(`page.link.${purpose}.title`),
    self: `/link?t=${encodeURIComponent(token)}`,
    body: (
      <>
        <Paragraphs of={say(`page.link.${purpose}.body`)} />
        <Form to="/link" slip={slip} press={say(`page.link.${purpose}.submit`)}>
          <input type="hidden" name="t" value={token} />
        </Form>
      </>
    ),
  };
}

/** What whoever it was not does now. */
export const vetoedScreen = (say: Say): Screen => ({
  title: say('page.vetoed.title'),
  body: <Paragraphs of={say('page.vetoed.body')} />,
});

/** `goOn`: this browser has a reset, perhaps the one that the link has brought here before. */
export const linkGoneScreen = (say: Say, goOn: boolean): Screen => ({
  status: 410,
  title: say('page.link.gone.title'),
  body: (
    <>
      <Paragraphs of={say('page.link.gone.body')} />
      {goOn && <LinkButton to="/reset" press={say('page.start.go-on')} />}
      <LinkButton to="/" press={say('page.start-again')} />
    </>
  ),
});
