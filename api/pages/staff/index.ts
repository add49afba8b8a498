/** The pages of staff: signing in at the provider, being signed in, signing out. Pages for more are more rows here; whoever is signed in is `staffOf(req)`. */
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Router } from 'express';
import type { LimitName } from '../../limits.js';
import { staffPaths, type StaffPages } from '../../sign-in.js';
import { cookiesOf } from '../cookies.js';
import { languageFor, switchLanguage } from '../language.js';
import { onlyOwnForms } from '../origin.js';
import { sayIn } from '../say.js';
import { answer, answerFault, at, readForm, serving, type Outcome, type Site, type Visit } from '../visit.js';
import { forAgents } from './agents.js';
import { isForged, onlyWithToken } from './csrf.js';
import { decidePath, showDecision, takeDecision } from './decide.js';
import { cancelHelped, collectHelped, executeHelped, showHelped } from './help.js';
import { helpPaths } from './help-paths.js';
import { beginHelp, showHelp } from './help-start.js';
import { signedOutHere, staffHandlers } from './handlers.js';
import { localPath, signInFor } from './return.js';
import { forgedScreen, notOfferedScreen, staffProblemScreen } from './screens.js';
import { isSignedIn, leave, sessionsOf, staffCookie } from './session.js';

interface Row {
  path: string;
  handle: (visit: Visit) => Promise<Outcome>;
  limit?: LimitName;
  /** Where those go who are not signed in: otherwise to a sign-in that comes back. */
  elsewhere?: string;
}

/** `publicUrl`: where browsers reach the pages. Without `pages` there is one page, which says so. */
export function staffPagesOf(given: Omit<Site, 'cookies'>, publicUrl: string, pages: StaffPages | undefined): Router {
  const site: Site = { ...given, cookies: cookiesOf(publicUrl), problemScreen: staffProblemScreen };
  const router = express.Router();
  const language = switchLanguage(site.cookies);
  if (!pages) {
    for (const path of [staffPaths.home, staffPaths.signIn])
      router.get(
        path,
        at(path),
        language,
        serving(site, async ({ say }) => notOfferedScreen(say)),
      );
    return router;
  }

  const cookie = staffCookie(publicUrl);
  const { home, signIn, callback, problem, signOut, signedOut } = staffHandlers(pages, cookie);
  const shows: readonly Row[] = [
    { path: staffPaths.home, handle: home },
    { path: decidePath, handle: showDecision },
    { path: helpPaths.start, handle: forAgents(showHelp) },
    { path: helpPaths.reset, handle: forAgents(showHelped) },
  ];
  const acts: readonly Row[] = [
    { path: staffPaths.signOut, handle: signOut, elsewhere: signedOutHere },
    { path: decidePath, handle: takeDecision, limit: 'answers' },
    { path: helpPaths.start, handle: forAgents(beginHelp), limit: 'resets' },
    { path: helpPaths.execute, handle: forAgents(executeHelped), limit: 'answers' },
    { path: helpPaths.collect, handle: forAgents(collectHelped), limit: 'answers' },
    { path: helpPaths.cancel, handle: forAgents(cancelHelped), limit: 'answers' },
  ];

  const sessions = sessionsOf(pages, site.work.ports.keyed, cookie);
  /** Lets in who is signed in; all others go to `elsewhere`. */
  const onlySignedIn =
    (elsewhere: (req: Request) => string): RequestHandler =>
    async (req, res, next) => {
      if (await isSignedIn(req, pages, site.work)) return next();
      if (req.session.staff) await leave(req, res, cookie);
      res.redirect(303, elsewhere(req));
    };

  router.get(staffPaths.signIn, at(staffPaths.signIn), sessions, serving(site, signIn, 'signIns'));
  router.get(staffPaths.callback, at(staffPaths.callback), sessions, serving(site, callback, 'signIns'));
  router.get(staffPaths.problem, at(staffPaths.problem), language, serving(site, problem));
  router.get(staffPaths.signedOut, at(staffPaths.signedOut), language, serving(site, signedOut));
  for (const { path, handle, limit, elsewhere } of shows) {
    const guards = [language, sessions, onlySignedIn((req) => elsewhere ?? signInFor(localPath(req.originalUrl)))];
    router.get(path, at(path), ...guards, serving(site, handle, limit));
  }
  for (const { path, handle, limit, elsewhere = signInFor(staffPaths.home) } of acts) {
    const guards = [onlyOwnForms(publicUrl), readForm, sessions, onlySignedIn(() => elsewhere), onlyWithToken];
    router.post(path, at(path), ...guards, serving(site, handle, limit));
    // Somebody loads the address of a form's answer; where there is a page of that address it was served above.
    router.get(path, at(path), (_req, res) => res.redirect(303, staffPaths.home));
  }
  router.use(faultPage(site));
  return router;
}

/** What was refused before a page could handle it. */
const faultPage =
  (site: Site): ErrorRequestHandler =>
  (error: unknown, req, res, next) => {
    if (res.headersSent) return next(error);
    const visit: Visit = { ...site, req, res, say: sayIn(languageFor(req, site.cookies)), body: {} };
    if (isForged(error)) return answer(visit, forgedScreen(visit.say));
    answerFault(visit, error);
  };
