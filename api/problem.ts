/** Problems as they go out (RFC 9457): one class that routes throw, and its document. */
import { problems, type ProblemType } from '../domain/problems.js';

/** One of several things that are wrong: `path` into the request, or `id` of a policy's reason with its values. */
export interface ErrorItem {
  path?: string;
  id?: string;
  message: string;
  values?: Record<string, string | number>;
}
interface Extra {
  /** In place of the table's; never holds what a caller sent. */
  detail?: string;
  errors?: readonly ErrorItem[];
  /** A member of the document besides: the reset as it stands. */
  context?: object;
  headers?: Record<string, string>;
}

/** Thrown by whatever refuses a call. Its message is the type only, so that a log line holds nothing else. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly type: ProblemType;
  readonly extra: Extra;
  constructor(type: ProblemType, extra: Extra = {}) {
    super(type);
    this.type = type;
    this.extra = extra;
  }
  get status(): number {
    return problems[this.type].status;
  }
}

/** Type URIs are names, not addresses (RFC 9457, 3.1.1): the same wherever Rekey runs. `/docs` explains each. */
export const problemUri = (type: ProblemType): string => `urn:rekey:problem:${type}`;

/** `requestId` is a UUID; as `instance` it finds the call in the logs. */
export function documentOf({ type, extra }: Problem, requestId: string): Record<string, unknown> {
  const { status, title, detail } = problems[type];
  return {
    type: problemUri(type),
    title,
    status,
    detail: extra.detail ?? detail,
    instance: `urn:uuid:${requestId}`,
    ...(extra.errors && { errors: extra.errors }),
    ...(extra.context && { context: extra.context }),
  };
}
