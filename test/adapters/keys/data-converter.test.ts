import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { WorkflowFailedError, WorkflowUpdateFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decoded, readable } from '../../support/history.js';
import { timeSkipping } from '../../support/time-skipping.js';
import { freshKeys } from './support.js';
import { echo, fail, lastHeard, tell, type secretive } from './secretive.js';

const secret = 'Canary-In-A-Coal-Mine';

describe('the data converter, on a real server', () => {
  const keys = freshKeys();
  let env: TestWorkflowEnvironment;
  let worker: Worker;
  let running: Promise<void>;
  let handle: WorkflowHandle<typeof secretive>;

  beforeAll(async () => {
    const { dataConverter } = keys;
    env = await timeSkipping({ dataConverter });
    const taskQueue = randomUUID();
    worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      dataConverter,
      workflowsPath: fileURLToPath(new URL('./secretive.ts', import.meta.url)),
      activities: {
        repeat: async (text: string) => text,
        refuse: async (text: string) => {
          throw ApplicationFailure.nonRetryable(`activity: ${text}`, 'of-the-activity', { text });
        },
      },
    });
    running = worker.run();
    handle = await env.client.workflow.start('secretive', { taskQueue, workflowId: randomUUID(), args: [secret] });
  });
  afterAll(async () => {
    worker?.shutdown();
    await running;
    await env?.teardown();
  });

  it('carries arguments, results and failures unharmed', async () => {
    expect(await handle.executeUpdate(echo, { args: [secret] })).toBe(secret);
    const refused: unknown = await handle.executeUpdate(fail, { args: [secret] }).catch((e: unknown) => e);
    expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(refused).toMatchObject({
      cause: { message: `update: ${secret}`, type: 'of-the-update', details: [{ text: secret }] },
    });
    await handle.signal(tell, secret);
    expect(await handle.query(lastHeard)).toBe(secret);
    const failed: unknown = await handle.result().catch((e: unknown) => e);
    expect(failed).toBeInstanceOf(WorkflowFailedError);
    expect(failed).toMatchObject({ cause: { cause: { message: `activity: ${secret}`, type: 'of-the-activity' } } });
  });

  it('leaves nothing of them readable in the history, nor the stacks', async () => {
    const history = await handle.fetchHistory();
    const types = (history.events ?? []).map((event) =>
      Object.keys(event).find((key) => key.endsWith('EventAttributes')),
    );
    for (const type of [
      'workflowExecutionSignaled',
      'workflowExecutionUpdateCompleted',
      'activityTaskFailed',
      'workflowExecutionFailed',
    ])
      expect(types).toContain(`${type}EventAttributes`);
    const text = readable(history);
    expect(text).not.toContain(secret);
    expect(text).not.toContain('secretive.ts');
    expect(text).toContain('Encoded failure');
    // Whoever has the keys reads all of it.
    const opened = readable(await decoded(history, keys.codec));
    for (const from of ['update', 'activity']) expect(opened).toContain(`${from}: ${secret}`);
    expect(opened).toContain('secretive.ts');
  });
});
