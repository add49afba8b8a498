// Records the histories that test/replay/replay.test.ts replays: `npx tsx test/replay/record.ts [scenario …]`, with REKEY_TEST_SERVER set as for
// the workflow tests. Only for a new scenario, or before a first release: histories of released versions must go on to replay.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { testParts } from '../support/parts.js';
import { World } from '../support/world.js';
import { history, scenarios } from './scenarios.js';

/** All, or those that are named. */
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios);
const folder = fileURLToPath(new URL('histories', import.meta.url));
const world = await World.start({ parts: testParts });
try {
  await mkdir(folder, { recursive: true });
  for (const name of wanted) {
    const recorded = await history(world, name);
    const json = historyToJSON(recorded.history as Parameters<typeof historyToJSON>[0]);
    await writeFile(`${folder}/${name}.json`, `${JSON.stringify(JSON.parse(json), null, 1)}\n`);
    process.stdout.write(`${name}: ${recorded.state}\n`);
  }
} finally {
  await world.stop();
}
