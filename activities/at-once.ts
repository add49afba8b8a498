/**
 * What a source accepts is set in the same activity, where the target can bar a write. A call that was given up may wake up at any point: it was barred
 * before anything was told, so it writes no value, and it is too late to put anything on record.
 */
import { ApplicationFailure } from '@temporalio/common';
import { eventsOfBoth, type Call, type Sets } from '../domain/call.js';
import { failures } from '../domain/failures.js';
import type { Ms, Ref } from '../domain/plan.js';
import type { AllPorts, Subject, Vault } from '../domain/ports.js';
import type { Applied, Verdict } from '../domain/shapes.js';
import type { Gate } from './gate.js';
import { callOf, gateOf, judge, type Judged, type PartOf } from './judge.js';
import type { AnyPart } from './part.js';

/** Nobody knows whether it was set: the target is asked. */
export const unknown: Applied = { state: 'unknown' };

/** The call of the write that a call of its source is followed by. */
export const writeOf = ({ reset }: Call, { key, step, until }: Sets): Call => ({ key, reset, step, until });

type Typed = Call & { sets: Sets };

/**
 * The source's word and, where it accepts, what came of the write: `unknown` where that failed. Without the latter nothing was written: a call of its own
 * does it (the gate is closed or can't be asked, another reset is at work, the target refuses or can't bar). Where it fails by itself nothing was written either.
 */
export async function getAndSet(
  part: AnyPart,
  call: Typed,
  input: { answer: Ref },
  subject: Subject,
  all: AllPorts,
  partOf: PartOf,
  isHeard: () => void,
): Promise<Judged> {
  if (call.sets.again) return findOut(call, input, subject, all, partOf);
  const ports = { ...all, vault: openedOnce(all.vault) };
  const verdict = (await judge(part, 'verify', call, input, subject, ports, partOf)).out as Verdict;
  const target = partOf(call.sets.step);
  if (!verdict.passed || !target.bar) return said(call, verdict);
  const write = writeOf(call, call.sets);
  isHeard();
  const gate = await gateOf('apply', write, subject, ports, partOf).catch((): Gate => ({ fence: null }));
  if (!('fence' in gate) || gate.fence === null) return said(call, verdict);
  const value = { value: verdict.value! };
  isHeard();
  const applied = await judge(target, 'apply', write, value, subject, ports, partOf, gate).then(
    ({ out }) => out as Applied,
    () => unknown,
  );
  return applied.state === 'refused' ? said(call, verdict) : said(call, verdict, applied);
}

/** The source and the target open the same value. */
function openedOnce(vault: Vault): Vault {
  const opened = new Map<string, ReturnType<Vault['open']>>();
  return {
    seal: (item) => vault.seal(item),
    shred: (resetId, keep) => vault.shred(resetId, keep),
    open(ref, bound) {
      const name = JSON.stringify([ref, bound.resetId, bound.purpose]);
      const known = opened.get(name) ?? vault.open(ref, bound);
      opened.set(name, known);
      return known;
    },
  };
}

/** The write is barred, and what stands is told. Fails as `never-set` where it was not made, and now never will be. */
async function findOut(
  call: Typed,
  { answer }: { answer: Ref },
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
): Promise<Judged> {
  const target = partOf(call.sets.step);
  const write = writeOf(call, call.sets);
  const accepted = { passed: true, reasons: [], value: answer };
  const wasMade = (await target.bar?.(callOf(write, write.key, subject, null), ports)) ?? false;
  const { out } = await judge(target, 'verify', write, { value: answer }, subject, ports, partOf);
  if ((out as Applied).state === 'set') return said(call, accepted, { state: 'set' });
  if (wasMade) return said(call, accepted, { state: 'refused', reasons: [{ id: 'superseded' }] });
  throw ApplicationFailure.nonRetryable('nothing was set', failures.neverSet);
}

function said({ step, sets, until }: Typed, verdict: Verdict, applied?: Applied): Judged {
  const out = { ...verdict, ...(applied && { applied }) };
  return { out, events: eventsOfBoth({ ...step, shape: 'ask' }, 'verify', out, until, sets.step), heard: true };
}

/** So long after it began nobody listens to a call any more: a second less than an activity has. */
const heardWithin: Ms = 9_000;

/** To be asked before anything is written. Fails as `unheard`: whoever is still there finds out what came of it. */
export function listener(): () => void {
  const [began, beganAt] = [performance.now(), Date.now()];
  return () => {
    // A machine that was stopped for a while may have stopped one of the two clocks.
    if (Math.max(performance.now() - began, Date.now() - beganAt) > heardWithin)
      throw ApplicationFailure.nonRetryable('took too long to be heard', failures.unheard);
  };
}
