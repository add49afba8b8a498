/** One request for a page: who asks, in which language, with which form; and how it is answered. */
import { randomBytes } from 'node:crypto';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { TokenClaims } from '../../domain/ports.js';
import { addressKey, addressText, networkKey } from '../address.js';
import type { Work } from '../deps.js';
import { unforeseen } from '../errors.js';
import { problemOf } from '../faults.js';
import type { Caller } from '../callers.js';
import type { Facts } from '../guard.js';
import { requireUnguessable } from '../idempotency.js';
import type { LimitName, Limits } from '../limits.js';
import { Problem } from '../problem.js';
import { witnessed } from '../refusals.js';
import { localsOf } from '../request.js';
import type { Cookies } from './cookies.js';
import { languageFor } from './language.js';
import { documentOf, type Screen, type Slip } from './layout.js';
import { problemScreen } from './screens/problem.js';
import { sayIn, type Say } from './say.js';

export interface Site {
  work: Work;
  /** The same counters as the API's. */
  limits: Limits;
  log: Logger;
  cookies: Cookies;
  /** Another page than a user's that tells what went wrong. */
  problemScreen?: typeof problemScreen;
}
export interface Visit extends Site {
  req: Request;
  res: Response;
  say: Say;
  /** The address that shows this page again: absent where it answers a form. */
  self?: string;
  /** Of a form, as it was sent: strings, unless somebody made the request by hand. */
  body: Readonly<Record<string, unknown>>;
}
/** A page, or the address of the page to go to. */
export type Outcome = Screen | string;

/** 128 random bits: the name of one press of a button. */
export const newKey = (): string => randomBytes(16).toString('base64url');

export const field = ({ body }: Visit, name: string): string => {
  const value = body[name];
  return typeof value === 'string' ? value : '';
};

/** The slip that a repeat of this form has to carry, so that it is the same press. */
export const sameSlip = (visit: Visit): Slip => ({ key: field(visit, 'key') });

/**
 * What the operations are told of this call. The key under which it is done once covers what was typed, too: whoever goes back, types
 * something else and presses again means something else. Throws `invalid-input` where the form's own key could be guessed.
 */
export function factsOf(visit: Visit): Facts {
  const { req, res, say, body, work } = visit;
  const { key: pressed, ...typed } = body;
  const key = typeof pressed === 'string' ? pressed : '';
  requireUnguessable(key);
  return {
    requestId: localsOf(res).requestId,
    from: addressText(req.ip),
    address: addressKey(req.ip),
    network: networkKey(req.ip),
    locale: say.language,
    idempotencyKey: work.ports.keyed.mac('page', key, req.path, JSON.stringify(typed)),
  };
}

/** The reset that this browser holds. Throws `unauthenticated`, `BadToken`. */
export async function holder({ req, cookies, work }: Visit): Promise<TokenClaims> {
  const token = cookies.read(req, 'reset');
  if (token === undefined) throw new Problem('unauthenticated');
  return work.ports.tokens.read(token);
}

/** Does something about a reset; where that is refused as an abuse it is on record, as of a call of the API. */
export function attempting<T>(visit: Visit, caller: Caller, resetId: string, act: () => Promise<T>): Promise<T> {
  const { req, res } = visit;
  const { requestId, page: pattern = '' } = localsOf(res);
  const stepId = typeof req.params['stepId'] === 'string' ? req.params['stepId'] : undefined;
  const method = req.method === 'POST' ? 'post' : 'get';
  return witnessed(visit, { method, pattern, resetId, stepId, caller, requestId }, act);
}

const form = express.urlencoded({ extended: false, limit: '16kb', inflate: false, parameterLimit: 50 });

/** Reads a form's body. */
export const readForm: RequestHandler = (req, res, next) => {
  if (req.is('application/x-www-form-urlencoded')) form(req, res, next);
  else next(new Problem('unsupported-media-type'));
};

/**
 * For the log the page's pattern; for the browser, that other addresses learn nothing of this one. `no-referrer` would make browsers
 * send "Origin: null" with our own forms (Fetch, "append a request Origin header"); of this policy they learn the host at most.
 */
export const at =
  (pattern: string): RequestHandler =>
  (_req, res, next) => {
    localsOf(res).page = pattern;
    res.set('Referrer-Policy', 'strict-origin');
    next();
  };

/** Serves a page. `limit` counts the call as the API counts it. */
export const serving =
  (site: Site, handle: (visit: Visit) => Promise<Outcome>, limit?: LimitName): RequestHandler =>
  async (req, res) => {
    const say = sayIn(languageFor(req, site.cookies));
    const visit: Visit = {
      ...{ ...site, req, res, say, body: (req.body ?? {}) as Record<string, unknown> },
      ...(req.method === 'GET' && { self: req.originalUrl }),
    };
    try {
      if (limit) res.set(await site.limits.take(limit, addressKey(req.ip)));
      answer(visit, await handle(visit));
    } catch (error) {
      answerFault(visit, error);
    }
  };

export function answer({ res, say, self }: Visit, outcome: Outcome): void {
  if (typeof outcome === 'string') return res.redirect(303, outcome);
  res
    .status(outcome.status ?? 200)
    .set({ 'Content-Language': say.language, Vary: 'Accept-Language, Cookie' })
    .type('html')
    .send(documentOf(say, { ...(self !== undefined && { self }), ...outcome }));
}

/** The page that tells what went wrong; what nobody foresaw is logged as the API logs it. */
export function answerFault(visit: Visit, error: unknown): void {
  const { res, say, log } = visit;
  const { requestId } = localsOf(res);
  const problem = problemOf(error);
  if (problem.type === 'internal-error') unforeseen(log, requestId, error);
  res.set(problem.extra.headers ?? {});
  answer(visit, (visit.problemScreen ?? problemScreen)(say, problem, requestId));
}

/** How often the page has asked again by itself; absent where somebody has opened it. */
export const looked = ({ req: { query } }: Visit): number | undefined =>
  query['n'] === undefined ? undefined : Math.max(0, Math.trunc(Number(query['n'])) || 0);
