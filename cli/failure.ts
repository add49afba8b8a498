/** How a command ends where it does not end well: one line for the operator, and an exit code. */

export const exitCodes = { wrong: 1, usage: 2, impossible: 3 } as const;

/** An expected fault: told in its one line, without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exitCode: number;
  constructor(message: string, exitCode: number = exitCodes.impossible) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the operating system says about a file, in words. */
const causes: Record<string, string> = {
  ENOENT: 'there is no such folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
};
export const causeOf = (error: unknown): string => {
  const { code } = error as { code?: string };
  return causes[code ?? ''] ?? code ?? 'for an unknown reason';
};
