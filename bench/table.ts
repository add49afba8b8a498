/** The figures as a person reads them. */
import { limits } from './budget.js';
import type { Figures } from './figures.js';

const n = (value: number, digits = 2): string => value.toFixed(digits);
const verdict = (ok: boolean): string => (ok ? 'ok' : 'OVER');

export function table({ ratioToBare, startP99Ratio, withApprovalsRatio, decisionP99Ratio, raw }: Figures): string {
  const rows: [string, string, string, string][] = [
    ['whole resets ÷ bare workflows', n(ratioToBare), 'at least 0.20', verdict(ratioToBare >= 0.2)],
    ['p99 of POST /v1/resets ÷ of a bare start', n(startP99Ratio), 'at most 3', verdict(startP99Ratio <= 3)],
    [
      `resets/s with ${raw.openApprovals} open approvals ÷ without`,
      n(withApprovalsRatio),
      'about 1',
      verdict(withApprovalsRatio >= 0.85),
    ],
    ['p99 of a decision ÷ of POST /v1/resets', n(decisionP99Ratio), 'at most 3', verdict(decisionP99Ratio <= 3)],
    ...Object.entries(limits).map(([name, limit]): [string, string, string, string] => {
      const value = raw.budget[name as keyof typeof limits];
      return [`${name} a reset`, n(value), `at most ${limit}`, verdict(value <= limit)];
    }),
  ];
  const { besideApprovals: beside } = raw;
  const speed = `resets/s ${n(raw.resetsPerSecond, 1)} · bare/s ${n(raw.barePerSecond, 1)} · with open approvals ${n(beside.resetsPerSecond, 1)} and ${n(beside.barePerSecond, 1)} · a reset p50 ${n(raw.resetMs.p50, 0)} ms, p99 ${n(raw.resetMs.p99, 0)} ms · start p99 ${n(raw.startP99Ms, 0)} ms, bare ${n(raw.bareStartP99Ms, 0)} ms · 30 clients at once: a request p99 ${n(raw.requestP99Ms, 0)} ms, a decision ${n(raw.decisionP99Ms, 0)} ms`;
  const cpu = Object.entries(raw.cpu).map(
    ([clients, by]) =>
      `${clients.padEnd(11)} ${Object.entries(by)
        .map(([name, ms]) => `${name} ${n(ms, 1)}`)
        .join(' · ')}`,
  );
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value, limit, ok]) => `${name.padEnd(width)}  ${value.padStart(8)}  ${limit.padEnd(14)} ${ok}`),
    '',
    speed,
    '',
    'CPU milliseconds a reset, by process:',
    ...cpu,
  ].join('\n');
}
