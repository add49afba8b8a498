/** What the audit is told of a call. */
import type { Call } from '../domain/call.js';
import type { AllPorts, AuditEvent } from '../domain/ports.js';
import type { Reset } from '../domain/reset.js';

/** What a target says of one effect may change: a write that was not found, then repeated, was set in the end. */
export const recordKey = (key: string, verb: string, out: object): string =>
  'state' in out ? `${key}/${verb}/${String(out.state)}` : key;

export function recordsOf(
  verb: string,
  { key, reset, step }: Call,
  after: Reset,
  out: object,
  { clock }: AllPorts,
): AuditEvent[] {
  // A source's accepted value changes nothing by itself: the targets' record, which follows, tells of it.
  if (step.role === 'source' && 'passed' in out && out.passed) return [];
  const flag = 'flag' in out ? String(out.flag) : undefined;
  const result =
    'passed' in out ? { passed: Boolean(out.passed) } : 'state' in out ? { result: String(out.state) } : {};
  const data = { step: step.id, kind: step.kind, from: reset.state, to: after.state, epoch: after.epoch, ...result };
  const name = recordKey(key, verb, out);
  const facts = Object.fromEntries(
    (['refused', 'by', 'how'] as const).flatMap((name) => (name in out ? [[name, String(out[name as never])]] : [])),
  );
  const at = clock.now();
  return [
    { key: name, type: `${step.role}.${verb}`, at, data: { ...data, ...facts } },
    ...(flag === undefined
      ? []
      : [{ key: `${name}/flag`, type: 'incident', at, data: { step: step.id, kind: step.kind, flag } }]),
  ];
}
