/** People who reset over HTTP as good clients do: what was not answered is repeated under the same Idempotency-Key. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CredentialResetContext, StepContext } from '../../domain/context.js';
import type { Input } from '../../domain/plan.js';
import { ended } from '../../domain/reset.js';
import type { Asked } from '../../dev/client.js';
import type { Helper } from '../../dev/people.js';
import { keyFor, type Person } from './person.js';
import type { Rig } from './rig.js';

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
  /** Of a decision. */
  outcome?: 'counted' | 'recorded';
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
  /** Of whoever asked, until the subject has opened a link. */
  #token = '';
  #askedWith = '';
  /** The subject's token, and not the requester's. */
  #joined: boolean;
  readonly #decided: { helper: Helper; stepId: string }[] = [];

  constructor(rig: Rig, person: Person, before: () => Promise<void>) {
    this.#rig = rig;
    this.#person = person;
    this.#before = before;
    this.#joined = person.requester === null;
  }

  async begin(): Promise<void> {
    const { method, userName: user, password, resetId, requester } = this.#person;
    if (requester) this.#token = await requester.token();
    const request = { user, credentialId: method.credentialId, resetMethodId: method.id };
    const ticket = method.requestedBy.includes('helpdesk') ? { ticket: 'INC-20417' } : {};
    const begun =
      method.authentication.needed > 0
        ? await this.#say('begin', '/v1/resets', { ...request, ...ticket })
        : await this.#say('begin', '/v1/resets/execute', {
            ...request,
            ...(method.source.shape === 'ask' && { newCredentialValue: password }),
          });
    if (begun.context.id !== resetId) throw new Error('the reset has another id than its key gives it');
    this.#token = this.#askedWith = begun.token;
  }

  async look(): Promise<CredentialResetContext> {
    return this.#call<CredentialResetContext>(`/v1/resets/${this.#person.resetId}`, { method: 'GET' }, this.#token);
  }

  async goOn(context: CredentialResetContext): Promise<void> {
    const { method, resetId, password } = this.#person;
    const at = `/v1/resets/${resetId}`;
    if (context.state === 'authenticating') await this.#authenticate(at, context.authentication.steps);
    else if (context.state === 'authenticated') {
      const value = method.source.shape === 'ask' ? { newCredentialValue: password } : {};
      await this.#say('execute', `${at}/execute`, value, this.#holders());
    } else if (context.state === 'delivering') {
      if (!this.#joined && method.heldBy === 'subject') await this.#open('pick-up');
      const collected = await this.#say('collect', `${at}/collect`, {}, this.#holders());
      this.#person.password = collected.newCredentialValue;
    }
  }

  #holders(): string {
    return this.#person.method.heldBy === 'requester' ? this.#askedWith : this.#token;
  }

  /** One thing that a person can do now; nothing, where only time or a worker goes on. */
  async #authenticate(at: string, steps: readonly StepContext[]): Promise<void> {
    const { heldBy } = this.#person.method;
    if (!this.#joined && (heldBy === 'subject' || steps.some(({ shape }) => shape === 'ask')))
      return this.#open('invitation');
    const ask = steps.find(({ shape, state }) => shape === 'ask' && ['open', 'challenged'].includes(state));
    if (ask?.state === 'open') await this.#say('challenge', `${at}/steps/${ask.id}/challenge`, {});
    if (ask) return this.#prove(at, ask);
    // What those who decide are to be told is shown only once something was proved.
    const isToldOf = ({ prompt, shown = [] }: StepContext): boolean =>
      shown.length > 0 || !prompt?.inputs.some(({ input }) => input === 'show');
    const others = steps.find((step) => step.shape === 'await' && step.state === 'challenged' && isToldOf(step));
    if (others) await this.#letDecide(at, others);
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

  /** The first who was asked and has not decided: nobody, where all that is left is to hear what came of it. */
  async #letDecide(reset: string, step: StepContext): Promise<void> {
    const able = this.#person.helpers.filter((h) => !this.#decided.some((d) => d.helper === h && d.stepId === step.id));
    const helper = able.find((one) => this.#isAsked(one, step.id));
    if (!helper) return;
    const at = `${reset}/steps/${step.id}/decision`;
    const token = await helper.token();
    const asked = await this.#call<Asked>(at, { method: 'GET' }, token);
    const action = `${step.id}-${this.#decided.length + 1}`;
    const readOut = await this.#readOut(`${action}-send`, at, step, asked, token);
    const said = asked.prompt.inputs
      .filter(({ input }) => input !== 'send')
      .map((input) => [input.name, input.input === 'choice' ? input.options[0]! : readOut]);
    const answer = Object.fromEntries(said) as Record<string, string>;
    // By the word of others it may be settled, which is told of by the reset itself.
    await this.#say(action, at, { decision: 'approve', answer }, token).catch((error: unknown) => {
      if (!String(error).includes('urn:rekey:problem:wrong-state')) throw error;
    });
    this.#decided.push({ helper, stepId: step.id });
  }

  /** By a mail; or, where something is sent to the user on the phone, as an agent. */
  #isAsked({ address, isAgent }: Helper, stepId: string): boolean {
    const { method, resetId } = this.#person;
    const step = method.authentication.steps.find(({ id }) => id === stepId);
    if (step?.decider?.inputs.some(({ input }) => input === 'send')) return isAgent;
    const link = `/decide/${resetId}/${stepId}`;
    return this.#rig.mails.some(({ to, mail }) => to.includes(address) && mail.text?.includes(link));
  }

  async #readOut(action: string, at: string, step: StepContext, { label, prompt }: Asked, token: string) {
    const send = prompt.inputs.find(({ input }) => input === 'send');
    if (!send) return step.shown?.find((s) => s.label === label)?.value ?? '';
    await this.#say(action, at, { decision: 'send', answer: { [send.name]: 'phone' } }, token);
    return this.#fromMail(/: (\d{6,12})\b/, this.#person.phone);
  }

  async #open(action: string): Promise<void> {
    // That of a notice, for whoever it was not, leads elsewhere.
    const token = decodeURIComponent(await this.#fromMail(/\/link\?t=(?!veto\.)(\S+)/));
    // It is opened by whoever reads the mail: without a token.
    this.#token = (await this.#say(action, '/v1/links', { token }, '')).token;
    this.#joined = true;
  }

  async #fromMail(pattern: RegExp, address = this.#person.address): Promise<string> {
    for (const end = Date.now() + patience; Date.now() < end; await pause(100))
      for (const { to, mail } of this.#rig.mails) {
        const found = to.includes(address) && pattern.exec(mail.text ?? '')?.[1];
        if (found) return found;
      }
    throw new Error('the mail did not come');
  }

  async #say(action: string, path: string, body: object, token = this.#token): Promise<Reply> {
    await this.#before();
    const { userName, resetId } = this.#person;
    const headers = {
      'content-type': 'application/json',
      'idempotency-key': keyFor(userName, action),
      'x-under-test': `${resetId} ${action}`,
    };
    return this.#call(path, { method: 'POST', headers, body: JSON.stringify(body) }, token);
  }

  /** Repeats where nobody answered, or the answer says to, or a decision was accepted and not judged yet. */
  async #call<R>(path: string, init: Init, token: string): Promise<R> {
    for (const end = Date.now() + patience; ;) {
      const response = await this.#send(path, init, token);
      const reply = response?.ok ? ((await response.json()) as R & Pick<Reply, 'outcome'>) : null;
      if (reply && reply.outcome !== 'recorded') return reply;
      const again = reply || !response || response.status === 503 || response.status === 429;
      if (!again || Date.now() > end)
        throw new Error(
          `${init.method} ${path}: ${response?.status} ${reply ? '' : ((await response?.text()) ?? 'no answer')}`,
        );
      await pause(1000 * Number(response?.headers.get('retry-after') ?? 0.3));
    }
  }

  async #send(path: string, init: Init, token: string): Promise<Response | null> {
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
