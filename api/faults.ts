/** Whatever was thrown → the problem that goes out. What nobody foresaw is an `internal-error` and tells nothing of itself. */
import { BadToken, Conflict, IssuerUnreachable } from '../domain/ports.js';
import type { ProblemType } from '../domain/problems.js';
import { Problem } from './problem.js';

/** `type` of the errors that express's body parser throws. */
const bodyFaults: Record<string, ProblemType> = {
  'entity.parse.failed': 'malformed-json',
  'entity.too.large': 'body-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.size.invalid': 'malformed-json',
  'request.aborted': 'malformed-json',
};

/** The drivers' names for "no database answered": what was asked for may or may not have happened. */
const databaseDown =
  /^Mongo(ose)?(ServerSelection|Network|NetworkTimeout|NotConnected|TopologyClosed|PoolCleared|PoolClosed|ExpiredSession)?Error$/;

const issuerDown = 'The issuer of bearer tokens does not answer. Repeat later.';

const known: readonly ((error: Error) => Problem | undefined)[] = [
  (e) => (e instanceof Problem ? e : undefined),
  (e) => (e instanceof BadToken ? new Problem(e.why === 'expired' ? 'token-expired' : 'unauthenticated') : undefined),
  (e) => (e instanceof Conflict ? new Problem('idempotency-key-reused') : undefined),
  (e) => {
    const type = 'type' in e && typeof e.type === 'string' ? bodyFaults[e.type] : undefined;
    return type && new Problem(type);
  },
  (e) =>
    e instanceof URIError
      ? new Problem('invalid-input', { errors: [{ path: 'path', message: 'is not percent-encoded UTF-8' }] })
      : undefined,
  (e) => (e instanceof IssuerUnreachable ? new Problem('outcome-unknown', { detail: issuerDown }) : undefined),
  (e) => (databaseDown.test(e.name) ? new Problem('outcome-unknown') : undefined),
];

export function problemOf(error: unknown): Problem {
  if (!(error instanceof Error)) return new Problem('internal-error');
  for (const recognise of known) {
    const problem = recognise(error);
    if (problem) return problem;
  }
  return new Problem('internal-error');
}
