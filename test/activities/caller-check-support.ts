/** A check of a caller over ports in memory: what agents say of it, recorded and judged as by the API and the workflow. */
import type { Plan } from '../../domain/plan.js';
import { next, type Event, type Reset } from '../../domain/reset.js';
import type { Tally } from '../../domain/shapes.js';
import type { StoredMail } from '../support/memory/notifier.js';
import { Fixture } from './fixture.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const stepId = 'caller-check';
export const methodOf = (check: string): string => `
id: m
title: t
request: { by: [helpdesk, self] }
authentication: { atLeast: 2, of: [test-ask, caller-check: ${check}] }
source: user-entry
targets: [directory]
expires: P5D
`;
export const askProved: Event = { type: 'answered', stepId: 'test-ask', verdict: { passed: true, reasons: [] } };
/** A check that asks besides, and what it wants to hear. */
export const script = '{ script: [named-manager, explained-why] }';
export const yes = { 'named-manager': 'yes', 'explained-why': 'yes' };
export const phone = '+4915550000001';
/** How many have checked of how many who must. */
export const waits = (have: number, needed: number) => ({
  waitingFor: { id: 'caller-checks', values: { have, needed } },
});

/** The helpdesk of hanna, henry and heidi, and alice, who calls. */
export class Desk {
  readonly f = new Fixture();
  plan!: Plan;
  hash!: string;
  /** The one that is checked. */
  reset!: Reset;
  /** The groups that stand in the tokens of agents. */
  readonly tokens: Record<string, readonly string[]> = {};
  #said = 0;

  static async open(): Promise<Desk> {
    const desk = new Desk();
    await desk.f.user('alice', { phone });
    for (const name of ['hanna', 'henry', 'heidi']) await desk.f.user(name, { groups: ['helpdesk'] });
    return desk;
  }

  /** A reset for which the agents were asked to check who calls. */
  async begun(check = '{}', user = 'alice'): Promise<void> {
    Object.assign(this, await this.f.method(methodOf(check)));
    this.reset = next(await this.asked(user), { type: 'inviting', stepId });
    const step = this.plan.authentication.of.find((s) => s.id === stepId)!;
    const until = this.f.now + 48 * hour;
    await this.f.run('authenticator.caller-check.invite', ...this.f.call(this.reset, step, 'invite', { until }, until));
  }
  asked(user: string): Promise<Reset> {
    return this.f.open(this, user, { requester: { kind: 'helpdesk', personId: 'person-hanna' } });
  }

  /** Records what an agent says; judged by `judged`. */
  async record(by: string, verdict: 'send' | 'approve' | 'refuse', answer?: object): Promise<void> {
    const { f, reset } = this;
    const id = `said-${++this.#said}`;
    const evidence = answer && `evidence-${id}`;
    if (evidence)
      await f.ports.vault.seal({
        ...{ ref: evidence, resetId: reset.id, purpose: 'decision' },
        ...{ value: JSON.stringify(answer), expiresAt: f.now + 100 * hour },
      });
    const said = { id, resetId: reset.id, stepId, by: `person-${by}`, verdict, at: f.now };
    const groups = this.tokens[by];
    await f.ports.decisions.record({ ...said, ...(groups && { groups }), ...(evidence && { evidence }) });
  }
  /** What comes of the last thing that was said; of `id`, where another is given. */
  judged(id = `said-${this.#said}`): Promise<Tally> {
    return this.f.part<Tally & object>(this.plan, this.reset, stepId, 'decide', { decision: { id } });
  }
  async say(by: string, verdict: 'send' | 'approve' | 'refuse', answer?: object): Promise<Tally> {
    await this.record(by, verdict, answer);
    return this.judged();
  }
  send(to: 'phone' | 'email', by = 'hanna'): Promise<Tally> {
    return this.say(by, 'send', { to });
  }
  check(code: string, by = 'hanna', more: object = {}): Promise<Tally> {
    return this.say(by, 'approve', { 'caller-code': code, ...more });
  }

  codes(): StoredMail[] {
    return this.f.mailsOf(this.reset.id).filter((m) => m.messageId === 'caller-code');
  }
  /** The newest. */
  code(): string {
    return String(this.codes().at(-1)!.values['code']);
  }
  wrong(): string {
    return this.code().replace(/./g, (digit) => String(9 - Number(digit)));
  }
  told() {
    return this.f.ports.decisions.told(this.reset.id, stepId);
  }
  async incidents(): Promise<unknown[]> {
    const records = await this.f.ports.audit.of(this.reset.id);
    return records.filter((r) => r.type === 'incident').map((r) => r.data['flag']);
  }
  async proofs(): Promise<string[]> {
    return (await this.f.ports.proofs.of(this.reset.id)).map((p) => p.stepId);
  }
}
