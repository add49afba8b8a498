/** Holds calls to their guards: who calls, how often, what goes in and, where it is checked, what goes out. */
import express, { type NextFunction, type Request, type RequestHandler, type Response, type Router } from 'express';
import { z } from 'zod';
import { addressKey, addressText, networkKey } from './address.js';
import { admit, callerOf, type Caller } from './callers.js';
import type { Deps, Work } from './deps.js';
import type { Call, Facts, Guard, Route } from './guard.js';
import { idempotencyKey } from './idempotency.js';
import { checked } from './inputs.js';
import type { Limits } from './limits.js';
import { Problem } from './problem.js';
import { witnessed } from './refusals.js';
import { localsOf } from './request.js';

/** No call but a stream is open for longer. */
const longest = 15_000;
const bodyLimit = '16kb';

const empty = z.strictObject({});
const expressPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');
/** Nothing compressed: 16 kB are 16 kB. */
const json = express.json({ limit: bodyLimit, inflate: false, type: 'application/json' });

/** Mounts every route, and for each of their paths the answer to other HTTP methods. */
export function serve(router: Router, routes: readonly Route[], deps: Deps, work: Work, limits: Limits): void {
  for (const route of routes) {
    const { guard } = route;
    const steps: RequestHandler[] = [
      note(guard),
      ...(guard.body ? [onlyJson, json] : []),
      run(route, deps, work, limits),
    ];
    router[guard.method](expressPath(guard.path), ...steps);
  }
  for (const path of new Set(routes.map((r) => r.guard.path))) {
    const allowed = routes.filter((r) => r.guard.path === path).map((r) => r.guard.method.toUpperCase());
    router.all(expressPath(path), () => {
      throw new Problem('method-not-allowed', { headers: { Allow: allowed.join(', ') } });
    });
  }
}

/** Leaves the guard where the log and the error handler find it. */
const note =
  (guard: Guard): RequestHandler =>
  (_req, res, next) => {
    localsOf(res).guard = guard;
    next();
  };

function onlyJson(req: Request, _res: Response, next: NextFunction): void {
  // `is` answers null where there is no body at all.
  if (req.is('application/json') === false) throw new Problem('unsupported-media-type');
  next();
}

const run =
  (route: Route, deps: Deps, work: Work, limits: Limits): RequestHandler =>
  async (req, res) => {
    const { guard } = route;
    const caller = await arriving(guard, req, res, deps, limits);
    const { id: resetId, stepId } = idsOf(req);
    const { requestId } = localsOf(res);
    const attempt = { method: guard.method, pattern: guard.path, resetId, stepId, caller, requestId };
    const reply = await witnessed({ work, log: deps.log }, attempt, async () => {
      admit(guard.who, caller, resetId);
      const call: Call<unknown, unknown, unknown> = {
        caller,
        facts: factsOf(guard, req, requestId),
        params: checked('path', guard.params ?? empty, req.params),
        query: checked('query', guard.query ?? empty, req.query),
        body: guard.body ? checked('body', guard.body, req.body ?? {}) : {},
        work,
        limits,
        res,
      };
      const answering = route.handle(call);
      return guard.stream ? answering : within(longest, answering);
    });
    if (!reply) return;
    if (deps.settings.checkResponses) checkReply(guard, reply);
    res
      .status(reply.status)
      .set(reply.headers ?? {})
      .json(reply.body);
  };

/** Who calls, counted. A bad token counts, too; people of the issuer are told apart by their tokens, not by address. */
async function arriving(guard: Guard, req: Request, res: Response, deps: Deps, limits: Limits): Promise<Caller> {
  const caller = await callerOf(req.get('authorization'), deps.ports.tokens, deps.staff).catch((error: unknown) => ({
    error,
  }));
  const counted = guard.limit && !('kind' in caller && caller.kind === 'person');
  if (counted) res.set(await limits.take(guard.limit!, addressKey(req.ip)));
  if (!('kind' in caller)) throw caller.error;
  return caller;
}

/** Which reset and step a path names. */
function idsOf({ params }: Request): { id: string | undefined; stepId: string | undefined } {
  const one = (name: string): string | undefined => (typeof params[name] === 'string' ? params[name] : undefined);
  return { id: one('id'), stepId: one('stepId') };
}

function factsOf(guard: Guard, req: Request, requestId: string): Facts {
  const key = guard.repeatable && idempotencyKey(req.get('idempotency-key'));
  const locale = req.acceptsLanguages('en', 'de') === 'de' ? 'de' : 'en';
  return {
    ...{ requestId, locale, address: addressKey(req.ip), network: networkKey(req.ip), from: addressText(req.ip) },
    ...(key && { idempotencyKey: key }),
  };
}

/** What takes longer may still happen: the caller repeats it under the same key. */
async function within<T>(ms: number, answering: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem('outcome-unknown')), ms);
  });
  try {
    return await Promise.race([answering, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** For tests: an answer that its guard does not declare is a fault of ours. */
function checkReply(guard: Guard, reply: { status: number; body: unknown }): void {
  const declared = guard.responses[reply.status];
  const result = declared?.schema?.safeParse(reply.body);
  if (declared && (!result || result.success)) return;
  const faults = result?.error?.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ');
  throw new Problem('internal-error', {
    detail: `The answer ${reply.status} is not as declared: ${faults ?? 'no such status'}`,
  });
}
