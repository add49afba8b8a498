// Open resets go on after an update: today's workflow code makes the very commands that recorded histories hold.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, DefaultLogger, Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundling } from '../../worker/bundle.js';
import { scenarios } from './scenarios.js';

const folder = fileURLToPath(new URL('histories', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace('.json', ''));
type Recorded = { events: { workflowExecutionStartedEventAttributes?: { workflowId?: string } }[] };
const recorded = (name: string): Recorded => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Recorded;

describe('recorded histories', () => {
  let workflowBundle: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    workflowBundle = await bundleWorkflowCode({ ...bundling, logger: new DefaultLogger('ERROR') });
  });
  const replay = (name: string, history: Recorded): Promise<void> =>
    Worker.runReplayHistory(
      { workflowBundle },
      historyFromJSON(history),
      history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? name,
    );

  it('there is one of every scenario', () => {
    expect(names.sort()).toEqual(Object.keys(scenarios).sort());
  });

  it.each(names)('%s replays', async (name) => {
    await replay(name, recorded(name));
  });

  it('of other commands does not replay', async () => {
    const text = JSON.stringify(recorded('email-code'));
    const renamed = text.replaceAll('target.directory.apply', 'target.directory.prepare');
    await expect(replay('email-code', JSON.parse(renamed) as Recorded)).rejects.toThrow(/[Nn]ondeterminism/);
  });
});
