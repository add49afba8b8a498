/**
 * A guard declares one call whole: where it is, who may make it, what goes in, what comes out, and which problems it may answer.
 * `serve.ts` holds calls to it; the OpenAPI document and the docs are made of it.
 */
import type { Response } from 'express';
import type { z } from 'zod';
import type { ProblemType } from '../domain/problems.js';
import type { Caller, Who } from './callers.js';
import type { Work } from './deps.js';
import type { LimitName, Limits } from './limits.js';

/** What is known of a call besides what it says. */
export interface Facts {
  requestId: string;
  /** The caller's IP address as text. */
  from: string;
  /** The source address as limits count it. */
  address: string;
  /** The wider network that it is of, as lanes count it. */
  network: string;
  locale: 'en' | 'de';
  idempotencyKey?: string;
}

/** One way a call may be answered. `schema` is absent where `type` is not JSON. */
export interface Answer {
  description: string;
  schema?: z.ZodType;
  /** Media type; JSON unless named. */
  type?: string;
  /** Header → what it tells. */
  headers?: Readonly<Record<string, string>>;
}

type Nothing = z.ZodObject<Record<never, z.ZodType>, z.core.$strict>;

export interface Guard<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodObject = z.ZodObject,
  R extends Readonly<Record<number, Answer>> = Readonly<Record<number, Answer>>,
> {
  method: 'get' | 'post';
  /** As OpenAPI writes it: `/v1/resets/{id}`. */
  path: string;
  tag: 'Methods' | 'Resets' | 'Steps' | 'Links' | 'Staff' | 'Operation';
  summary: string;
  description?: string;
  who: Who;
  params?: P;
  query?: Q;
  body?: B;
  /** It takes an Idempotency-Key. */
  repeatable?: true;
  responses: R;
  /** What it may answer besides what `problemsOf` derives. */
  problems?: readonly ProblemType[];
  limit?: LimitName;
  /** It answers by events and may stay open. */
  stream?: true;
  /** For the docs; a test holds them to the schemas. */
  example?: { body?: Readonly<Record<string, unknown>>; response?: unknown };
}

export interface Call<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  caller: Caller;
  facts: Facts;
  work: Work;
  limits: Limits;
  /** For a stream, which writes its answer itself. */
  res: Response;
}
/** The body of each status is held to its schema at compile time. */
export type Reply<R> = {
  [S in keyof R & number]: {
    status: S;
    headers?: Record<string, string>;
    body: R[S] extends { schema: infer Z extends z.ZodType } ? z.input<Z> : unknown;
  };
}[keyof R & number];

/** A guard with what it guards, its types hidden: what `serve.ts` mounts. */
export interface Route {
  guard: Guard;
  /** undefined: the answer was written already. */
  handle(
    call: Call<unknown, unknown, unknown>,
  ): Promise<{ status: number; headers?: Record<string, string>; body: unknown } | undefined>;
}

/** First the guard, then what it guards: in one call TypeScript could not hold the answer to what the guard declares. */
export function route<
  const R extends Readonly<Record<number, Answer>>,
  P extends z.ZodObject = Nothing,
  Q extends z.ZodObject = Nothing,
  B extends z.ZodObject = Nothing,
>(
  guard: Guard<P, Q, B, R>,
): (handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply<R> | undefined>) => Route {
  return (handle) => ({ guard, handle: (call) => handle(call as Call<z.output<P>, z.output<Q>, z.output<B>>) });
}

/** Everything that may go wrong in a call, from what its guard declares. */
export function problemsOf({
  who,
  params,
  query,
  body,
  repeatable,
  problems = [],
  limit,
  stream,
}: Guard): Set<ProblemType> {
  return new Set<ProblemType>([
    'unauthenticated',
    'token-expired',
    ...(who.anonymous && who.holders && who.people ? [] : (['forbidden'] as const)),
    ...(params || query || body || repeatable ? (['invalid-input'] as const) : []),
    ...(body ? (['malformed-json', 'body-too-large', 'unsupported-media-type'] as const) : []),
    ...(repeatable ? (['idempotency-key-reused'] as const) : []),
    ...problems,
    ...(limit || stream ? (['too-many-requests'] as const) : []),
    'internal-error',
    'outcome-unknown',
  ]);
}
