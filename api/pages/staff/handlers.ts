/** What the pages of staff do. Whatever goes wrong on the way through the provider is told on a page of its own, whose address holds nothing of the provider's answer. */
import { IssuerUnreachable, SignInFailed } from '../../../domain/ports.js';
import { localsOf } from '../../request.js';
import { staffPaths, type StaffPages } from '../../sign-in.js';
import type { Outcome, Visit } from '../visit.js';
import { csrfOf } from './csrf.js';
import { localPath, signInFor } from './return.js';
import {
  homeScreen,
  isProblem,
  leavingScreen,
  signedOutScreen,
  signInProblemScreen,
  type SignInProblem,
} from './screens.js';
import {
  askingOf,
  endOf,
  enter,
  forgetAsking,
  isSignedIn,
  keepAsking,
  leave,
  sessionOf,
  staffOf,
  type Cookie,
} from './session.js';

/** Signed out here and, as far as we know, not at the provider. */
export const signedOutHere = `${staffPaths.signedOut}?at=here`;

type Handle = (visit: Visit) => Promise<Outcome>;
type Name = 'home' | 'signIn' | 'callback' | 'problem' | 'signOut' | 'signedOut';

export function staffHandlers(pages: StaffPages, cookie: Cookie): Record<Name, Handle> {
  const { signIn } = pages;
  return {
    async home({ req, say }) {
      const staff = sessionOf(req);
      const { roles } = staffOf(req);
      return homeScreen(say, {
        name: staff.name,
        roles,
        until: endOf(staff, pages),
        idle: pages.idle,
        csrf: csrfOf(req),
      });
    },

    async signIn(visit) {
      const { req, work } = visit;
      const back = localPath(req.query['return']);
      if (await isSignedIn(req, pages, work)) return back;
      return orProblem(visit, back, async () => {
        const { url, asked } = await signIn.ask();
        await keepAsking(req, { ...asked, back });
        return url;
      });
    },

    async callback(visit) {
      const { req, work } = visit;
      const asking = askingOf(req);
      if (!asking) return problemPage('lost', staffPaths.home);
      const { back, ...asked } = asking;
      // What was not asked for does not use up what was.
      if (req.query['state'] !== asked.state) return problemPage('mixed', back);
      await forgetAsking(req);
      return orProblem(visit, back, async () => {
        const signedIn = await signIn.answered(req.originalUrl.split('?')[1] ?? '', asked);
        await enter(req, signedIn, work.ports.clock.now());
        return back;
      });
    },

    async problem({ req: { query }, say }) {
      const why = isProblem(query['why']) ? query['why'] : 'lost';
      return signInProblemScreen(say, why, signInFor(localPath(query['return'])));
    },

    async signOut(visit) {
      const { req, res, say } = visit;
      const { idToken } = sessionOf(req);
      await leave(req, res, cookie);
      const there = await signIn.signOutAt(idToken).catch((error: unknown) => {
        if (!(error instanceof IssuerUnreachable)) throw error;
        tell(visit, error);
        return null;
      });
      return there === null ? signedOutHere : leavingScreen(say, there);
    },

    async signedOut({ req: { query }, say }) {
      return signedOutScreen(say, query['at'] === 'here' ? 'here' : 'everywhere');
    },
  };
}

const problemPage = (why: SignInProblem, back: string): string =>
  `${staffPaths.problem}?why=${why}&return=${encodeURIComponent(back)}`;

async function orProblem(visit: Visit, back: string, act: () => Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof SignInFailed || error instanceof IssuerUnreachable)) throw error;
    tell(visit, error);
    return problemPage(error instanceof SignInFailed ? error.why : 'unreachable', back);
  }
}

/** Both kinds of error have messages of our own, which hold nothing that came from outside. */
function tell({ log, res }: Visit, error: SignInFailed | IssuerUnreachable): void {
  log.warn({ requestId: localsOf(res).requestId, fault: error.name, why: error.message }, 'sign-in');
}
