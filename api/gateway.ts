/** The way to Temporal: starts resets and speaks to them by Updates, never longer than the deadline, and says plainly where the outcome is not known. */
import type { Client, SignalDefinition, UpdateDefinition } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ms } from '../domain/plan.js';
import type { Keyed, Resets } from '../domain/ports.js';
import type { State } from '../domain/reset.js';
import {
  decide,
  vetoIdOf,
  vetoType,
  workflowType,
  type Outcome,
  type Start,
  type veto,
} from '../workflows/messages.js';
import { Problem } from './problem.js';
import { problemOfCall } from './temporal-faults.js';

/** How long one request may wait for a worker. */
const longest: Ms = 15_000;
const triesPerRequest = 5;
const triesPerKey = 20;
const usedUp = 'It was tried as often as one key allows, and nothing was done. Repeat with a new Idempotency-Key.';
/** Between two tries of one request: what failed in passing needs a moment. */
const pause: Ms = 100;

/** For so long the read model, which activities write, may be ahead of the workflow, which gets their results a moment later. */
const aMoment: Ms = 5_000;
/** What callers say as soon as they see a state: in which one it is taken. */
const takenIn: Readonly<Record<string, State>> = { execute: 'authenticated', collect: 'delivering' };

/** What tells one Update from another: a holder's epoch, the step where there is one, and the caller's Idempotency-Key or the sealed value's ref. */
export interface UpdateName {
  epoch: number | 'link' | 'staff';
  stepId?: string;
  key: string;
}
export type Done<O> = Extract<O, { outcome: 'done' }>;

export interface Gateway {
  /** Starts the workflow once per id; a repeat finds the first. Throws `outcome-unknown` where Temporal does not answer. */
  start(resetId: string, start: Start): Promise<void>;
  /** What came of it; throws the problem with which it was refused, or `outcome-unknown`. */
  update<O extends Outcome, A extends object>(
    resetId: string,
    message: UpdateDefinition<O, [A]>,
    args: A,
    name: UpdateName,
  ): Promise<Done<O>>;
  /** Tells of a recorded decision; needs no worker. Throws `already-ended`, or `outcome-unknown` where Temporal does not answer. */
  decide(resetId: string, told: SignalOf<typeof decide>): Promise<void>;
  /** Sees to it that a recorded veto is heard, whether the reset is open or over; needs no worker. Throws `outcome-unknown` where Temporal does not answer. */
  veto(resetId: string, told: SignalOf<typeof veto>): Promise<void>;
}
/** A veto is looked after for so long: longer than any reset waits. */
const vetoRuns = '90 days';
type SignalOf<S> = S extends SignalDefinition<[infer A]> ? A : never;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const searchAttributes = {
  state: keyword('RekeyState'),
  method: keyword('RekeyMethod'),
  credential: keyword('RekeyCredential'),
  deadline: defineSearchAttributeKey('RekeyDeadline', SearchAttributeType.DATETIME),
};

export function gatewayOf(deps: {
  client: Client;
  taskQueue: string;
  keyed: Pick<Keyed, 'mac'>;
  resets: Pick<Resets, 'get'>;
  /** How long one request may wait, where that is not 15 s. */
  deadline?: Ms;
}): Gateway {
  const { client, taskQueue, keyed, resets, deadline = longest } = deps;
  const tries = triesSoFar();

  /** Update ids stand unencrypted in histories, so they are macs. A step's round is the workflow's to know and has no place in them. */
  const updateId = (resetId: string, message: string, { epoch, stepId = '', key }: UpdateName, nth: number): string =>
    keyed.mac('update', resetId, message, String(epoch), stepId, '', key, String(nth));

  /** A message for a state that only the read model has reached yet is said again, under the same id, until the workflow is there, too. */
  async function sayInTime<O>(resetId: string, message: string, call: () => Promise<O>): Promise<O> {
    for (const giveUp = Date.now() + aMoment; ; await sleep(pause / 2)) {
      try {
        return await call();
      } catch (error) {
        const problem = await problemOfCall(error, resetId, resets, message);
        const isWrong = problem instanceof Problem && problem.type === 'wrong-state' && message in takenIn;
        if (!isWrong || (await resets.get(resetId))?.state !== takenIn[message]) throw problem;
        // The worker that was to tell the workflow has died: the next one tells it, a little later.
        if (Date.now() > giveUp) throw new Problem('outcome-unknown');
      }
    }
  }

  return {
    async start(resetId, start) {
      const hardEnd = start.requestedAt + start.expiresAfter;
      try {
        await client.withDeadline(Date.now() + deadline, () =>
          client.workflow.start(workflowType, {
            workflowId: resetId,
            taskQueue,
            args: [start],
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
            staticSummary: `Reset of ${start.credentialId} by ${start.methodId}`,
            typedSearchAttributes: [
              { key: searchAttributes.state, value: 'open' },
              { key: searchAttributes.method, value: start.methodId },
              { key: searchAttributes.credential, value: start.credentialId },
              { key: searchAttributes.deadline, value: new Date(hardEnd) },
            ],
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw await problemOfCall(error, resetId, resets);
      }
    },

    async decide(resetId, told) {
      try {
        const handle = client.workflow.getHandle(resetId);
        await client.withDeadline(Date.now() + deadline, () => handle.signal(decide, told));
      } catch (error) {
        throw await problemOfCall(error, resetId, resets);
      }
    },

    async veto(resetId, { decision }) {
      try {
        await client.withDeadline(Date.now() + deadline, () =>
          client.workflow.start(vetoType, {
            workflowId: vetoIdOf(resetId),
            taskQueue,
            args: [{ resetId, decision }],
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowExecutionTimeout: vetoRuns,
            staticSummary: `Somebody says that reset ${resetId} was not them`,
          }),
        );
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw await problemOfCall(error, resetId, resets);
      }
    },

    async update(resetId, message, args, name) {
      const handle = client.workflow.getHandle(resetId);
      const key = updateId(resetId, message.name, name, 0);
      const first = tries.of(key);
      const end = Date.now() + deadline;
      const last = Math.min(first + triesPerRequest, triesPerKey);
      for (let nth = first; nth < last; nth++) {
        const options = { args: [args] as [typeof args], updateId: updateId(resetId, message.name, name, nth) };
        const call = () => client.withDeadline(end, () => handle.executeUpdate(message, options));
        const outcome = await sayInTime(resetId, message.name, call);
        if (outcome.outcome === 'refused') throw new Problem(outcome.problem);
        if (outcome.outcome === 'done') return outcome as Done<typeof outcome>;
        tries.spent(key, nth + 1);
        if (nth + 1 < last) await sleep(pause * (nth - first + 1));
      }
      throw new Problem('outcome-unknown', first + triesPerRequest >= triesPerKey ? { detail: usedUp } : {});
    },
  };
}

/** How many requests' try numbers are kept; one that is forgotten starts at 0 and gets the stored outcomes again, quickly. */
const mostKeys = 10_000;

/** The try number at which the next request under a key begins. */
function triesSoFar(): { of(key: string): number; spent(key: string, next: number): void } {
  const next = new Map<string, number>();
  return {
    of: (key) => next.get(key) ?? 0,
    spent(key, nth) {
      if (next.size >= mostKeys) next.clear();
      next.set(key, nth);
    },
  };
}
