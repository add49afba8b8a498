/** The frame around every call of a part: the subject or a decoy, the gate, the proof, the read model, the audit. No part does any of this itself. */
import { ApplicationFailure } from '@temporalio/common';
import { eventsOf, type Call, type Reply } from '../domain/call.js';
import type { Json, Shape, Step } from '../domain/plan.js';
import type { AllPorts, AuditEvent, Ports, Subject } from '../domain/ports.js';
import { next, type Event, type Reset } from '../domain/reset.js';
import type { Applied, Out, Tally, Verdict, VerbOf } from '../domain/shapes.js';
import { vetoLink } from '../domain/veto.js';
import { askOthers, holds } from './deciders.js';
import { checkGate, type Gate } from './gate.js';
import type { AnyPart, CallOf } from './part.js';
import { close } from './reset/close.js';
import { decoySubject, subjectOf } from './subject.js';

export type PartOf = (step: Pick<Step, 'role' | 'kind'>) => AnyPart;

/** What came of a call. `heard`: whether its mail goes out. */
interface Judged {
  out: object;
  events: Event[];
  heard: boolean;
}
/** Calls the part. Writes nothing of the reset. `subject`: as the directory has just told it. */
export async function judge(
  part: AnyPart,
  verb: string,
  call: Call,
  input: object,
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Judged> {
  const { reset, step, key, until } = call;
  const speaking = reset.decoy ? silent(ports) : ports;
  // What a decider has sent is sent in their own name, on record, and bounded by its part: they must not be told of a code that never went out.
  const quota = verb === 'decide' ? unbounded(speaking) : inQuota(reset, key, speaking);
  const stillHolds = (proved: Step): Promise<boolean> =>
    holds(partOf(proved), callOf({ ...call, step: lean(proved) }, key, subject, null), ports);
  const gate: Gate = step.role === 'target' ? await checkGate(verb, call, subject, ports, stillHolds) : { fence: null };
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

const callOf = ({ reset, step, until }: Call, key: string, subject: Subject, fence: number | null): CallOf<Json> => ({
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

interface Quota {
  ports: AllPorts;
  heard: () => Promise<boolean>;
}
const unbounded = (ports: AllPorts): Quota => ({ ports, heard: async () => true });

/**
 * The ports of one call that may mail once within the quota of the reset's lane. Beyond it the mail is dropped and its challenge can't be
 * passed, with the same work: a code that was mailed to nobody could only be guessed. Whoever opened a mailed link has the mails: they are
 * no stranger. `heard`: false where something was dropped.
 */
export function inQuota({ lane, proved, epoch }: Reset, key: string, ports: AllPorts): Quota {
  if (!lane || proved || epoch > 1) return unbounded(ports);
  const { notifier, challenges, quotas, keyed, clock } = ports;
  let taken: Promise<boolean> | undefined;
  const take = (): Promise<boolean> => (taken ??= quotas.take(lane, key, clock.now()));
  const bound: Pick<Ports, 'notifier' | 'challenges'> = {
    notifier: {
      flush: (resetId) => notifier.flush(resetId),
      send: async (subject, mail) => notifier.send((await take()) ? subject : decoySubject(subject.id), mail),
    },
    challenges: {
      guess: (item) => challenges.guess(item),
      void: (resetId) => challenges.void(resetId),
      async issue(item) {
        const unpassable = keyed.mac('unheard', item.key);
        await challenges.issue({ ...item, secretMac: (await take()) ? item.secretMac : unpassable });
      },
    },
  };
  return { ports: { ...ports, ...bound }, heard: () => taken ?? Promise.resolve(true) };
}

/**
 * One activity: judges, then proves, writes the read model and the audit, and sends what may be sent before the answer. Where the call says so and
 * it completes the reset, it closes it, too.
 */
export async function callPart(
  part: AnyPart,
  verb: string,
  call: Call,
  input: object,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Reply> {
  const subject = await subjectOf(call.reset, ports);
  const { out, events, heard } = await judge(part, verb, call, input, subject, ports, partOf);
  // A waiting time of which some could not be told yet has not begun: it is announced again.
  if (call.step.shape === 'delay' && (await ports.notifier.flush(call.reset.id)).unsent > 0)
    throw ApplicationFailure.retryable('the announcement waits to be sent', 'unsent');
  const after = events.reduce(next, call.reset);
  // A delay is a proof because the subject was told of it.
  const told = (heard || call.step.shape !== 'delay') && (await prove(call, after, out, ports));
  const records = recordsOf(verb, call, after, out, ports);
  if (call.closes && after.state === 'completed') {
    const closed = await close({ reset: after }, ports, { records, subject }).catch(() => null);
    // What did not succeed the workflow has done by an activity of its own, which is repeated.
    if (closed) return { ...unsigned(out), ...closed, closed: true };
  }
  await ports.resets.save(after, [call.step.id], triedFact(call, out));
  if (records.length > 0) await ports.audit.append(after.id, records);
  return { ...unsigned(out), ...(told ? { unsent: 1 } : await mailsOf(verb, call, out, ports)) };
}

/** Who decided is for the audit: the workflow has no use for it. */
const unsigned = ({ by: _, ...out }: { by?: unknown }): object => out;

/**
 * A passed authenticator leaves a signed proof: what the gate counts. The first of several is told to all the subject's addresses; the only one
 * is not, because the end, minutes away, is told in any case. Answers whether mail waits.
 */
async function prove({ step, reset, until }: Call, after: Reset, out: object, ports: AllPorts): Promise<boolean> {
  const delay = step.shape === 'delay';
  if (step.role !== 'authenticator' || !(delay || isPassed(out))) return false;
  const { id: resetId, subject: subjectId, epoch, credentialId } = after;
  // A delay's only call is its announcement: the proof counts from its end.
  const at = delay ? until : ports.clock.now();
  const round = reset.steps[step.id]?.round ?? 0;
  await ports.proofs.record({ resetId, stepId: step.id, subjectId, epoch, round, factor: step.factor, at });
  if (delay || reset.proved || after.state !== 'authenticating') return false;
  const notice = {
    key: `${resetId}/notice-proved`,
    resetId,
    messageId: 'notice-proved',
    values: { credential: credentialId, veto: vetoLink(ports, resetId) },
    to: 'all' as const,
  };
  await ports.notifier.send(await subjectOf(reset, ports), notice);
  return true;
}

/** A tally may say that it would pass, and that it is not done. */
const isPassed = (out: Partial<Verdict & Tally>): boolean => out.passed === true && out.done !== false;

const triedFact = ({ step }: Call, out: object): { tried: true } | undefined =>
  step.role === 'authenticator' && 'passed' in out && !out.passed ? { tried: true } : undefined;

/** What a target says of one effect may change: a write that was not found, then repeated, was set in the end. */
const recordKey = (key: string, verb: string, out: object): string =>
  'state' in out ? `${key}/${verb}/${String(out.state)}` : key;

function recordsOf(
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

/** A challenge's mail goes out after its answer, which must not depend on a mail server; other mails at once. */
async function mailsOf(
  verb: string,
  { reset }: Call,
  out: object,
  { notifier }: AllPorts,
): Promise<{ unsent?: number }> {
  if (verb === 'challenge') return { unsent: 1 };
  const sends = verb === 'invite' || verb === 'remind' || 'mailed' in out;
  return sends ? notifier.flush(reset.id) : {};
}

/** The step as calls carry it. */
export const lean = ({ prompts: _, ...step }: Step): Call['step'] => step;
