// What the gateway makes of Temporal's answers. The client is a fake: these answers can't be had from a server at will.
import { describe, expect, it } from '@jest/globals';
import {
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { gatewayOf, type Gateway } from '../../api/gateway.js';
import type { ResetView } from '../../domain/context.js';
import type { StoredReset } from '../../domain/ports.js';
import { answer, collect, type Outcome } from '../../workflows/messages.js';
import { memoryPorts } from '../support/memory/index.js';

const view = { id: 'r', version: 3 } as ResetView;
const done: Outcome<{ passed: boolean }> = { outcome: 'done', view, passed: true };
type Step = Outcome | Error;

/** A gateway whose Temporal says these things one after the other, and the Update ids that it was sent. */
function gatewayTo(steps: Step[], row: Partial<StoredReset> | null = null): { gateway: Gateway; ids: string[] } {
  const ids: string[] = [];
  const executeUpdate = async (_: unknown, { updateId }: { updateId: string }): Promise<Outcome> => {
    ids.push(updateId);
    const next = steps.length > 1 ? steps.shift()! : steps[0]!;
    if (next instanceof Error) throw next;
    return next;
  };
  const client = {
    withDeadline: (_: number, fn: () => unknown) => fn(),
    workflow: { getHandle: () => ({ executeUpdate }) },
  } as unknown as Client;
  const { keyed } = memoryPorts();
  const resets = { get: async () => row as StoredReset | null };
  return { gateway: gatewayOf({ client, taskQueue: 'q', keyed, resets }), ids };
}
const args = { epoch: 1, at: 0, stepId: 's', answer: 'ref' };
const name = { epoch: 1, stepId: 's', key: 'idempotency-key' };
const update = (gateway: Gateway) => gateway.update('r', answer, args, name);
const failed = (type: string) => new WorkflowUpdateFailedError('failed', ApplicationFailure.nonRetryable('no', type));

describe('an Update', () => {
  it('answers with what came of it, under an id that tells nothing', async () => {
    const { gateway, ids } = gatewayTo([done]);
    expect(await update(gateway)).toMatchObject({ passed: true });
    expect(ids[0]).toMatch(/^[\w-]{43}$/);
  });

  it('has one id for one key, and others for another key, step, epoch, message or reset', async () => {
    const { gateway, ids } = gatewayTo([done]);
    await update(gateway);
    await update(gateway);
    await gateway.update('r', answer, args, { ...name, key: 'another' });
    await gateway.update('r', answer, args, { ...name, stepId: 't' });
    await gateway.update('r', answer, args, { ...name, epoch: 2 });
    await gateway.update('r', collect, { epoch: 1, at: 0 }, name);
    await gateway.update('r2', answer, args, name);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(6);
  });

  it('is tried again under the next id where nothing is known to have happened', async () => {
    const { gateway, ids } = gatewayTo([{ outcome: 'tryAgain' }, { outcome: 'tryAgain' }, done]);
    expect(await update(gateway)).toMatchObject({ passed: true });
    expect(new Set(ids).size).toBe(3);
  });

  it('is tried 5 times in one request and 20 times under one key; a later request goes on where the last one stopped', async () => {
    const { gateway, ids } = gatewayTo([{ outcome: 'tryAgain' }]);
    for (const tries of [5, 10, 15, 20, 20]) {
      await expect(update(gateway)).rejects.toMatchObject({ type: 'outcome-unknown' });
      expect(new Set(ids).size).toBe(tries);
    }
    await expect(update(gateway)).rejects.toMatchObject({
      extra: { detail: expect.stringContaining('new Idempotency-Key') },
    });
  });

  it.each([
    ['refused as an outcome', { outcome: 'refused', problem: 'busy' } as const, null, 'busy'],
    ['refused by a validator', failed('wrong-state'), null, 'wrong-state'],
    [
      'given up at its deadline',
      new WorkflowUpdateRPCTimeoutOrCancelledError('late', { cause: new Error() }),
      null,
      'outcome-unknown',
    ],
    ['not delivered', new ServiceError('unavailable', { cause: new Error() }), null, 'outcome-unknown'],
    ['to a reset that nobody knows', new WorkflowNotFoundError('none', 'r', undefined), null, 'unknown-reset'],
    ['to one that ended', new WorkflowNotFoundError('none', 'r', undefined), { state: 'failed' }, 'already-ended'],
    ['to one that expired', new WorkflowNotFoundError('none', 'r', undefined), { state: 'expired' }, 'reset-expired'],
    [
      'to one that was terminated',
      new WorkflowNotFoundError('none', 'r', undefined),
      { state: 'authenticating' },
      'already-ended',
    ],
    [
      'at work when its reset ended',
      failed('AcceptedUpdateCompletedWorkflow'),
      { state: 'cancelled' },
      'already-ended',
    ],
  ] as const)('%s', async (_, step, row, type) => {
    const { gateway } = gatewayTo([step], row);
    await expect(update(gateway)).rejects.toMatchObject({ type });
  });

  it('for a state that the workflow has not reached yet, though the read model has, is said again under the same id', async () => {
    const { gateway, ids } = gatewayTo([failed('wrong-state'), failed('wrong-state'), done], { state: 'delivering' });
    await gateway.update('r', collect, { epoch: 1, at: 0 }, name);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
  });

  it('for a state that the read model has not reached either is refused at once', async () => {
    const { gateway, ids } = gatewayTo([failed('wrong-state')], { state: 'executing' });
    const asked = gateway.update('r', collect, { epoch: 1, at: 0 }, name);
    await expect(asked).rejects.toMatchObject({ type: 'wrong-state' });
    expect(ids).toHaveLength(1);
  });

  it('that Temporal will never take is a fault of ours, not to be repeated', async () => {
    const cause = Object.assign(new Error(), { code: 3, details: 'no such search attribute', metadata: {} });
    const { gateway } = gatewayTo([new ServiceError('invalid', { cause })], { state: 'authenticating' });
    await expect(update(gateway)).rejects.toBeInstanceOf(ServiceError);
  });

  it('that failed by a fault of ours is not made into a problem of the caller', async () => {
    const { gateway } = gatewayTo([failed('TypeError')], { state: 'authenticating' });
    await expect(update(gateway)).rejects.toBeInstanceOf(WorkflowUpdateFailedError);
  });

  it('to collect from a completed reset says that it was collected', async () => {
    const { gateway } = gatewayTo([new WorkflowNotFoundError('none', 'r', undefined)], { state: 'completed' });
    const asked = gateway.update('r', collect, { epoch: 1, at: 0 }, name);
    await expect(asked).rejects.toMatchObject({ type: 'already-collected' });
  });
});
