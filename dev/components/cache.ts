// The cache folder: what was downloaded or built once is left here for the next start, of any checkout.
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

type Env = Readonly<Record<string, string | undefined>>;

const beatMs = 2_000;
const staleAfterMs = 15_000;

/** Where downloads and builds are kept: `REKEY_CACHE_DIR`, else `rekey` in the user's cache folder. */
export function cacheFolder(env: Env = process.env): string {
  return resolve(env.REKEY_CACHE_DIR || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rekey'));
}

/**
 * Makes the folder `target` once: `make` fills an empty folder beside it, which is then renamed into place, so nobody
 * ever sees half of it. Others who want the same folder meanwhile wait for it.
 */
export async function makeOnce(target: string, make: (into: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const lockFile = `${target}.lock`;
  if (!(await takeLock(lockFile, () => existsSync(target)))) return;
  const draft = `${target}.${randomBytes(4).toString('hex')}.draft`;
  const tidy = () => [draft, lockFile].forEach((path) => rmSync(path, { recursive: true, force: true }));
  const stopBeating = beat(lockFile);
  process.once('exit', tidy);
  try {
    await removeDrafts(target);
    await mkdir(draft);
    await make(draft);
    await moveIntoPlace(draft, target);
  } finally {
    stopBeating();
    tidy();
    process.off('exit', tidy);
  }
}

// What a killed maker left. (One that was only asleep for long fails, and its caller falls back.)
async function removeDrafts(target: string): Promise<void> {
  for (const name of await readdir(dirname(target))) {
    const isDraft = name.startsWith(`${basename(target)}.`) && name.endsWith('.draft');
    if (isDraft) await rm(join(dirname(target), name), { recursive: true, force: true });
  }
}

// A lock can be taken from a holder that was only asleep; then two make the same thing, and the first to finish wins.
async function moveIntoPlace(draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (problem) {
    if (!existsSync(target)) throw problem;
  }
}

// The lock saves doing the work twice. It is a file whose holder touches it: one left by a crash goes stale, whichever
// machine or container the holder lived in. Answers false when the work was done while we waited.
async function takeLock(file: string, done: () => boolean): Promise<boolean> {
  while (!done()) {
    if (await create(file)) return true;
    if (await isStale(file)) await rm(file, { force: true });
    else await sleep(200);
  }
  return false;
}

async function create(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx')).close();
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

function beat(file: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, beatMs);
  timer.unref();
  return () => clearInterval(timer);
}

async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > staleAfterMs;
}
