/** The server-rendered pages: a whole reset, and the one behind a mailed link. They call the operations that the API's routes call, and need no script. */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { Problem } from '../problem.js';
import { cookiesOf } from './cookies.js';
import { languageFor, switchLanguage } from './language.js';
import { openMailedLink, showLink } from './link.js';
import { onlyOwnForms } from './origin.js';
import { answerStep, cancelReset, challengeStep, collectValue, executeReset, showReset } from './reset.js';
import { sayIn } from './say.js';
import { beginReset, showStart } from './start.js';
import { sendStyle, stylePath } from './style.js';
import { answerFault, at, readForm, serving, type Outcome, type Site, type Visit } from './visit.js';
import type { LimitName } from '../limits.js';

type Handle = (visit: Visit) => Promise<Outcome>;
const shows: readonly (readonly [path: string, handle: Handle])[] = [
  ['/', showStart],
  ['/reset', showReset],
  ['/link', showLink],
];
const acts: readonly (readonly [path: string, handle: Handle, limit?: LimitName])[] = [
  ['/reset', beginReset, 'resets'],
  ['/reset/steps/:stepId/challenge', challengeStep, 'challenges'],
  ['/reset/steps/:stepId/answer', answerStep, 'answers'],
  ['/reset/execute', executeReset, 'answers'],
  ['/reset/collect', collectValue, 'answers'],
  ['/reset/cancel', cancelReset, 'answers'],
  ['/link', openMailedLink, 'links'],
];

/** `publicUrl`: where browsers reach the pages. Its scheme decides on the cookies' kind, its origin on whose forms are taken. */
export function pagesOf(given: Omit<Site, 'cookies'>, publicUrl: string): Router {
  const site: Site = { ...given, cookies: cookiesOf(publicUrl) };
  const router = express.Router();
  router.get(stylePath, at('/pages.css'), sendStyle);
  for (const [path, handle] of shows) router.get(path, at(path), switchLanguage(site.cookies), serving(site, handle));
  const own = onlyOwnForms(publicUrl);
  for (const [path, handle, limit] of acts) router.post(path, at(path), own, readForm, serving(site, handle, limit));
  // Somebody loads the address of a form's answer.
  for (const [path] of acts) router.get(path, at(path), (_req, res) => res.redirect(303, '/reset'));
  router.get('/{*any}', (req, _res, next) => {
    next(req.accepts(['json', 'html']) === 'html' ? new Problem('not-found') : undefined);
  });
  router.use(faultPage(site));
  return router;
}

/** What was refused before a page could handle it. */
const faultPage =
  (site: Site): ErrorRequestHandler =>
  (error: unknown, req, res, _next) =>
    answerFault({ ...site, req, res, say: sayIn(languageFor(req, site.cookies)), body: {} }, error);
