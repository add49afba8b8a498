// A stack that is pointed at servers elsewhere starts none of its own, and looks whether they are as Rekey needs them.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { startStack } from '../../dev/stack.js';
import type { Settings } from '../../dev/settings.js';
import { until } from '../../dev/until.js';
import { settingsBeside } from '../support/e2e.js';

const bare = 'without-search-attributes';
const { TEMPORAL_ADDRESS, SMTP_URL } = process.env as Record<string, string>;

let settings: Settings;
beforeAll(async () => {
  settings = await settingsBeside();
  const connection = await Connection.connect({ address: TEMPORAL_ADDRESS! });
  const { workflowService } = connection;
  const workflowExecutionRetentionPeriod = msToTs('1 day');
  await workflowService.registerNamespace({ namespace: bare, workflowExecutionRetentionPeriod });
  await until('The namespace', () => workflowService.describeNamespace({ namespace: bare }).catch(() => undefined));
  await connection.close();
});
afterAll(() => rm(settings.dataDir, { recursive: true, force: true }));

/** Brings up one member with these variables; answers with what it starts and the pages that it names. */
async function member(name: string, given: Record<string, string>) {
  const stack = await startStack({ settings: { ...settings, env: { ...settings.env, ...given } }, only: [name] });
  const { processes, urls } = stack;
  await stack.stop();
  return { started: Object.keys(processes), urls };
}

describe('a stack that is pointed at', () => {
  it('a Temporal server with all that it needs starts none, and names no page of one', async () => {
    const { started, urls } = await member('temporal', { TEMPORAL_ADDRESS: TEMPORAL_ADDRESS! });
    expect(started).toEqual([]);
    expect(urls).not.toHaveProperty('temporalUi');
    expect(urls).toHaveProperty('mail');
  });

  it('a namespace without the search attributes says which, and what makes them', async () => {
    await expect(member('temporal', { TEMPORAL_ADDRESS: TEMPORAL_ADDRESS!, TEMPORAL_NAMESPACE: bare })).rejects.toThrow(
      /without-search-attributes lacks .*RekeyState.*temporal-setup\.sh/,
    );
  });

  it('a mail server starts none, and says where none answers', async () => {
    const { started, urls } = await member('mail', { SMTP_URL: SMTP_URL! });
    expect(started).toEqual([]);
    expect(urls).not.toHaveProperty('mail');
    const nowhere = `smtp://127.0.0.1:${settings.ports.smtp + 1}`;
    await expect(member('mail', { SMTP_URL: nowhere })).rejects.toThrow('does not answer where SMTP_URL says');
  });
});
