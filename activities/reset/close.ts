/** reset.close: notices to all the subject's addresses, secrets shredded, the whole truth written. Each effect under its own key. */
import type { Reply } from '../../domain/call.js';
import type { Ms, Role } from '../../domain/plan.js';
import type { AllPorts, AuditEvent, Mail, Subject } from '../../domain/ports.js';
import type { Reset, StepState } from '../../domain/reset.js';
import { vetoLink } from '../../domain/veto.js';
import { subjectOf } from '../subject.js';

/** How long a collected value may be fetched again by its holder. */
const collectAgain = 60_000;

/** What the call that completed the reset has to be put on record, and whom it has just looked up. */
interface Completing {
  records: readonly AuditEvent[];
  subject: Subject;
}

export async function close({ reset }: { reset: Reset }, ports: AllPorts, by?: Completing): Promise<Reply> {
  const { id, subject, credentialId, state, value } = reset;
  const at = ports.clock.now();
  const done = state === 'completed';
  const of = (role: Role, now: StepState['state']): number =>
    Object.values(reset.steps).filter((s) => s.role === role && s.state === now).length;
  // First of all: once the value is gone, a lost report is known by this record only.
  await ports.audit.append(id, [
    ...(by?.records ?? []),
    {
      key: `${id}/close`,
      type: 'reset.closed',
      at,
      data: { state, set: of('target', 'set'), passed: reset.proved, ...(reset.reason && { reason: reset.reason }) },
    },
  ]);
  const message = noticeOf(reset, at, vetoLink(ports, id));
  if (message) {
    const to = by?.subject ?? (await subjectOf(reset, ports));
    await ports.notifier.send(to, { ...message, resetId: id, to: 'all' });
  }
  const collected = done && value !== undefined && of('delivery', 'passed') > 0;
  await ports.vault.shred(id, collected ? { ref: value, until: at + collectAgain } : undefined);
  if (subject) await ports.directory.finish(subject, { resetId: id, credentialId, state, at });
  await ports.resets.close(reset, at);
  return message ? ports.notifier.flush(id) : {};
}

/** Nobody is told of a mere request: a notice goes out at completion, and where something was proved and it ended otherwise. */
function noticeOf(reset: Reset, when: Ms, veto: string): Pick<Mail, 'key' | 'messageId' | 'values'> | null {
  const { id, state, proved, credentialId, applyBegan } = reset;
  const key = `${id}/close/notice`;
  if (state === 'completed')
    return { key, messageId: 'notice-completed', values: { credential: credentialId, when, veto } };
  return proved || applyBegan ? { key, messageId: 'notice-ended', values: { credential: credentialId, veto } } : null;
}
