/** The matrix as a table: a line a call, a column a side of its effect; below it what was wrong. */
import type { Matrix, Verdict } from './matrix.js';

export function reportOf({ method, verdicts }: Matrix): string {
  const rows = new Map<string, Partial<Record<Verdict['when'], string>>>();
  const wrong = verdicts.filter(({ faults }) => faults.length > 0);
  for (const verdict of verdicts) {
    const name = nameOf(verdict);
    const mark = verdict.faults.length === 0 ? 'ok' : `[${wrong.indexOf(verdict) + 1}]`;
    rows.set(name, { ...rows.get(name), [verdict.when]: mark });
  }
  const width = Math.max(...[...rows.keys()].map((name) => name.length));
  const line = (name: string, before = '', after = ''): string =>
    `  ${name.padEnd(width)}  ${before.padEnd(6)}  ${after}`.trimEnd();
  return [
    `Killed at each call of ${method}: ${verdicts.length - wrong.length} of ${verdicts.length} survived`,
    line('', 'before', 'after'),
    ...[...rows].map(([name, { before, after }]) => line(name, before, after)),
    ...wrong.map((verdict, n) => `  [${n + 1}] ${saying(verdict)}`),
    '',
  ].join('\n');
}

/** One verdict in a line. */
export const saying = (verdict: Verdict): string => `${nameOf(verdict)}, ${verdict.when}: ${verdict.faults.join('; ')}`;

const nameOf = ({ process, call }: Verdict): string => `${process} ${call}`;
