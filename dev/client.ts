// The API as its callers see it: plain HTTP. For the demo and the tests.
import type { CredentialResetContext, MethodDescription } from '../domain/context.js';
import type { Prompt } from '../domain/plan.js';
import type { ProblemType } from '../domain/problems.js';

/** A method as GET /v1/methods shows it. */
export type PublicMethod = Omit<MethodDescription, 'planHash' | 'expiresAfter' | 'proveWithin'>;

/** What a call may carry besides its body. */
export interface Carried {
  /** A reset token, or a bearer token of the issuer. */
  readonly token?: string;
  readonly idempotencyKey?: string;
}

/** An answer as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The API answered with a problem (RFC 9457). */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly problem: ProblemType;
  constructor(call: string, { status, body }: Reply) {
    const { type = 'about:blank', detail = '' } = (body ?? {}) as { type?: string; detail?: string };
    const problem = type.split(':').at(-1) as ProblemType;
    super(`${call} answered ${status} ${problem}: ${detail}`);
    this.status = status;
    this.problem = problem;
  }
}

/** What a reset is asked for with. */
export interface Wanted {
  readonly user: string;
  readonly resetMethodId: string;
  readonly credentialId?: string;
  /** Where the helpdesk asks. */
  readonly ticket?: string;
}
/** A reset, and the token that goes on with it. */
export interface Holding {
  readonly context: CredentialResetContext;
  readonly token: string;
}

/** What somebody is asked to decide. */
export interface Asked {
  /** The letter next to which the user finds the number for them. */
  readonly label: string;
  readonly prompt: Prompt;
  /** To those who were asked by name. */
  readonly subject?: { readonly displayName: string };
  readonly open: boolean;
}
export interface Decided {
  readonly outcome: 'counted' | 'recorded';
  readonly done?: boolean;
  readonly passed?: boolean;
}

/** The API at a base URL, called from one source address: this machine's, or, behind a trusted proxy's back, the one named. */
export class Api {
  readonly #base: string;
  readonly #address: string | undefined;
  constructor(base: string, address?: string) {
    this.#base = base;
    this.#address = address;
  }

  /** Any call, answered whatever its status. */
  async send(
    method: 'GET' | 'POST',
    path: string,
    body?: object,
    { token, idempotencyKey }: Carried = {},
  ): Promise<Reply> {
    const response = await fetch(this.#base + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(idempotencyKey && { 'idempotency-key': idempotencyKey }),
        ...(this.#address && { 'x-forwarded-for': this.#address }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
  }

  /** Throws `Refused` for a problem. */
  async #ask<T>(method: 'GET' | 'POST', path: string, body?: object, carried?: Carried): Promise<T> {
    const reply = await this.send(method, path, body, carried);
    if (reply.status >= 400) throw new Refused(`${method} ${path.split('?')[0]}`, reply);
    return reply.body as T;
  }

  async methods(token?: string): Promise<PublicMethod[]> {
    const carried = token === undefined ? {} : { token };
    return (await this.#ask<{ methods: PublicMethod[] }>('GET', '/v1/methods', undefined, carried)).methods;
  }
  request(wanted: Wanted, carried?: Carried): Promise<Holding> {
    return this.#ask('POST', '/v1/resets', wanted, carried);
  }
  /** The simple case: one call. */
  executeOnly(wanted: Wanted & { newCredentialValue?: string }, carried: Carried): Promise<Holding> {
    return this.#ask('POST', '/v1/resets/execute', wanted, carried);
  }
  openLink(token: string, carried?: Carried): Promise<Holding> {
    return this.#ask('POST', '/v1/links', { token }, carried);
  }
  look(id: string, token: string): Promise<CredentialResetContext> {
    return this.#ask('GET', `/v1/resets/${id}`, undefined, { token });
  }
  challenge(id: string, stepId: string, carried: Carried): Promise<{ context: CredentialResetContext }> {
    return this.#ask('POST', `/v1/resets/${id}/steps/${stepId}/challenge`, {}, carried);
  }
  answer(
    id: string,
    stepId: string,
    answer: Readonly<Record<string, string>>,
    carried: Carried,
  ): Promise<{ passed: boolean; attemptsLeft?: number; context: CredentialResetContext }> {
    return this.#ask('POST', `/v1/resets/${id}/steps/${stepId}/answer`, { answer }, carried);
  }
  asked(id: string, stepId: string, token: string): Promise<Asked> {
    return this.#ask('GET', `/v1/resets/${id}/steps/${stepId}/decision`, undefined, { token });
  }
  decide(
    id: string,
    stepId: string,
    said: { decision: 'approve' | 'refuse' | 'send'; answer?: Readonly<Record<string, string>> },
    carried: Carried,
  ): Promise<Decided> {
    return this.#ask('POST', `/v1/resets/${id}/steps/${stepId}/decision`, said, carried);
  }
  execute(
    id: string,
    newCredentialValue: string | undefined,
    carried: Carried,
  ): Promise<{ context: CredentialResetContext }> {
    const body = newCredentialValue === undefined ? {} : { newCredentialValue };
    return this.#ask('POST', `/v1/resets/${id}/execute`, body, carried);
  }
  collect(id: string, carried: Carried): Promise<{ newCredentialValue: string; context: CredentialResetContext }> {
    return this.#ask('POST', `/v1/resets/${id}/collect`, {}, carried);
  }
  cancel(id: string, carried: Carried): Promise<{ context: CredentialResetContext }> {
    return this.#ask('POST', `/v1/resets/${id}/cancel`, {}, carried);
  }
}
