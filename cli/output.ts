/** What goes to the terminal, or to the next program. */

export interface Output {
  /** A line on stdout: what was asked for. */
  print: (line: string) => void;
  /** A line on stderr: what is wrong. */
  complain: (line: string) => void;
}

/** Columns as wide as their widest cell, the head in capitals. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const lines = [head.map((h) => h.toUpperCase()), ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((line) => (line[i] ?? '').length)));
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join('  ')
      .trimEnd(),
  );
}

export const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** As much of a hash as people compare. */
export const short = (hash: string): string => hash.slice(0, 12);
