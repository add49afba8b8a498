/** Every form of a page for staff carries its session's token: the synchronizer token pattern of OWASP's CSRF cheat sheet, by csrf-sync. */
import type { Request } from 'express';
import { csrfSync } from 'csrf-sync';

const tokenOf = (body: unknown): string | undefined =>
  typeof body === 'object' && body !== null && 'csrf' in body && typeof body.csrf === 'string' ? body.csrf : undefined;

const { generateToken, csrfSynchronisedProtection, invalidCsrfTokenError } = csrfSync({
  getTokenFromRequest: (req) => tokenOf(req.body),
  /** Bytes. */
  size: 32,
});

/** The token of this session: what `Slip.csrf` carries. A new session gets one as it begins, so that showing a form writes nothing. */
export const csrfOf = (req: Request): string => generateToken(req);

/** After the session and the form's body: a form without the right token goes to the error handlers as `isForged`. */
export const onlyWithToken = csrfSynchronisedProtection;

export const isForged = (error: unknown): boolean => error === invalidCsrfTokenError;
