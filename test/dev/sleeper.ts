// A child process for tests: serves once it has written a file; the stubborn kind doesn't stop when asked.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessSpec } from '../../dev/processes.js';

/** The kinds of child. */
export type Kind = 'polite' | 'stubborn' | 'broken' | 'parent';

const scripts: Record<Kind, string> = {
  polite: `process.on('SIGTERM', () => process.exit(0));`,
  stubborn: `process.on('SIGTERM', () => {});`,
  broken: `console.error('the reason'); process.exit(3);`,
  // Starts a child of its own, whose pid it logs.
  parent: `console.log('child', require('node:child_process').spawn('sleep', ['600']).pid);`,
};

/** Describes a child of a kind; it is called like its kind. */
export function sleeper(kind: Kind, folder: string): ProcessSpec {
  const file = join(folder, `${kind}.up`);
  const serve = `require('node:fs').writeFileSync(${JSON.stringify(file)}, ''); setInterval(() => {}, 1000);`;
  return {
    name: kind,
    program: process.execPath,
    args: ['-e', scripts[kind] + serve],
    env: process.env,
    cwd: folder,
    logFile: join(folder, 'logs', `${kind}.log`),
    ready: () => access(file),
    readyWithinMs: 10_000,
    graceMs: 500,
  };
}
