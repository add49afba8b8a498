/**
 * Only forms of our own pages are taken. The cookies are SameSite=Lax, so another site's form would come without them; this is the second line of
 * defence of OWASP's CSRF cheat sheet ("Fetch Metadata headers", "Verifying Origin With Standard Headers"), and it covers forms that need no cookie, too.
 */
import type { RequestHandler } from 'express';
import { Problem } from '../problem.js';

/** Browsers say where a form stood: Sec-Fetch-Site, or, before 2023 and on plain http, Origin. Who says neither is refused. */
export function onlyOwnForms(publicUrl: string): RequestHandler {
  const { origin } = new URL(publicUrl);
  return (req, _res, next) => {
    const site = req.get('sec-fetch-site');
    const own = site === undefined ? req.get('origin') === origin : site === 'same-origin';
    next(own ? undefined : new Problem('forbidden'));
  };
}
