/** One log line and one measurement for every call, from an allow-list: never a path, a query, a body or a token. */
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Seen } from './deps.js';
import { localsOf } from './request.js';

export const watched =
  (log: Logger, seen: (call: Seen) => void = () => undefined): RequestHandler =>
  (req, res, next) => {
    const began = performance.now();
    res.on('close', () => {
      const { requestId, guard, page } = localsOf(res);
      const ms = Math.round(performance.now() - began);
      const call = { method: req.method, route: guard?.path ?? page ?? 'other', status: res.statusCode, ms };
      log.info({ ...call, requestId }, 'call');
      seen(call);
    });
    next();
  };
