/** One reset in a world, driven as the API would: every message, and what can be seen of it from outside. */
import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Gateway } from '../../api/gateway.js';
import type { ResetView } from '../../domain/context.js';
import type { ProblemType } from '../../domain/problems.js';
import { ended, type Reset } from '../../domain/reset.js';
import { packValue, unpackValue } from '../../domain/value.js';
import type { Tally } from '../../domain/shapes.js';
import { vetoStep } from '../../domain/veto.js';
import * as m from '../../workflows/messages.js';
import { rightCode } from './parts.js';
import type { MemoryPorts } from './memory/index.js';

/** What a message was answered with; refused by the validator and refused by the handler look the same to the API's callers. */
async function told<T>(update: Promise<m.Outcome<T>>): Promise<m.Outcome<T>> {
  try {
    return await update;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError) || !(error.cause instanceof ApplicationFailure)) throw error;
    return { outcome: 'refused', problem: error.cause.type as ProblemType };
  }
}
/** Part of a link's URL. */
export const tokenOf = (url: string | number | undefined): string => String(url).split('#')[1] ?? '';

interface Sealed {
  ref: string;
  at: number;
}

/** What a reset needs of its world. */
interface Around {
  ports: MemoryPorts;
  clock: { skipped: number };
  tick: () => Promise<void>;
  sleep: (ms: number) => Promise<void>;
  gateway: Pick<Gateway, 'veto'>;
}

/** One reset, as its holder and its operator see it. */
export class Running {
  readonly world: Around;
  readonly handle: WorkflowHandle;
  readonly id: string;
  /** Of the token that the test holds. */
  epoch = 1;
  constructor(world: Around, handle: WorkflowHandle, id: string) {
    this.world = world;
    this.handle = handle;
    this.id = id;
  }

  async view(): Promise<ResetView> {
    return this.handle.query(m.context);
  }
  async state(): Promise<Reset> {
    return this.handle.query(m.state);
  }

  async challenge(stepId: string, epoch = this.epoch): Promise<m.Outcome> {
    await this.world.tick();
    return told(this.handle.executeUpdate(m.challenge, { args: [{ epoch, at: this.world.clock.skipped, stepId }] }));
  }
  async seal(purpose: 'answer' | 'new-credential' | 'decision', value: string): Promise<Sealed> {
    await this.world.tick();
    const ref = randomUUID();
    const { sealedAt } = await this.world.ports.vault.seal({
      ref,
      resetId: this.id,
      purpose,
      value,
      expiresAt: this.world.clock.skipped + 86_400_000,
    });
    return { ref, at: sealedAt };
  }
  async answer(stepId: string, answer: Record<string, string>, epoch = this.epoch): Promise<m.Outcome<m.Judged>> {
    return this.answerSealed(stepId, await this.seal('answer', JSON.stringify(answer)), epoch);
  }
  /** The same sealed answer may be sent again, as the API does after `tryAgain`. */
  async answerSealed(stepId: string, { ref, at }: Sealed, epoch = this.epoch): Promise<m.Outcome<m.Judged>> {
    return told(this.handle.executeUpdate(m.answer, { args: [{ epoch, at, stepId, answer: ref }] }));
  }
  async execute(value?: string, epoch = this.epoch): Promise<m.Outcome<m.Judged>> {
    return this.executeSealed(value === undefined ? undefined : await this.sealValue(value), epoch);
  }
  sealValue(value: string): Promise<Sealed> {
    return this.seal('new-credential', packValue(value));
  }
  async executeSealed(sealed?: Sealed, epoch = this.epoch): Promise<m.Outcome<m.Judged>> {
    await this.world.tick();
    const args = { epoch, at: this.world.clock.skipped, ...(sealed && { value: sealed.ref, at: sealed.at }) };
    return told(this.handle.executeUpdate(m.execute, { args: [args] }));
  }
  async collect(epoch = this.epoch): Promise<m.Outcome<{ value: string }>> {
    await this.world.tick();
    return told(this.handle.executeUpdate(m.collect, { args: [{ epoch, at: this.world.clock.skipped }] }));
  }
  async join(stepId: string, link: string): Promise<m.Outcome<m.Judged>> {
    const { ref } = await this.seal('answer', JSON.stringify({ link }));
    return told(this.handle.executeUpdate(m.join, { args: [{ stepId, token: ref }] }));
  }
  async cancel(reason = 'subject'): Promise<m.Outcome> {
    return told(this.handle.executeUpdate(m.cancel, { args: [{ reason }] }));
  }
  /** What a ref that `collect` answered with opens to. */
  async opened(ref: string): Promise<string> {
    await this.world.tick();
    return unpackValue((await this.world.ports.vault.open(ref, { resetId: this.id, purpose: 'new-credential' })).value);
  }
  /** Says what a person decided, as the API does: sealed, recorded, then told. Answers with the name of the record. */
  async decide(stepId: string, verdict: 'approve' | 'refuse' | 'send', by: string, answer?: object): Promise<string> {
    const { ports, clock } = this.world;
    await this.world.tick();
    const id = randomUUID();
    const evidence = answer && (await this.seal('decision', JSON.stringify(answer))).ref;
    const said = { id, resetId: this.id, stepId, verdict, by, at: clock.skipped };
    await ports.decisions.record({ ...said, ...(evidence !== undefined && { evidence }) });
    await this.handle.signal(m.decide, { stepId, decision: { id } });
    return id;
  }
  /** What came of a decision. */
  async judged(stepId: string, id: string): Promise<Tally> {
    const { decisions } = this.world.ports;
    const look = async () => (await decisions.judged(this.id, stepId)).find((d) => d.id === id)?.tally;
    return this.until(look, 'the judgement');
  }

  /** As the link in a notice does: recorded, then looked after by a workflow of its own. */
  async notMe(): Promise<void> {
    const { ports, clock, gateway } = this.world;
    await this.world.tick();
    const id = ports.keyed.mac('decision', this.id, vetoStep);
    const said = { id, resetId: this.id, stepId: vetoStep, verdict: 'veto', by: 'subject' } as const;
    await ports.decisions.record({ ...said, at: clock.skipped });
    await gateway.veto(this.id, { decision: { id } });
  }
  /** The Signal alone; `recorded`: with what it names. */
  async veto({ recorded = true } = {}): Promise<void> {
    const { ports, clock } = this.world;
    await this.world.tick();
    const id = randomUUID();
    const decision = {
      id,
      resetId: this.id,
      stepId: vetoStep,
      verdict: 'veto',
      by: 'subject',
      at: clock.skipped,
    } as const;
    if (recorded) await ports.decisions.record(decision);
    await this.handle.signal(m.veto, { decision: { id } });
  }

  /** Has `test-ask` pass, once more where it did long ago. */
  async prove(stepId = 'test-ask'): Promise<this> {
    await this.until(async () => ((await this.view()).state === 'requested' ? undefined : true), 'open');
    if ((await this.view()).steps[stepId]?.state !== 'challenged') await this.challenge(stepId);
    const outcome = await this.answer(stepId, { code: rightCode });
    if (outcome.outcome !== 'done' || !outcome.passed) throw new Error(`not proved: ${JSON.stringify(outcome)}`);
    return this;
  }

  /** The values of the last mail of this kind, as soon as it was sent. */
  async mail(messageId: string): Promise<Record<string, string | number>> {
    return this.until(() => this.mails().findLast((s) => s.message === messageId)?.values, messageId);
  }
  /** Everything that was sent for this reset. */
  mails(): MemoryPorts['notifier']['sent'] {
    const { keyed, notifier } = this.world.ports;
    const mine = notifier.stored.filter((s) => s.resetId === this.id);
    const ids = new Set(mine.flatMap((s) => s.to.map((to) => keyed.mac('message-id', s.key, to))));
    return notifier.sent.filter((s) => ids.has(s.messageId));
  }
  /** The keys of all mails that were asked for, without the reset's id. */
  mailKeys(): string[] {
    const mine = this.world.ports.notifier.stored.filter((s) => s.resetId === this.id);
    return mine.map((s) => s.key.replace(`${this.id}/`, ''));
  }

  /** The activities that were scheduled, in order. */
  async activities(): Promise<string[]> {
    const { events } = await this.handle.fetchHistory();
    return (events ?? []).flatMap((e) => e.activityTaskScheduledEventAttributes?.activityType?.name ?? []);
  }

  /** Polls in real time: the server's time stands still meanwhile. */
  async until<T>(look: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
    for (let i = 0; i < 600; i++) {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      await new Promise((r) => setTimeout(r, 50));
    }
    throw new Error(`still waiting for ${what}; the reset is ${JSON.stringify(await this.state())}`);
  }
  async reaches(state: Reset['state']): Promise<ResetView> {
    return this.until(async () => {
      const view = await this.view();
      return view.state === state ? view : undefined;
    }, state);
  }
  /** Waits until it was closed, while the world's time stands still. */
  async closed(): Promise<void> {
    await this.until(async () => (await this.world.ports.resets.get(this.id))?.closedAt, 'its close');
  }
  /** Lets time pass until the reset has ended. */
  async result(): Promise<ResetView> {
    const view = (await this.handle.result()) as ResetView;
    await this.world.tick();
    if (!ended(view.state)) throw new Error(`ended as ${view.state}`);
    return view;
  }
}
