/**
 * Sessions of staff, by express-session: an id in a cookie, everything else in the store. A session is written once, as it begins, and afterwards only
 * touched: no request that is still running can bring back one that was ended. NIST SP 800-63B-4, 5.1 (what binds a session), 5.2 and 2.2.3 (its two
 * time-outs: at most 1 h idle and 24 h in all at AAL2); OWASP, Session Management Cheat Sheet.
 */
import type { CookieOptions, Request, RequestHandler, Response } from 'express';
import session, { type Store } from 'express-session';
import type { Ms } from '../../../domain/plan.js';
import type { Keyed } from '../../../domain/ports.js';
import type { Person } from '../../../domain/request.js';
import type { Asked, SignedIn } from '../../../domain/sign-in.js';
import { keptOnceGot } from '../../later.js';
import type { StaffPages } from '../../sign-in.js';
import type { Work } from '../../deps.js';
import { csrfOf } from './csrf.js';

/** A sign-in on its way; `back`: the path to go on to. */
type Asking = Asked & { back: string };
/** Somebody who is signed in; `since`: when that was here. */
interface StaffSession extends SignedIn {
  since: Ms;
}

declare module 'express-session' {
  interface SessionData {
    /** The session's own id, sealed with what it holds: a row that was copied under another id is no session. */
    of: string;
    asking: Asking;
    staff: StaffSession;
  }
}

/** How long somebody may take at the provider. */
const askingLasts: Ms = 10 * 60_000;

export interface Cookie {
  name: string;
  options: CookieOptions & { secure: boolean };
}
export function staffCookie(publicUrl: string): Cookie {
  const secure = new URL(publicUrl).protocol === 'https:';
  return {
    name: `${secure ? '__Host-' : ''}rekey-staff`,
    options: { httpOnly: true, sameSite: 'lax', secure, path: '/' },
  };
}

/** Gives each request its session. While there is no store, requests fail. */
export function sessionsOf({ store, idle }: StaffPages, keyed: Keyed, cookie: Cookie): RequestHandler {
  const got = keptOnceGot(store);
  let made: { under: string; handle: RequestHandler } | undefined;
  const over = (found: Store): RequestHandler => {
    // The ids are random enough by themselves; the library signs them. After a new key of the ring it must sign with that one.
    const secret = [...keyed.macs('staff-cookie')];
    const under = secret.join();
    if (made?.under !== under) {
      const options = { ...cookie.options, sameSite: 'lax', maxAge: idle } as const;
      const handle = session({
        ...{ store: found, secret, name: cookie.name, cookie: options },
        ...{ resave: false, saveUninitialized: false, rolling: true },
      });
      made = { under, handle };
    }
    return made.handle;
  };
  return async (req, res, next) => {
    const handle = over(await got());
    // The library sends no Secure cookie over what looks like http; what browsers see is for the public URL to say, whatever the proxy tells.
    if (cookie.options.secure) Object.defineProperty(req, 'secure', { value: true });
    handle(req, res, next);
  };
}

const done = (act: (end: (error?: unknown) => void) => unknown): Promise<void> =>
  new Promise((resolve, reject) => {
    act((error) =>
      error ? reject(error instanceof Error ? error : new Error('the session store failed')) : resolve(),
    );
  });

/** A new session in place of the one the browser had, whose id then leads nowhere. */
async function renew(req: Request): Promise<void> {
  await done((end) => req.session.regenerate(end));
  req.session.of = req.sessionID;
}
const isWhole = (req: Request): boolean => req.session.of === req.sessionID;

/** Keeps what was asked of the provider until it has answered. */
export async function keepAsking(req: Request, asking: Asking): Promise<void> {
  await renew(req);
  req.session.asking = asking;
  req.session.cookie.maxAge = askingLasts;
  await done((end) => req.session.save(end));
}
export const askingOf = (req: Request): Asking | undefined => (isWhole(req) ? req.session.asking : undefined);

/** From here on the answer has been used. */
export const forgetAsking = renew;

/** Signs somebody in: under a new id, so that one that somebody planted in the browser is worth nothing (session fixation). */
export async function enter(req: Request, signedIn: SignedIn, now: Ms): Promise<void> {
  await renew(req);
  req.session.staff = { ...signedIn, since: now };
  csrfOf(req);
  await done((end) => req.session.save(end));
}

/** Ends the session, in the store and in the browser. */
export async function leave(req: Request, res: Response, { name, options }: Cookie): Promise<void> {
  await done((end) => req.session.destroy(end));
  res.clearCookie(name, options);
}

/** When the session ends at the latest: counted from the login at the provider, where that was told. */
export const endOf = ({ person, since }: StaffSession, { lasts }: Pick<StaffPages, 'lasts'>): Ms =>
  Math.min(person.signedInAt ?? since, since) + lasts;

/**
 * Whether somebody is signed in: not for too long, not disabled meanwhile, and not from before a reset that ended their sessions. The store has
 * already looked whether they were idle for too long.
 */
export async function isSignedIn(req: Request, pages: StaffPages, { ports }: Pick<Work, 'ports'>): Promise<boolean> {
  const { staff } = req.session;
  if (!staff || !isWhole(req) || endOf(staff, pages) <= ports.clock.now()) return false;
  const known = await ports.directory.findPerson(staff.person.personId);
  return !known || (known.state === 'active' && staff.since > (known.sessionsEndedAt ?? 0));
}

/** The session of whoever is signed in. Only behind `onlySignedIn`. */
export function sessionOf({ session: { staff } }: Request): StaffSession {
  if (!staff) throw new Error('a page for staff was reached without a session');
  return staff;
}
/** Who is signed in. Only behind `onlySignedIn`. */
export const staffOf = (req: Request): Person => sessionOf(req).person;
