/** The pages that say why nothing can be done, and where to go from there. */
import type { ProblemType } from '../../../domain/problems.js';
import type { TextId } from '../../../texts/index.js';
import type { Problem } from '../../problem.js';
import { LinkButton, Paragraphs, type Screen } from '../layout.js';
import type { Say } from '../say.js';

type Kind =
  'elsewhere' | 'lost' | 'ended' | 'collected' | 'too-many' | 'unknown' | 'foreign' | 'nothing' | 'unforeseen';
/** Which page tells of which problem; `unforeseen` of all others. */
const kinds: Partial<Record<ProblemType, Kind>> = {
  'continued-elsewhere': 'elsewhere',
  unauthenticated: 'lost',
  'token-expired': 'lost',
  'unknown-reset': 'lost',
  'already-ended': 'ended',
  'reset-expired': 'ended',
  'already-collected': 'collected',
  'too-many-requests': 'too-many',
  'outcome-unknown': 'unknown',
  'plan-unfit': 'unknown',
  forbidden: 'foreign',
  'not-found': 'nothing',
};
/** Where to from there: the start, the reset, or nowhere. */
const ways: Record<Kind, { to: string; press: TextId } | null> = {
  elsewhere: null,
  lost: { to: '/', press: 'page.start-again' },
  ended: { to: '/', press: 'page.start-again' },
  collected: { to: '/', press: 'page.start-again' },
  'too-many': null,
  unknown: { to: '/reset', press: 'page.look-again' },
  foreign: { to: '/', press: 'page.start-again' },
  nothing: { to: '/', press: 'page.start-again' },
  unforeseen: { to: '/', press: 'page.start-again' },
};

export function problemScreen(say: Say, { type, status, extra }: Problem, requestId: string): Screen {
  const kind = kinds[type] ?? 'unforeseen';
  const way = ways[kind];
  const seconds = Number(extra.headers?.['Retry-After'] ?? 60);
  return {
    // A 401 must name a way to authenticate (RFC 9110, 15.5.2), and a page knows none.
    status: status === 401 ? 403 : status,
    title: say(`page.problem.${kind}.title`),
    body: (
      <>
        <Paragraphs of={say(`page.problem.${kind}.body`, { seconds, requestId })} />
        {way && <LinkButton to={way.to} press={say(way.press)} />}
      </>
    ),
  };
}
