/** The figures as a person reads them. */
import { limits } from './budget.js';
import type { Figures } from './figures.js';

const n = (value: number, digits = 2): string => value.toFixed(digits);
const verdict = (ok: boolean): string => (ok ? 'ok' : 'OVER');
type Row = [name: string, value: string, limit: string, ok: string];
const row = (name: string, value: number | undefined, limit: string, isOk: (value: number) => boolean): Row[] =>
  value === undefined ? [] : [[name, n(value), limit, verdict(isOk(value))]];

export function table({ raw, ...f }: Figures): string {
  const approvals = `resets/s with ${raw.openApprovals} open approvals ÷ without`;
  const rows = [
    ...row('whole resets ÷ bare workflows', f.ratioToBare, 'at least 0.20', (v) => v >= 0.2),
    ...row('p99 of POST /v1/resets ÷ of a bare start', f.startP99Ratio, 'at most 3', (v) => v <= 3),
    ...row(approvals, f.withApprovalsRatio, 'about 1', (v) => v >= 0.85),
    ...row('p99 of a decision ÷ of POST /v1/resets', f.decisionP99Ratio, 'at most 3', (v) => v <= 3),
    ...Object.entries(limits).flatMap(([name, limit]) =>
      row(`${name} a reset`, raw.budget?.[name as keyof typeof limits], `at most ${limit}`, (v) => v <= limit),
    ),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value, limit, ok]) => `${name.padEnd(width)}  ${value.padStart(8)}  ${limit.padEnd(14)} ${ok}`),
    '',
    speeds(raw).join(' · '),
    ...(raw.cpu ? ['', 'CPU milliseconds a reset, by process:', ...Object.entries(raw.cpu).map(cpuLine)] : []),
    ...(raw.cpuMsPerDecision ? ['', cpuLine(['CPU milliseconds a decision:', raw.cpuMsPerDecision])] : []),
  ].join('\n');
}

function speeds(raw: Figures['raw']): string[] {
  const { besideApprovals: beside, resetMs } = raw;
  const named: [string, number | undefined, string][] = [
    ['resets', raw.resetsPerSecond, '/s'],
    ['bare', raw.barePerSecond, '/s'],
    ['with open approvals: resets', beside?.resetsPerSecond, '/s'],
    ['with open approvals: bare', beside?.barePerSecond, '/s'],
    ['a reset p50', resetMs?.p50, ' ms'],
    ['p99', resetMs?.p99, ' ms'],
    ['start p99', raw.startP99Ms, ' ms'],
    ['bare start p99', raw.bareStartP99Ms, ' ms'],
    ['30 clients at once: a request p99', raw.requestP99Ms, ' ms'],
    ['a decision', raw.decisionP99Ms, ' ms'],
    ['decisions judged after their answer', raw.decisionsJudgedLater, ''],
  ];
  return named.flatMap(([name, value, unit]) =>
    value === undefined ? [] : [`${name} ${n(value, unit === '/s' ? 1 : 0)}${unit}`],
  );
}

const cpuLine = ([clients, by]: [string, Record<string, number>]): string =>
  `${clients.padEnd(11)} ${Object.entries(by)
    .map(([name, ms]) => `${name} ${n(ms, 1)}`)
    .join(' · ')}`;
