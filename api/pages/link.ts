/** The page behind a mailed link. Loading it changes nothing, for programs that look through mails load it, too: only its button does. */
import { BadToken, type LinkClaims } from '../../domain/ports.js';
import type { ProblemType } from '../../domain/problems.js';
import { resetOfVeto } from '../../domain/veto.js';
import { openLink } from '../operations/links.js';
import { planKnown } from '../operations/look.js';
import { Problem } from '../problem.js';
import type { Screen } from './layout.js';
import { linkGoneScreen, linkScreen, vetoedScreen } from './screens/link.js';
import { keepToken } from './start.js';
import { factsOf, field, newKey, sameSlip, type Outcome, type Visit } from './visit.js';

export async function showLink(visit: Visit): Promise<Outcome> {
  const { req, say } = visit;
  const token = typeof req.query['t'] === 'string' ? req.query['t'] : '';
  if (isVeto(visit, token)) return linkScreen(say, { purpose: 'veto', token, slip: { key: newKey() } });
  const link = await readLink(visit, token);
  return link ? linkScreen(say, { purpose: link.purpose, token, slip: { key: newKey() } }) : gone(visit);
}

const isVeto = ({ work }: Visit, token: string): boolean => resetOfVeto(work.ports.keyed, token) !== null;

async function readLink({ work }: Visit, token: string): Promise<LinkClaims | null> {
  try {
    return await work.ports.tokens.readLink(token);
  } catch (error) {
    if (error instanceof BadToken) return null;
    throw error;
  }
}

const gone = ({ req, say, cookies }: Visit): Screen => linkGoneScreen(say, cookies.read(req, 'reset') !== undefined);

/** However a link has come to lead nowhere, its visitor can do the same about it. */
const leadsNowhere: readonly ProblemType[] = [
  'link-used',
  'unknown-reset',
  'no-such-step',
  'wrong-state',
  'already-passed',
  'no-attempts-left',
  'continued-elsewhere',
  'already-ended',
  'reset-expired',
];

export async function openMailedLink(visit: Visit): Promise<Outcome> {
  const { work, say } = visit;
  const mailed = field(visit, 't');
  const purpose = isVeto(visit, mailed) ? 'veto' : (await readLink(visit, mailed))?.purpose;
  if (!purpose) return gone(visit);
  try {
    const opened = await openLink(work, factsOf(visit), mailed);
    if ('outcome' in opened) return vetoedScreen(say);
    const { token } = opened;
    const claims = await work.ports.tokens.read(token);
    keepToken(visit, token, claims, await planKnown(work, claims.planHash));
    return '/reset';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (leadsNowhere.includes(error.type)) return gone(visit);
    if (error.type !== 'outcome-unknown' && error.type !== 'busy') throw error;
    const faults = [{ message: say('page.problem.repeat') }];
    return linkScreen(say, { purpose, token: mailed, slip: sameSlip(visit), faults, status: 503 });
  }
}
