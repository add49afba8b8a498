/** A whole world for workflow tests: the time-skipping server, a worker, ports in memory, and one reset driven as the API would. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { activityInfo } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
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
import { memoryPorts, type MemoryPorts } from './memory/index.js';
import { Running } from './running.js';

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
  readonly #worker: Worker;
  readonly #running: Promise<void>;
  readonly #registry: readonly AnyPart[];
  readonly #taskQueue: string;
  private constructor(
    env: TestWorkflowEnvironment,
    worker: Worker,
    ports: MemoryPorts,
    clock: SkippingClock,
    parts: readonly AnyPart[],
    taskQueue: string,
    faults: Faults,
  ) {
    this.env = env;
    this.faults = faults;
    this.#worker = worker;
    this.#running = worker.run();
    this.ports = ports;
    this.clock = clock;
    this.client = env.client;
    this.#registry = parts;
    this.#taskQueue = taskQueue;
  }

  /** `parts`: besides the shipped ones. */
  static async start({ parts = [] }: { parts?: readonly AnyPart[] } = {}): Promise<World> {
    const path = process.env['REKEY_TEST_SERVER'];
    if (!path)
      throw new Error(
        'REKEY_TEST_SERVER is not set: run the tests with `npm test`, which finds or makes the time-skipping server',
      );
    const env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
    const clock = new SkippingClock();
    const ports = memoryPorts({ clock });
    const faults = new Faults();
    const all = [...registry, ...parts];
    const taskQueue = `test-${randomUUID()}`;
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('../../workflows/reset.ts', import.meta.url)),
      activities: activitiesOf(all, faults.around(ports)),
    });
    const world = new World(env, worker, ports, clock, all, taskQueue, faults);
    await world.tick();
    return world;
  }

  async stop(): Promise<void> {
    this.#worker.shutdown();
    await this.#running;
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
    more: { groups?: string[]; state?: 'active' | 'disabled'; password?: string } = {},
  ): Promise<string> {
    const id = await this.ports.userAdmin.upsertUser({
      personId: `person-${name}`,
      userName: name,
      displayName: name,
      state: more.state ?? 'active',
      groups: more.groups ?? [],
      addresses: [{ kind: 'email', value: `${name}@example.org`, verified: true }],
    });
    await this.ports.userAdmin.setInitialPassword(id, 'password', more.password ?? `old password of ${name}`);
    return id;
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
    };
    const handle = await this.client.workflow.start(m.workflowType, {
      workflowId: resetId,
      taskQueue: this.#taskQueue,
      args: [start],
    });
    return new Running(this, handle, resetId);
  }
}
