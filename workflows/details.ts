/** What the Temporal UI shows of a running reset: for the operator at 3 a.m., without a name or an address. */
import type { Plan, Step } from '../domain/plan.js';
import { lastsOf, stepsOf } from '../domain/plan.js';
import { deadlineOf, ended, passedCount, type Reset, type StepState } from '../domain/reset.js';

const time = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 16) + ' UTC';

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
    : `**Waits ${waits[r.state]}**, asked for ${time(r.requestedAt)}, until ${time(deadlineOf(r))}${r.needed > 0 ? `. Proofs: ${passedCount(r)} of ${r.needed}` : ''}${!plan || r.joined || plan.heldBy === 'requester' ? '' : '. The user has not opened the invitation yet'}`;
  const warning = trouble === null ? [] : ['', `⚠ ${trouble}. Signal \`retryNow\` tries at once.`];
  const rows = plan ? stepsOf(plan).map((step) => row(step, r.steps[step.id])) : [];
  const table =
    rows.length === 0
      ? []
      : ['', '| step | state | waits for | since | until |', '| --- | --- | --- | --- | --- |', ...rows];
  return [`${head}`, ...warning, ...table].join('\n');
}

function row(step: Step, s: StepState | undefined): string {
  if (!s) return `| ${step.id} | | | | |`;
  const left =
    s.attemptsLeft === undefined || s.state === 'passed' || s.role === 'source'
      ? ''
      : `, ${s.attemptsLeft} attempts left`;
  const reasons = s.reasons?.length ? ` (${s.reasons.map((reason) => reason.id).join(', ')})` : '';
  const round = s.round > 1 ? `, round ${s.round}` : '';
  const times = s.until === undefined ? ' | ' : `${time(s.until - lastsOf(step))} | ${time(s.until)}`;
  return `| ${step.id} | ${stateOf(step, s)}${s.busy ? ', being judged' : ''}${left}${round}${reasons} | ${waitsFor(step, s)} | ${times} |`;
}

/** What a challenge is to others is a wait. */
const stateOf = ({ shape }: Step, { state }: StepState): string =>
  state === 'challenged' && shape !== 'ask' ? 'waiting' : state;

/** In general words: never a name. */
function waitsFor(step: Step, { state, waitingFor }: StepState): string {
  if (state !== 'challenged') return '';
  if (!waitingFor) return step.shape === 'delay' ? 'time to pass' : 'the user';
  const { have, needed } = waitingFor.values ?? {};
  const count = have === undefined || needed === undefined ? '' : `: ${have} of ${needed}`;
  return `${waitingFor.id}${count}`;
}
