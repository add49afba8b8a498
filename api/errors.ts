/** The end of every chain: what was not found, and what was thrown. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { ProblemType } from '../domain/problems.js';
import { problemOf } from './faults.js';
import { problemsOf, type Guard } from './guard.js';
import { documentOf, Problem } from './problem.js';
import { localsOf } from './request.js';

export const notFound: RequestHandler = () => {
  throw new Problem('not-found');
};

/** Where an error came from, without its message, which may hold anything. */
const frames = (error: unknown): string[] =>
  error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];

/** Logs what nobody foresaw: its kind and where it came from. */
export function unforeseen(log: Logger, requestId: string, error: unknown): void {
  const fault = error instanceof Error ? error.name : typeof error;
  log.error({ requestId, fault, frames: frames(error) }, 'unforeseen');
}

/** Problems that express answers before or beside any guard. */
const anywhere: readonly ProblemType[] = ['method-not-allowed', 'not-found', 'malformed-json', 'invalid-input'];
const undeclared = (guard: Guard | undefined, { type }: Problem): boolean =>
  guard !== undefined && !anywhere.includes(type) && !problemsOf(guard).has(type);

export const onError =
  (log: Logger, checkResponses: boolean): ErrorRequestHandler =>
  (error: unknown, _req, res, _next) => {
    const { requestId, guard } = localsOf(res);
    const found = problemOf(error);
    if (found.type === 'internal-error') unforeseen(log, requestId, error);
    const problem =
      checkResponses && undeclared(guard, found)
        ? new Problem('internal-error', { detail: `${found.type} is not declared for this call` })
        : found;
    // A stream that has begun can only be cut.
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const challenge = problem.status === 401 ? { 'WWW-Authenticate': 'Bearer' } : {};
    res
      .status(problem.status)
      .set({ ...challenge, ...problem.extra.headers })
      .type('application/problem+json')
      .send(JSON.stringify(documentOf(problem, requestId)));
  };
