/** The frame around every call of a part: the proof, the read model, the audit, the mail. No part does any of this itself. */
import { ApplicationFailure } from '@temporalio/common';
import type { Answered, Call, Reply } from '../domain/call.js';
import type { Ref } from '../domain/plan.js';
import type { AllPorts } from '../domain/ports.js';
import { next, type Reset } from '../domain/reset.js';
import type { Tally, Verdict } from '../domain/shapes.js';
import { vetoLink } from '../domain/veto.js';
import { getAndSet, listener, unknown, writeOf } from './at-once.js';
import { judge, type PartOf } from './judge.js';
import type { AnyPart } from './part.js';
import { recordsOf } from './records.js';
import { close } from './reset/close.js';
import { subjectOf } from './subject.js';

/**
 * One activity: judges, then proves, writes the read model and the audit, and sends what may be sent before the answer. Where the call says so it
 * sets what the source accepted, and, where it completes the reset, closes it.
 */
export async function callPart(
  part: AnyPart,
  verb: string,
  call: Call,
  input: object,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Reply> {
  const isHeard = listener();
  const subject = await subjectOf(call.reset, ports);
  const { sets } = call;
  const { out, events, heard } = sets
    ? await getAndSet(part, { ...call, sets }, input as { answer: Ref }, subject, ports, partOf, isHeard)
    : await judge(part, verb, call, input, subject, ports, partOf);
  // A waiting time of which some could not be told yet has not begun: it is announced again.
  if (call.step.shape === 'delay' && (await ports.notifier.flush(call.reset.id)).unsent > 0)
    throw ApplicationFailure.retryable('the announcement waits to be sent', 'unsent');
  if (sets) isHeard();
  const after = events.reduce(next, call.reset);
  // A delay is a proof because the subject was told of it.
  const told = (heard || call.step.shape !== 'delay') && (await prove(call, after, out, ports));
  const { applied } = out as Answered;
  const written = sets && applied ? { call: writeOf(call, sets), applied } : undefined;
  const records = [
    ...recordsOf(verb, call, after, out, ports),
    ...(written ? recordsOf('apply', written.call, after, written.applied, ports) : []),
  ];
  if (call.closes && after.state === 'completed') {
    const closed = await close({ reset: after }, ports, { records, subject }).catch(() => null);
    // What did not succeed the workflow has done by an activity of its own, which is repeated.
    if (closed) return { ...unsigned(out), ...closed, closed: true };
  }
  const steps = [call.step.id, ...(written ? [written.call.step.id] : [])];
  try {
    await ports.resets.save(after, steps, triedFact(call, out));
    if (records.length > 0) await ports.audit.append(after.id, records);
  } catch (error) {
    // It was set, or not: the target is asked, which puts it on record.
    if (written) return { ...unsigned(out), applied: unknown };
    throw error;
  }
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

/**
 * A challenge's mail goes out after its answer, which must not depend on a mail server. Before a proof the workflow has all others sent, too, at a
 * moment that tells nobody whether there is anything to send; after it they go out at once.
 */
async function mailsOf(
  verb: string,
  { reset }: Call,
  out: object,
  { notifier }: AllPorts,
): Promise<{ unsent?: number }> {
  if (verb === 'challenge') return { unsent: 1 };
  const sends = verb === 'invite' || verb === 'remind' || 'mailed' in out;
  if (!sends) return {};
  return reset.proved ? notifier.flush(reset.id) : { unsent: 1 };
}
