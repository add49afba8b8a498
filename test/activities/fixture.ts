/** One reset over ports in memory, without Temporal: what its activities are called with. */
import { activitiesOf } from '../../activities/index.js';
import { lean } from '../../domain/call.js';
import { registry } from '../../activities/registry.js';
import { compile } from '../../activities/compile.js';
import { keyOf, detailOf, type Call } from '../../domain/call.js';
import { stepsOf, type Plan, type Ref, type Step } from '../../domain/plan.js';
import type { Clock } from '../../domain/ports.js';
import type { Requester, SealedRequest } from '../../domain/request.js';
import { initial, next, type Event, type Reset } from '../../domain/reset.js';
import { packValue } from '../../domain/value.js';
import type { NewUser } from '../../adapters/user.js';
import { Faults } from '../support/faults.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';
import { testParts } from '../support/parts.js';

export const start = Date.UTC(2026, 0, 1);
const parts = [...registry, ...testParts];

export class Fixture {
  now = start;
  readonly clock: Clock = { now: () => this.now };
  readonly ports: MemoryPorts;
  /** Breaks what activities call. */
  readonly faults = new Faults();
  readonly #activities: ReturnType<typeof activitiesOf>;
  #ids = 0;
  constructor({ privilegedGroups = ['privileged'] }: { privilegedGroups?: readonly string[] } = {}) {
    this.ports = memoryPorts({ clock: this.clock, privilegedGroups });
    this.#activities = activitiesOf(parts, this.faults.around(this.ports));
  }

  /** Calls an activity by name, as a worker would. */
  run<T = Record<string, unknown>>(name: string, ...args: unknown[]): Promise<T> {
    const activity = this.#activities[name] as unknown as (...args: unknown[]) => Promise<T>;
    return activity(...args);
  }

  async method(yaml: string): Promise<{ plan: Plan; hash: string }> {
    const compiled = compile('test.yaml', yaml, parts);
    if ('mistakes' in compiled) throw new Error(JSON.stringify(compiled.mistakes));
    await this.ports.plans.publish(compiled);
    return compiled;
  }

  async user(name: string, { phone, ...more }: Partial<NewUser> & { phone?: string } = {}): Promise<string> {
    const id = await this.ports.userAdmin.upsertUser({
      personId: `person-${name}`,
      userName: name,
      displayName: name,
      groups: [],
      ...more,
      addresses: [
        { kind: 'email', value: `${name}@example.org`, verified: true },
        { kind: 'email', value: `${name}@example.net`, verified: true },
        ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone, verified: true }]),
      ],
    });
    await this.ports.userAdmin.setInitialPassword(id, 'password', `old password of ${name}`);
    return id;
  }

  requested({ plan, hash }: { plan: Plan; hash: string }, id = `reset-${++this.#ids}`): Reset {
    const { methodId, credentialId, expires, proveWithin } = plan;
    return initial({
      id,
      methodId,
      planHash: hash,
      credentialId,
      requestedAt: this.now,
      expiresAt: this.now + expires,
      proveBy: this.now + proveWithin,
    });
  }

  /** The arguments of `reset.open` for a request of this user. */
  async asked(
    method: { plan: Plan; hash: string },
    user: string,
    {
      requester = { kind: 'self' },
      source = 'address-1',
      network = source,
      ...more
    }: { requester?: Requester; source?: string; network?: string; ticket?: string; from?: string } = {},
  ): Promise<{ reset: Reset; request: Ref }> {
    const reset = this.requested(method);
    const request = `${reset.id}/request`;
    const known = { user, requester, from: '203.0.113.7', source, network, planHash: method.hash, locale: 'en' };
    const sealed: SealedRequest = { ...known, ...more };
    const value = JSON.stringify(sealed);
    await this.ports.vault.seal({
      ref: request,
      resetId: reset.id,
      purpose: 'request',
      value,
      expiresAt: reset.expiresAt,
    });
    return { reset, request };
  }

  /** Opens a reset; answers with it as the workflow then knows it. */
  async open(...args: Parameters<Fixture['asked']>): Promise<Reset> {
    const input = await this.asked(...args);
    const { events } = await this.run<{ events: Event[] }>('reset.open', input);
    await this.run('reset.send', { resetId: input.reset.id });
    return events.reduce(next, input.reset);
  }

  async seal(reset: Reset, purpose: 'answer' | 'new-credential', value: string): Promise<Ref> {
    const ref = `sealed-${++this.#ids}`;
    await this.ports.vault.seal({ ref, resetId: reset.id, purpose, value, expiresAt: this.now + 7 * 86_400_000 });
    return ref;
  }
  answer = (reset: Reset, answer: object): Promise<Ref> => this.seal(reset, 'answer', JSON.stringify(answer));
  value = (reset: Reset, value: string): Promise<Ref> => this.seal(reset, 'new-credential', packValue(value));

  call(reset: Reset, step: Step, verb: string, input: object, until = this.now + 600_000): [Call, object] {
    const key = keyOf(reset, step, verb as never, detailOf(step.shape, verb as never, input as never));
    return [{ key, reset, step: lean(step), until }, input];
  }
  /** Calls a verb of a plan's step. */
  part<T = Record<string, unknown>>(plan: Plan, reset: Reset, stepId: string, verb: string, input: object): Promise<T> {
    const step = stepsOf(plan).find((s) => s.id === stepId)!;
    return this.run<T>(`${step.role}.${step.kind}.${verb}`, ...this.call(reset, step, verb, input));
  }

  mailsOf(resetId: string): MemoryPorts['notifier']['stored'] {
    return this.ports.notifier.stored.filter((m) => m.resetId === resetId);
  }
  /** All that a call may have left behind. */
  async traces(resetId: string): Promise<unknown> {
    const { ports } = this;
    return structuredClone({
      mails: this.mailsOf(resetId),
      sent: ports.notifier.sent,
      secrets: ports.vault.secrets(),
      audit: await ports.audit.of(resetId),
      proofs: await ports.proofs.of(resetId),
      reset: await ports.resets.get(resetId),
      users: [...ports.stored.users.values()],
      progress: [...ports.stored.progress],
    });
  }
}
