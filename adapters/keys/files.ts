/** Small files that several processes make, replace and read at once: nobody ever sees half of one. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/** Makes the file, unless it is there: of several that try at once one wins, and all find its file. */
export function createOnce(file: string, text: () => string): void {
  if (existsSync(file)) return;
  // A link fails where a rename would overwrite the winner's file.
  withDraft(file, text(), (draft) => unlessThere(() => linkSync(draft, file)));
}

/** Puts a new text in the file's place in one step. */
export function replace(file: string, text: string): void {
  withDraft(file, text, (draft) => renameSync(draft, file));
}

/** Runs `change` while no other process runs one for this file; false, without running it, where one does. */
export function exclusively(file: string, change: () => void): boolean {
  const lock = `${file}.lock`;
  if (!unlessThere(() => closeSync(openSync(lock, 'wx', ownerOnly)))) return false;
  try {
    change();
  } finally {
    rmSync(lock);
  }
  return true;
}

function withDraft(file: string, text: string, use: (draft: string) => void): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`;
  try {
    write(draft, text);
    use(draft);
    syncFolder(dirname(file));
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(path: string, text: string): void {
  const fd = openSync(path, 'wx', ownerOnly);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Or a power cut could take the name of a file back after its keys were used. */
function syncFolder(dir: string): void {
  const fd = openSync(dir, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function unlessThere(make: () => void): boolean {
  try {
    make();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
