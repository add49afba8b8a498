// The usual downloads, by the npm packages made for them. They run in a child process: then one that hangs, on a
// machine that drops what it doesn't let through, can be ended.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from './component.js';

/** What can be downloaded. */
export type Downloadable = 'temporal' | 'test-server' | 'mongod' | 'browser';

const fetchScript = fileURLToPath(new URL('./fetch.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const stalledAfterMs = 12_000;
const limitMs = 10 * 60_000;

/** Downloads a program to `file`. It is given up when nothing arrives for a while: a build may still work. */
export async function download(what: Downloadable, file: string, env: Env): Promise<void> {
  const folder = join(dirname(file), 'download');
  await mkdir(folder, { recursive: true });
  const downloaded = await fetchInChild(what, folder, env);
  await copyFile(downloaded, file);
  await rm(folder, { recursive: true });
}

/** Runs fetch.ts; answers the path of what it got. */
export async function fetchInChild(what: Downloadable, folder: string, env: Env): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', fetchScript, what, folder], {
    cwd: root,
    // A second try a moment later helps nobody who waits for a fallback.
    env: { ...env, MONGOMS_MAX_RETRIES: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let problems = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (problems = (problems + chunk.toString()).slice(-2_000)));
  const stopWatching = watch(folder, () => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  }).finally(stopWatching);
  if (code === null) throw new Error('nothing arrived');
  if (code !== 0) throw new Error(problems.trim().split('\n').at(-1) ?? 'failed');
  return output.trim();
}

// Calls `giveUp` when the folder has not grown for a while, or after the limit.
function watch(folder: string, giveUp: () => void): () => void {
  const since = Date.now();
  let size = 0;
  let grewAt = since;
  const timer = setInterval(async () => {
    const now = await sizeOf(folder).catch(() => size);
    if (now > size) grewAt = Date.now();
    size = now;
    if (Date.now() - grewAt > stalledAfterMs || Date.now() - since > limitMs) giveUp();
  }, 1_000);
  return () => clearInterval(timer);
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
