/**
 * What a source accepts is set in the same activity. The claim comes first: whoever was given up and wakes up later, between the source's word and
 * the write, then holds one that is no longer good.
 */
import { ApplicationFailure } from '@temporalio/common';
import { eventsOfBoth, type Call, type Sets } from '../domain/call.js';
import type { Ref } from '../domain/plan.js';
import type { AllPorts, Subject, Vault } from '../domain/ports.js';
import type { Applied, Verdict } from '../domain/shapes.js';
import { claimBusy } from './gate.js';
import { gateOf, judge, type Judged, type PartOf } from './judge.js';
import type { AnyPart } from './part.js';

/** The call of the write that a call of its source is followed by. */
export const writeOf = ({ reset }: Call, { key, step, until }: Sets): Call => ({ key, reset, step, until });

/**
 * The source's word and, where it accepts and the gate is open, what came of the write (`unknown` where that failed). Where it fails itself, nothing
 * was written by it. `again`: nobody knows what came of it the last time, so the target is asked before it begins, and before it says no.
 */
export async function getAndSet(
  part: AnyPart,
  call: Call & { sets: Sets },
  input: { answer: Ref },
  subject: Subject,
  all: AllPorts,
  partOf: PartOf,
): Promise<Judged> {
  const { reset, step, sets, until } = call;
  const ports = { ...all, vault: openedOnce(all.vault) };
  const { again = false } = sets;
  const target = partOf(sets.step);
  const write = writeOf(call, sets);
  const asTarget = async (verb: string, value: Ref, fence: number | null): Promise<Applied> =>
    (await judge(target, verb, write, { value }, subject, ports, partOf, { fence })).out as Applied;
  const said = (verdict: Verdict, applied?: Applied): Judged => {
    const out = { ...verdict, ...(applied && { applied }) };
    return { out, events: eventsOfBoth({ ...step, shape: 'ask' }, 'verify', out, until, sets.step), heard: true };
  };
  const isSet = async (): Promise<boolean> => again && (await asTarget('verify', input.answer, null)).state === 'set';
  const wasSet = said({ passed: true, reasons: [], value: input.answer }, { state: 'set' });

  const fence = await claimFor(write, subject, ports, partOf, again);
  if (await isSet()) return wasSet;
  const givenUp = async (): Promise<boolean> => {
    if (fence === null) return false;
    await ports.credentials.release(reset.subject, reset.credentialId, reset.id, fence);
    return isSet();
  };
  let verdict: Verdict;
  try {
    verdict = (await judge(part, 'verify', call, input, subject, ports, partOf)).out as Verdict;
  } catch (error) {
    if (await givenUp()) return wasSet;
    throw error;
  }
  if (!verdict.passed) return (await givenUp()) ? wasSet : said(verdict);
  if (fence === null) return said(verdict);
  return said(verdict, await asTarget('apply', verdict.value!, fence).catch((): Applied => ({ state: 'unknown' })));
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

/** null where the gate is closed or can't be asked, or another reset is at work: then the write waits for a call of its own, which tells. */
async function claimFor(
  write: Call,
  subject: Subject,
  ports: AllPorts,
  partOf: PartOf,
  anew: boolean,
): Promise<number | null> {
  try {
    const gate = await gateOf('apply', write, subject, ports, partOf, anew);
    return 'fence' in gate ? gate.fence : null;
  } catch (error) {
    if (anew && !(error instanceof ApplicationFailure && error.type === claimBusy)) throw error;
    return null;
  }
}
