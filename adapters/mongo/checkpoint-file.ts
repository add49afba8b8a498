/** The file of audit checkpoints: lines appended and flushed to disk, the last one read without the rest. */
import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Lines are far shorter: `checkpointLines` bounds them. */
const tailBytes = 256 * 1024;
const newline = 0x0a;

/** A line without its end was cut short by a crash or a full disk: it does not count, and the next append overwrites it. */
export interface CheckpointFile {
  lines(): Promise<string[]>;
  lastLine(): Promise<string | null>;
  append(lines: readonly string[]): Promise<void>;
}

export function checkpointFile(path: string): CheckpointFile {
  return {
    async lines() {
      const text = (await readFile(path, 'utf8').catch(noFile)) ?? '';
      return text.split('\n').slice(0, -1);
    },
    async lastLine() {
      const file = await open(path, 'r').catch(noFile);
      if (!file) return null;
      try {
        return (await tailOf(file)).text.split('\n').at(-2) ?? null;
      } finally {
        await file.close();
      }
    },
    async append(lines) {
      if (lines.length === 0) return;
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, 'a+', 0o600);
      try {
        const { size, end } = await tailOf(file);
        if (end < size) await file.truncate(end);
        await file.appendFile(lines.map((line) => `${line}\n`).join(''));
        await file.datasync();
      } finally {
        await file.close();
      }
    },
  };
}

function noFile(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** The last whole lines, and where they end. */
async function tailOf(file: FileHandle): Promise<{ text: string; size: number; end: number }> {
  const { size } = await file.stat();
  const from = Math.max(0, size - tailBytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from);
  const length = buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1;
  return { text: buffer.toString('utf8', 0, length), size, end: from + length };
}
