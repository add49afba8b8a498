/** The helpdesk's pages over ports in memory: agents who sign in, resets of theirs, and what Temporal is told and answers. */
import type { Gateway } from '../../api/gateway.js';
import { Problem } from '../../api/problem.js';
import type { RequestFacts, StoredReset } from '../../domain/ports.js';
import { initial, type Reset, type StepState } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { Browser, origin, type Page } from './pages-support.js';
import { pagesFor, signInAs } from './sign-in-support.js';
import { api, bearer, noGateway, staffOf, type Api } from './support.js';

const hour = 3_600_000;
const people = {
  hanna: { personId: 'person-hanna', roles: ['rekey-helpdesk'] },
  henry: { personId: 'person-henry', roles: ['rekey-helpdesk'] },
  ada: { personId: 'person-ada', roles: ['rekey-admin'] },
} as const;
const checked = `
id: checked
title: Checked on the phone
request: { by: [helpdesk] }
authentication: { of: [email-code, caller-check: { script: [named-manager] }] }
source: user-entry
targets: [directory]
expires: P3D
`;
const told = `
id: told
title: Told on the phone
request: { by: [helpdesk], subjects: { notIn: [privileged] } }
authentication: { of: [email-code, caller-check] }
source: random
targets: [directory: { mustChange: true }]
delivery: agent-temporary
expires: P3D
`;

const vouched = `
id: vouched
title: Checked and vouched for
request: { by: [helpdesk], subjects: { notIn: [privileged] } }
authentication: { independent: false, of: [caller-check, approval, delay] }
source: random
targets: [directory: { mustChange: true }]
delivery: agent-temporary
expires: P6D
`;

export const until = Date.UTC(2030, 0, 3, 9);
export const code: StepState = { role: 'authenticator', shape: 'ask', factor: 'email', state: 'open', round: 0 };
export const check = (change: Partial<StepState> = {}): StepState => ({
  ...{ role: 'authenticator', shape: 'await', factor: 'people', state: 'challenged', round: 1, until },
  ...{ waitingFor: { id: 'caller-checks', values: { have: 0, needed: 2 } } },
  ...change,
});
export const handed: StepState = {
  ...{ role: 'delivery', shape: 'await', factor: null, state: 'challenged', round: 1, until },
};
export const buttons = (page: Page): string[] => page.forms.map((f) => f.button);

/** The next version of what the read model has. */
const again = (row: StoredReset): Reset => ({
  ...initial({ ...row, expiresAt: until, proveBy: until }),
  ...{ version: row.version + 1, state: row.state, needed: 2, signedIn: true },
});

export class Desk {
  readonly ports: MemoryPorts = memoryPorts();
  /** What was said to Temporal: the name of each message. */
  readonly said: string[] = [];
  /** What Updates are answered with. */
  answer: (name: string) => Promise<object> = () => Promise.reject(new Problem('outcome-unknown'));
  /** What comes of the next decision; null: no worker judges it. */
  tally: Tally | null = { done: false, passed: false };
  #api!: Api;
  #resets = 0;

  static async open(): Promise<Desk> {
    const desk = new Desk();
    const { ports } = desk;
    const staff = { staff: staffOf(people), staffPages: pagesFor(people) };
    const methods = [checked, told, vouched];
    desk.#api = await api({ ports, gateway: desk.#gateway(), ...staff, methods, publicUrl: origin });
    return desk;
  }

  #gateway(): Gateway {
    const { ports, said } = this;
    return {
      ...noGateway,
      start: async (id, { methodId, planHash, credentialId, requestedAt }) => {
        said.push(`start ${methodId}`);
        // What the first activity does, a moment later.
        const begun = initial({ id, methodId, planHash, credentialId, requestedAt, expiresAt: until, proveBy: until });
        setTimeout(() => void ports.resets.insert(begun, { requesterKind: 'helpdesk' }), 50);
      },
      update: async (_id, message) => {
        said.push(message.name);
        return (await this.answer(message.name)) as never;
      },
      decide: async (resetId, { stepId, decision }) => {
        const record = await ports.decisions.get(resetId, decision.id);
        said.push(`${stepId} ${record?.verdict}`);
        if (this.tally) await ports.decisions.settle(resetId, decision.id, this.tally);
        const row = (await ports.resets.get(resetId))!;
        // Whoever waits for the judgement waits for the next version of the reset.
        await ports.resets.save(again(row), []);
      },
    };
  }

  /** The browser of somebody who has signed in. */
  async agent(name: keyof typeof people = 'hanna', language = 'en'): Promise<Browser> {
    const browser = new Browser(this.#api.app, { 'Accept-Language': language });
    await signInAs(browser, name);
    return browser;
  }

  /** What the API answers somebody's bearer token with. */
  async told(name: keyof typeof people, path: string): Promise<string> {
    return (await this.#api.call.get(path).set(bearer(name)).expect(200)).text;
  }

  /** A reset that hanna asked for. */
  async reset(
    methodId: 'checked' | 'told' | 'vouched',
    change: Partial<Reset> = {},
    facts: Partial<RequestFacts> = {},
  ): Promise<string> {
    const { resets, decisions, plans } = this.ports;
    const { hash: planHash } = (await plans.current(methodId))!;
    const times = { requestedAt: Date.now() - hour, expiresAt: until, proveBy: until };
    const begun = initial({ id: `reset-${++this.#resets}`, methodId, planHash, credentialId: 'password', ...times });
    await resets.insert(
      {
        ...{ ...begun, subject: 'subject-1', needed: 2, state: 'authenticating', signedIn: true },
        ...{ steps: { 'email-code': code, 'caller-check': check() } },
        ...change,
      },
      { requesterKind: 'helpdesk', requesterPerson: 'person-hanna', ticket: 'INC-20417', ...facts },
    );
    await decisions.ask(begun.id, 'caller-check', [{ role: 'rekey-helpdesk', label: 'A' }]);
    return begun.id;
  }
}
