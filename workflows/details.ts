/** What the Temporal UI shows of a running reset: for the operator at 3 a.m., without a name or an address. */
import type { Plan } from '../domain/plan.js';
import { stepsOf } from '../domain/plan.js';
import { deadlineOf, ended, passedCount, type Reset, type StepState } from '../domain/reset.js';

const time = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 19) + ' UTC';

const waits: Record<string, string> = {
  requested: 'to be opened: the method is read and the user looked up',
  authenticating: 'for proof that it is the user',
  authenticated: 'for the new credential',
  executing: 'for the targets to be set',
  delivering: 'for the new credential to be collected',
};

/** Markdown: one sentence, then a short table of the steps. */
export function detailsOf(r: Reset, plan: Plan | null, trouble: string | null): string {
  const head = ended(r.state)
    ? `**${r.state}**${r.reason === undefined ? '' : ` (${r.reason})`}`
    : `**Waits ${waits[r.state]}**, until ${time(deadlineOf(r))}${r.needed > 0 ? `. Proofs: ${passedCount(r)} of ${r.needed}` : ''}${r.joined || !plan ? '' : '. The user has not opened the invitation yet'}`;
  const warning = trouble === null ? [] : ['', `⚠ ${trouble}. Signal \`retryNow\` tries at once.`];
  const rows = plan ? stepsOf(plan).map((s) => row(s.id, r.steps[s.id])) : [];
  const table = rows.length === 0 ? [] : ['', '| step | state | round | until |', '| --- | --- | --- | --- |', ...rows];
  return [`${head}`, ...warning, ...table].join('\n');
}

function row(id: string, s: StepState | undefined): string {
  if (!s) return `| ${id} | | | |`;
  const left =
    s.attemptsLeft === undefined || s.state === 'passed' || s.role === 'source'
      ? ''
      : `, ${s.attemptsLeft} attempts left`;
  const waits = s.waitingFor
    ? `, waits: ${s.waitingFor.id}${Object.values(s.waitingFor.values ?? {})
        .map((v) => ` ${v}`)
        .join('')}`
    : '';
  const reasons = s.reasons?.length ? ` (${s.reasons.map((reason) => reason.id).join(', ')})` : '';
  return `| ${id} | ${s.state}${s.busy ? ', being judged' : ''}${left}${waits}${reasons} | ${s.round} | ${s.until === undefined ? '' : time(s.until)} |`;
}
