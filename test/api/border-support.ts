/** The façade at the real workflow, on the time-skipping server, with real activities over ports in memory; and resets that wait for two friends. */
import { gatewayOf } from '../../api/gateway.js';
import type { AuditRecord } from '../../domain/ports.js';
import { World } from '../support/world.js';
import { origin } from './pages-support.js';
import { pagesFor } from './sign-in-support.js';
import { api, bearer, methods, staffOf, type Api, type TestPerson } from './support.js';

const friends = `
id: friends
title: A code and two who know you
request: { by: [self, colleague] }
authentication: { atLeast: 2, of: [email-code, approval: { from: nominated, needed: 2 }] }
source: user-entry
targets: [directory]
expires: P5D
`;

interface Step {
  id: string;
  shown?: { label: string; value: string }[];
}
interface Begun {
  context: { id: string; state: string; authentication: { steps: Step[] } };
  token: string;
}
interface Somebody {
  id: string;
  name: string;
}

export const pathOf = ({ context }: Begun, rest = ''): string => `/v1/resets/${context.id}${rest}`;

async function soon<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it never came');
}

/** What people say and do at the border of one world. */
export class Border {
  readonly world: World;
  readonly on: Api;
  /** By their bearer tokens. */
  readonly people: Record<string, TestPerson>;
  #names = 0;
  private constructor(world: World, on: Api, people: Record<string, TestPerson>) {
    this.world = world;
    this.on = on;
    this.people = people;
  }

  static async start(): Promise<Border> {
    const world = await World.start();
    const { handle } = await world.request(await world.method(methods.emailCode), 'nobody');
    await world.method(friends);
    const { taskQueue } = await handle.describe();
    const { ports, client } = world;
    const people: Record<string, TestPerson> = { admin: { personId: 'person-admin', roles: ['rekey-admin'] } };
    const gateway = gatewayOf({ client, taskQueue, keyed: ports.keyed, resets: ports.resets });
    const staffPages = pagesFor(people);
    return new Border(
      world,
      await api({ ports, gateway, staff: staffOf(people), publicUrl: origin, staffPages }),
      people,
    );
  }

  /** Somebody of the directory, who signs in under their name. */
  async someone(): Promise<Somebody> {
    const name = `person${++this.#names}`;
    this.people[name] = { personId: `person-${name}`, roles: [] };
    return { id: await this.world.user(name), name };
  }
  hasOldPassword({ id, name }: Somebody): Promise<boolean> {
    return this.world.ports.credentials.matches(id, 'password', `old password of ${name}`);
  }

  post(path: string, body: object, token?: string, key?: string) {
    const headers = { ...(token !== undefined && bearer(token)), ...(key !== undefined && { 'Idempotency-Key': key }) };
    return this.on.call.post(path).set(headers).send(body);
  }
  say(begun: Begun, rest: string, body: object) {
    return this.post(pathOf(begun, rest), body, begun.token);
  }
  async begin(user: string, resetMethodId = 'email-code', token?: string): Promise<Begun> {
    await this.world.tick();
    return (await this.post('/v1/resets', { user, resetMethodId }, token)).body as Begun;
  }
  /** The values of the newest mail of a reset. */
  mailed({ context: { id } }: Begun, messageId: string): Promise<Record<string, string | number>> {
    const { stored } = this.world.ports.notifier;
    return soon(async () => stored.findLast((m) => m.resetId === id && m.messageId === messageId)?.values);
  }
  /** The token of the link that was mailed last. */
  async linkOf(begun: Begun, messageId: string): Promise<string> {
    return String((await this.mailed(begun, messageId))['url']).split('#')[1]!;
  }
  /** A reset whose holder has typed the mailed code. */
  async proved(user: string, method?: string): Promise<Begun> {
    const begun = await this.begin(user, method);
    await this.prove(begun);
    return begun;
  }
  async prove(begun: Begun): Promise<void> {
    await this.say(begun, '/steps/email-code/challenge', {});
    const { code } = await this.mailed(begun, 'email-code');
    const answered = await this.say(begun, '/steps/email-code/answer', { answer: { code } });
    if (!(answered.body as { passed?: boolean }).passed) throw new Error('the mailed code did not pass');
  }

  /** The subject, and two whom they have nominated. */
  async circle(): Promise<{ subject: Somebody; one: Somebody; two: Somebody }> {
    const [subject, one, two] = [await this.someone(), await this.someone(), await this.someone()];
    await this.world.ports.directory.nominate(subject.id, [`person-${one.name}`, `person-${two.name}`]);
    return { subject, one, two };
  }
  /** A reset whose two friends have been asked. */
  async waiting() {
    const circle = await this.circle();
    const begun = await this.proved(circle.subject.name, 'friends');
    const { shown } = await soon(async () => {
      const looked = await this.on.call.get(pathOf(begun)).set(bearer(begun.token));
      return (looked.body as Begun['context']).authentication.steps.find((s) => s.shown?.length === 2);
    });
    const decision = pathOf(begun, '/steps/approval/decision');
    /** What the subject's page shows next to the letter that this person's request has. */
    const numberFor = async ({ name }: Somebody): Promise<string> => {
      const { label } = (await this.on.call.get(decision).set(bearer(name))).body as { label: string };
      return shown!.find((s) => s.label === label)!.value;
    };
    const approve = (token: string, number: string, key?: string) =>
      this.post(decision, { decision: 'approve', answer: { reached: 'called-them', number } }, token, key);
    return { ...circle, begun, numberFor, approve };
  }

  rowOf({ context: { id } }: Begun) {
    return this.world.ports.resets.get(id);
  }
  audit({ context: { id } }: Begun): Promise<AuditRecord[]> {
    return this.world.ports.audit.of(id);
  }
  async #data(begun: Begun, type: string): Promise<AuditRecord['data'][]> {
    return (await this.audit(begun)).filter((r) => r.type === type).map((r) => r.data);
  }
  refusals(begun: Begun): Promise<AuditRecord['data'][]> {
    return this.#data(begun, 'refused');
  }
  /** What stands in the audit of so many decisions: why each did not count, or that it did. The answer to a decision may be ahead of its record. */
  judgements(begun: Begun, count: number): Promise<unknown[]> {
    return soon(async () => {
      const judged = await this.#data(begun, 'authenticator.decide');
      return judged.length >= count ? judged.map((d) => d['refused'] ?? 'counted') : undefined;
    });
  }
  async incidents(begun: Begun): Promise<unknown[]> {
    return (await this.#data(begun, 'incident')).map((d) => d['flag']);
  }
  /** Waits for the read model to say so. */
  async reaches(begun: Begun, state: string): Promise<void> {
    await soon(async () => ((await this.rowOf(begun))?.state === state ? true : undefined));
  }
}
