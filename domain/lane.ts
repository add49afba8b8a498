/**
 * Lanes: the quota of anonymous, unproven resets of one name, and of the mails that they send, shared out by source address, so that a
 * stranger who knows a name can neither lock its owner out nor flood them. By name nothing is ever refused. Pure.
 */
import type { LaneEntry } from './ports.js';

const hour = 3_600_000;

/** How many live resets one address may hold in a lane: a second try in another tab leaves the first one intact. */
const perAddress = 2;
/** How many live resets a lane holds. */
const laneSize = 6;

/** Those with a tried code last, then the oldest first. */
const byWorth = (a: LaneEntry, b: LaneEntry): number =>
  Number(a.tried) - Number(b.tried) || a.at - b.at || (a.resetId < b.resetId ? -1 : 1);

/** The resets that lose their place to a newcomer, who is in the lane already and never loses his own. */
export function evictions(lane: readonly LaneEntry[], newcomer: string): string[] {
  const source = lane.find((e) => e.resetId === newcomer)?.source;
  const others = lane.filter((e) => e.resetId !== newcomer).sort(byWorth);
  const own = others.filter((e) => e.source === source);
  const evicted = own.slice(0, Math.max(0, own.length + 1 - perAddress));
  let left = others.filter((e) => !evicted.includes(e));
  while (left.length + 1 > laneSize) {
    const victim = left.find((e) => countOf(left, e.source) === Math.max(...left.map((o) => countOf(left, o.source))));
    evicted.push(victim!);
    left = left.filter((e) => e !== victim);
  }
  return evicted.map((e) => e.resetId);
}
const countOf = (entries: readonly LaneEntry[], source: string): number =>
  entries.filter((e) => e.source === source).length;

/** Sends are counted over this long. */
export const sendWindow = hour;
const sendsPerAddress = 3;
const sendsPerName = 12;
/** An address that has sent nothing yet may send beyond `sendsPerName`, up to this: the owner's own, while others hammer. */
const sendsAtAll = 24;

/** Whether one more mail may go to this name from this source. */
export function maySend(sent: readonly { source: string }[], source: string): boolean {
  const own = sent.filter((s) => s.source === source).length;
  return own < sendsPerAddress && (sent.length < sendsPerName || (own === 0 && sent.length < sendsAtAll));
}
