// The child process of download.ts: `fetch.ts <what> <folder>` downloads a program and prints where it is.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { MongoBinary } from 'mongodb-memory-server-core';
import type { Downloadable } from './download.js';
import { versions } from './versions.js';

// Temporal's testing package downloads a server as it starts one; that also shows that the server runs here.
const fetchers: Record<Downloadable, (folder: string) => Promise<string>> = {
  async temporal(folder) {
    const executable = { type: 'cached-download', downloadDir: folder } as const;
    await (await TestWorkflowEnvironment.createLocal({ server: { executable } })).teardown();
    return onlyFile(folder);
  },
  async 'test-server'(folder) {
    const executable = { type: 'cached-download', downloadDir: folder } as const;
    await (await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })).teardown();
    return onlyFile(folder);
  },
  mongod: (folder) => MongoBinary.getPath({ version: versions.mongod, downloadDir: folder }),
  // Unpacks into the temporary folder, which is `folder` here.
  browser: () => chromium.executablePath(),
};

async function onlyFile(folder: string): Promise<string> {
  const [name] = await readdir(folder);
  if (!name) throw new Error('nothing was downloaded');
  return join(folder, name);
}

try {
  const [what, folder] = process.argv.slice(2);
  console.log(await fetchers[what as Downloadable](folder ?? '.'));
  process.exit(0);
} catch (problem) {
  // The cause stands at the end.
  console.error(String(problem).replaceAll('\n', ' ').slice(-160));
  process.exit(1);
}
