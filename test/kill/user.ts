/** Somebody who resets over HTTP as a good client does: what was not answered is repeated under the same Idempotency-Key. */
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialResetContext, MethodDescription, StepContext } from '../../domain/context.js';
import type { Input } from '../../domain/plan.js';
import { ended } from '../../domain/reset.js';
import type { Rig } from './rig.js';

export const oldPassword = 'an old lamp in the harbour 7';

/** One reset of one user of its own. */
export interface Person {
  subjectId: string;
  userName: string;
  /** The first is the primary one. */
  addresses: readonly string[];
  /** What they want to have in the end; a method that makes the value itself puts its own in its place. */
  password: string;
  resetId: string;
  method: MethodDescription;
  /** An address of their own, as the proxy tells it: limits are by address. */
  ip: string;
}

/** A new user of the directory who is about to reset by this method. */
export async function newPerson({ mongo, keyed, service }: Rig, method: MethodDescription): Promise<Person> {
  const userName = `kill-${randomBytes(6).toString('hex')}`;
  const addresses = [`${userName}@example.org`, `${userName}.home@example.org`];
  const subjectId = await mongo.userAdmin.upsertUser({
    personId: userName,
    userName,
    displayName: 'Kim Keller',
    groups: [],
    addresses: addresses.map((value) => ({ kind: 'email', value, verified: true })),
  });
  await mongo.userAdmin.setInitialPassword(subjectId, 'password', oldPassword);
  const [a, b, c] = randomBytes(3);
  return {
    subjectId,
    userName,
    addresses,
    password: `seven herons over a quiet canal ${userName.slice(-4)}`,
    resetId: keyed.mac('reset-id', isPublic(method) ? '' : service.personId, keyFor(userName, 'begin')),
    method,
    ip: `10.${a}.${b}.${c}`,
  };
}

const isPublic = ({ requestedBy }: MethodDescription): boolean => requestedBy.includes('self');
const keyFor = (userName: string, action: string): string => `${userName}-${action}-0123456789abcdef`;
/** How long they go on repeating one call, and waiting for one mail or for the next state. */
const patience = 150_000;

interface Init {
  method: string;
  headers?: object;
  body?: string;
}
interface Reply {
  context: CredentialResetContext;
  token: string;
  newCredentialValue: string;
}

/** From the request to the end; `before` each call that does something it may have to wait. Throws where a call is refused. */
export async function resetPassword(
  rig: Rig,
  person: Person,
  before: () => Promise<void> = async () => undefined,
): Promise<CredentialResetContext> {
  const walk = new Walk(rig, person, before);
  await walk.begin();
  for (const end = Date.now() + patience; Date.now() < end; await pause(400)) {
    const context = await walk.look();
    if (ended(context.state)) return context;
    await walk.goOn(context);
  }
  throw new Error('it did not end in time');
}

class Walk {
  readonly #rig: Rig;
  readonly #person: Person;
  readonly #before: () => Promise<void>;
  #token = '';
  /** The subject's token, and not the requester's. */
  #joined: boolean;

  constructor(rig: Rig, person: Person, before: () => Promise<void>) {
    this.#rig = rig;
    this.#person = person;
    this.#before = before;
    this.#joined = isPublic(person.method);
  }

  async begin(): Promise<void> {
    const { method, userName: user, password, resetId } = this.#person;
    if (!this.#joined) this.#token = await this.#rig.service.token();
    const request = { user, credentialId: method.credentialId, resetMethodId: method.id };
    const begun =
      method.authentication.needed > 0
        ? await this.#say('begin', '/v1/resets', request)
        : await this.#say('begin', '/v1/resets/execute', {
            ...request,
            ...(method.source.shape === 'ask' && { newCredentialValue: password }),
          });
    if (begun.context.id !== resetId) throw new Error('the reset has another id than its key gives it');
    this.#token = begun.token;
  }

  async look(): Promise<CredentialResetContext> {
    return this.#call<CredentialResetContext>(`/v1/resets/${this.#person.resetId}`, { method: 'GET' });
  }

  async goOn(context: CredentialResetContext): Promise<void> {
    const { method, resetId, password } = this.#person;
    const at = `/v1/resets/${resetId}`;
    if (context.state === 'authenticating') {
      const step = context.authentication.steps.find(({ state }) => state === 'challenged');
      if (step) await this.#prove(at, step);
    } else if (context.state === 'authenticated') {
      await this.#say(
        'execute',
        `${at}/execute`,
        method.source.shape === 'ask' ? { newCredentialValue: password } : {},
      );
    } else if (context.state === 'delivering') {
      if (!this.#joined) await this.#open('pick-up');
      this.#person.password = (await this.#say('collect', `${at}/collect`, {})).newCredentialValue;
    }
  }

  async #prove(at: string, { id, prompt }: StepContext): Promise<void> {
    const [input] = prompt?.inputs ?? [];
    const ways: Partial<Record<Input['input'], () => Promise<unknown>>> = {
      code: async () => {
        const code = await this.#fromMail(/^(\d{6,12})$/m);
        return this.#say('answer', `${at}/steps/${id}/answer`, { answer: { code } });
      },
      link: () => this.#open('link'),
    };
    const way = ways[input?.input ?? 'text'];
    if (!way) throw new Error(`the kill tests' user does not know how to answer '${input?.input}'`);
    await way();
  }

  async #open(action: string): Promise<void> {
    const token = decodeURIComponent(await this.#fromMail(/\/link\?t=(\S+)/));
    this.#token = (await this.#say(action, '/v1/links', { token })).token;
    this.#joined = true;
  }

  /** From the mails to the primary address. */
  async #fromMail(pattern: RegExp): Promise<string> {
    for (const end = Date.now() + patience; Date.now() < end; await pause(100))
      for (const { to, mail } of this.#rig.mails) {
        const found = to.includes(this.#person.addresses[0]!) && pattern.exec(mail.text ?? '')?.[1];
        if (found) return found;
      }
    throw new Error('the mail did not come');
  }

  async #say(action: string, path: string, body: object): Promise<Reply> {
    await this.#before();
    const { userName, resetId } = this.#person;
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': keyFor(userName, action),
      'x-under-test': `${resetId} ${action}`,
    };
    return this.#call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Repeats where nobody answered, or the answer says to. */
  async #call<R>(path: string, init: Init): Promise<R> {
    for (const end = Date.now() + patience; ;) {
      const response = await this.#send(path, init);
      if (response?.ok) return (await response.json()) as R;
      const again = !response || response.status === 503 || response.status === 429;
      if (!again || Date.now() > end)
        throw new Error(`${init.method} ${path}: ${response?.status} ${(await response?.text()) ?? 'no answer'}`);
      await pause(1000 * Number(response?.headers.get('retry-after') ?? 0.3));
    }
  }

  async #send(path: string, init: Init): Promise<Response | null> {
    // A link is opened by whoever reads the mail: without a token.
    const token = path === '/v1/links' ? '' : this.#token;
    const headers = {
      ...init.headers,
      'x-forwarded-for': this.#person.ip,
      ...(token && { authorization: `Bearer ${token}` }),
    };
    try {
      return await fetch(this.#rig.url + path, { ...init, headers, signal: AbortSignal.timeout(patience) });
    } catch {
      return null;
    }
  }
}
