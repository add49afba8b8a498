/** A whole world for workflow tests: the time-skipping server, a worker, ports in memory, and one reset driven as the API would. */
import { randomUUID } from 'node:crypto';
import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import proto from '@temporalio/proto';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { activitiesOf } from '../../activities/index.js';
import { compile } from '../../activities/compile.js';
import type { AnyPart } from '../../activities/part.js';
import { registry } from '../../activities/registry.js';
import type { Plan } from '../../domain/plan.js';
import type { Clock } from '../../domain/ports.js';
import type { Requester, SealedRequest } from '../../domain/request.js';
import * as m from '../../workflows/messages.js';
import { Faults } from './faults.js';
import type { NewUser } from '../../adapters/user.js';
import { gatewayOf, type Gateway } from '../../api/gateway.js';
import { memoryPorts, type MemoryPorts } from './memory/index.js';
import { bundling } from '../../worker/bundle.js';
import { Running } from './running.js';
import { timeSkipping } from './time-skipping.js';

export { goodPassword } from './password.js';
export { tokenOf, type Running } from './running.js';

const { INDEXED_VALUE_TYPE_KEYWORD: keyword, INDEXED_VALUE_TYPE_DATETIME: datetime } =
  proto.temporal.api.enums.v1.IndexedValueType;
const searchAttributes = {
  RekeyState: keyword,
  RekeyMethod: keyword,
  RekeyCredential: keyword,
  RekeySubject: keyword,
  RekeyWaitingFor: keyword,
  RekeyDeadline: datetime,
};
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
});

const self: Requester = { kind: 'self' };

/** The server's time: activities are told when they were scheduled, tests ask. */
class SkippingClock implements Clock {
  skipped = Date.now();
  now(): number {
    try {
      return activityInfo().currentAttemptScheduledTimestampMs;
    } catch {
      return this.skipped;
    }
  }
}

export class World {
  readonly env: TestWorkflowEnvironment;
  /** Breaks what activities call; the ports below are the whole ones. */
  readonly faults: Faults;
  readonly ports: MemoryPorts;
  readonly clock: SkippingClock;
  readonly client: Client;
  /** What the API speaks to Temporal through. */
  readonly gateway: Gateway;
  #worker: Worker | null = null;
  #running: Promise<void> = Promise.resolve();
  readonly #registry: readonly AnyPart[];
  readonly #taskQueue: string;
  readonly #rests: boolean;
  private constructor(env: TestWorkflowEnvironment, parts: readonly AnyPart[], rests: boolean) {
    this.env = env;
    this.#rests = rests;
    this.faults = new Faults();
    this.clock = new SkippingClock();
    this.ports = memoryPorts({ clock: this.clock });
    this.client = env.client;
    this.#registry = [...registry, ...parts];
    this.#taskQueue = `test-${randomUUID()}`;
    const { keyed, resets } = this.ports;
    this.gateway = gatewayOf({ client: env.client, taskQueue: this.#taskQueue, keyed, resets });
  }

  /** `parts`: besides the shipped ones. `rests`: its worker may, which is slower. */
  static async start({
    parts = [],
    rests = false,
  }: { parts?: readonly AnyPart[]; rests?: boolean } = {}): Promise<World> {
    const env = await timeSkipping();
    await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
    const world = new World(env, parts, rests);
    await world.work();
    await world.tick();
    return world;
  }

  /** Has a worker run, as from the start. */
  async work(): Promise<void> {
    this.#worker = await Worker.create({
      connection: this.env.nativeConnection,
      taskQueue: this.#taskQueue,
      workflowsPath: bundling.workflowsPath,
      bundlerOptions: { preloadModules: bundling.preloadModules },
      // The time-skipping server never takes back what it gave to the sticky queue of a worker that is gone.
      ...(this.#rests && { maxCachedWorkflows: 0 }),
      activities: activitiesOf(this.#registry, this.faults.around(this.ports)),
    });
    this.#running = this.#worker.run();
  }
  /** From here on no worker runs. Only in a world that was started for it. */
  async rest(): Promise<void> {
    this.#worker?.shutdown();
    await this.#running;
    this.#worker = null;
  }

  async stop(): Promise<void> {
    await this.rest();
    await this.env.teardown();
  }

  async tick(): Promise<void> {
    this.clock.skipped = await this.env.currentTimeMs();
  }
  /** Lets the world's time pass. */
  async sleep(ms: number): Promise<void> {
    await this.env.sleep(ms);
    await this.tick();
  }

  async user(
    name: string,
    {
      password,
      phone,
      ...more
    }: Partial<Omit<NewUser, 'personId' | 'userName' | 'addresses'>> & { password?: string; phone?: string } = {},
  ): Promise<string> {
    const id = await this.ports.userAdmin.upsertUser({
      personId: `person-${name}`,
      userName: name,
      displayName: name,
      groups: [],
      ...more,
      addresses: [
        { kind: 'email', value: `${name}@example.org`, verified: true },
        ...(phone === undefined ? [] : [{ kind: 'phone' as const, value: phone, verified: true }]),
      ],
    });
    await this.ports.userAdmin.setInitialPassword(id, 'password', password ?? `old password of ${name}`);
    return id;
  }

  /** Publishes a method for each way of proving, by its id; `by`: who may ask. */
  async methods<K extends string>(
    ways: Readonly<Record<K, string>>,
    by = 'self, helpdesk',
  ): Promise<Record<K, { plan: Plan; hash: string }>> {
    const made = {} as Record<K, { plan: Plan; hash: string }>;
    for (const [id, authentication] of Object.entries<string>(ways))
      made[id as K] = await this.method(`
id: ${id}
title: t
request: { by: [${by}] }
authentication: { ${authentication} }
source: user-entry
targets: [directory]
expires: P5D
`);
    return made;
  }
  /** Publishes a method written as YAML; answers with its plan. */
  async method(yaml: string): Promise<{ plan: Plan; hash: string }> {
    const compiled = compile('test.yaml', yaml, this.#registry);
    if ('mistakes' in compiled) throw new Error(JSON.stringify(compiled.mistakes, null, 2));
    await this.ports.plans.publish(compiled);
    return compiled;
  }

  /** Requests a reset as the API would: seals the request and starts the workflow. */
  async request(
    { plan, hash }: { plan: Plan; hash: string },
    user: string,
    { requester = self, source = 'address-1' }: { requester?: Requester; source?: string } = {},
  ): Promise<Running> {
    await this.tick();
    const resetId = randomUUID();
    const request = `${resetId}/request`;
    const known = { user, requester, from: '203.0.113.7', source, network: source };
    const sealed: SealedRequest = { ...known, planHash: hash, locale: 'en' };
    const now = this.clock.skipped;
    await this.ports.vault.seal({
      ref: request,
      resetId,
      purpose: 'request',
      value: JSON.stringify(sealed),
      expiresAt: now + plan.expires,
    });
    const start: m.Start = {
      planHash: hash,
      methodId: plan.methodId,
      credentialId: plan.credentialId,
      request,
      requestedAt: now,
      expiresAfter: plan.expires,
      proveWithin: plan.proveWithin,
      setsAtOnce: true,
    };
    const handle = await this.client.workflow.start(m.workflowType, {
      workflowId: resetId,
      taskQueue: this.#taskQueue,
      args: [start],
    });
    return new Running(this, handle, resetId);
  }
}
