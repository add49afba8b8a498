/** One call of a part, as the frame makes it: for the subject or a decoy, behind the gate, within the quota. Writes nothing of the reset. */
import { eventsOf, lean, type Call } from '../domain/call.js';
import type { Json, Shape, Step } from '../domain/plan.js';
import type { AllPorts, Subject } from '../domain/ports.js';
import type { Event } from '../domain/reset.js';
import type { Applied, Out, VerbOf } from '../domain/shapes.js';
import { askOthers, holds } from './deciders.js';
import { checkGate, type Gate } from './gate.js';
import type { AnyPart, CallOf } from './part.js';
import { inQuota, unbounded } from './quota.js';
import { recordKey } from './records.js';
import { decoySubject } from './subject.js';

export type PartOf = (step: Pick<Step, 'role' | 'kind'>) => AnyPart;

/** What came of a call. `heard`: whether its mail goes out. */
export interface Judged {
  out: object;
  events: Event[];
  heard: boolean;
}
/** Calls the part. Writes nothing of the reset. `subject`: as the directory has just told it. `given`: the gate, where it was asked already. */
export async function judge(
  part: AnyPart,
  verb: string,
  call: Call,
  input: object,
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
  given?: Gate,
): Promise<Judged> {
  const { reset, step, key, until } = call;
  const speaking = reset.decoy ? silent(ports) : ports;
  // What a decider has sent is sent in their own name, on record, and bounded by its part: they must not be told of a code that never went out.
  const quota = verb === 'decide' ? unbounded(speaking) : inQuota(reset, key, speaking);
  const gate = given ?? (await gateOf(verb, call, subject, ports, partOf));
  const fence = 'fence' in gate ? gate.fence : null;
  const made = callOf(call, key, subject, fence);
  const ask = async (which: string): Promise<object> =>
    step.shape === 'await'
      ? askOthers(part, which, made, input, quota.ports)
      : part.verbs[which]!(made, input as never, quota.ports);
  const known = await reported(verb, call, ports);
  const out = known ?? ('closed' in gate ? await truthBehind(gate.closed, verb, ask) : honest(call, await ask(verb)));
  return {
    out,
    events: eventsOf(
      step as { id: string; shape: Shape },
      verb as VerbOf<Shape>,
      out as Out<Shape, VerbOf<Shape>>,
      until,
    ),
    heard: await quota.heard(),
  };
}

/** The gate before a target, which takes the claim. */
export async function gateOf(
  verb: string,
  call: Call,
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Gate> {
  if (call.step.role !== 'target') return { fence: null };
  const stillHolds = (proved: Step): Promise<boolean> =>
    holds(partOf(proved), callOf({ ...call, step: lean(proved) }, call.key, subject, null), ports);
  return checkGate(verb, call, subject, ports, stillHolds);
}

/** The report of the write was lost, but not its record: it was set, whatever came since; the value with which a target could be asked may be gone. */
async function reported(verb: string, { key, reset, step }: Call, { audit }: AllPorts): Promise<Applied | null> {
  if (step.role !== 'target' || verb !== 'verify') return null;
  const wasSet = recordKey(key, 'apply', { state: 'set' });
  return (await audit.of(reset.id)).some((record) => record.key === wasSet) ? { state: 'set' } : null;
}

/** A write whose report was lost may have been made before the gate closed: then it is told as set. */
async function truthBehind(closed: Applied, verb: string, ask: (verb: string) => Promise<object>): Promise<Applied> {
  const now = verb === 'apply' ? ((await ask('verify')) as Applied) : closed;
  return now.state === 'set' ? now : closed;
}

export const callOf = (
  { reset, step, until }: Call,
  key: string,
  subject: Subject,
  fence: number | null,
): CallOf<Json> => ({
  key,
  resetId: reset.id,
  credentialId: reset.credentialId,
  stepId: step.id,
  round: reset.steps[step.id]?.round ?? 0,
  attempts: 'attempts' in step.timing ? step.timing.attempts : 0,
  subject,
  requester: reset.requester ?? { kind: 'self' },
  fence,
  epoch: reset.epoch,
  joined: reset.joined,
  until,
  config: step.config,
  asked: [],
  decided: [],
});

/** For a decoy nobody is mailed, neither the subject that there is not nor those who would be asked about them: with the same work. */
const silent = (ports: AllPorts): AllPorts => ({
  ...ports,
  notifier: {
    flush: (resetId) => ports.notifier.flush(resetId),
    send: (subject, mail) => ports.notifier.send(decoySubject(subject.id), mail),
  },
});

/** A decoy never proves anything, whatever was typed. */
function honest({ reset, step }: Call, out: object): object {
  return reset.decoy && step.role === 'authenticator' && 'passed' in out ? { ...out, passed: false } : out;
}
