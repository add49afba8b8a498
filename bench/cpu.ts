/** CPU time of processes, from the kernel's own account (proc(5): utime and stime, in clock ticks of 10 ms). */
import { readFileSync } from 'node:fs';

const msPerTick = 10;

/** Milliseconds of CPU that each of these processes has used so far. */
export function cpuOf(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, ticks(pid) * msPerTick]));
}

function ticks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** What each used in between, divided by `count`, and the sum as `total`. */
export function perUnit(
  before: Record<string, number>,
  after: Record<string, number>,
  count: number,
): Record<string, number> {
  const each = Object.entries(after).map(([name, ms]): [string, number] => [name, (ms - (before[name] ?? 0)) / count]);
  const rounded = [...each, ['total', each.reduce((sum, [, ms]) => sum + ms, 0)] as const];
  return Object.fromEntries(rounded.map(([name, ms]) => [name, Math.round(ms * 10) / 10]));
}

/** The mean of figures with the same names. */
export const meanOf = (runs: readonly Record<string, number>[]): Record<string, number> =>
  Object.fromEntries(
    Object.keys(runs[0] ?? {}).map((name) => {
      const mean = runs.reduce((sum, run) => sum + (run[name] ?? 0), 0) / runs.length;
      return [name, Math.round(mean * 10) / 10];
    }),
  );
