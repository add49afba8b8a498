/**
 * Lanes: the quota of unproven resets of one name, and of the mails that they send, shared out by source address and network, so that a
 * stranger who knows a name can neither lock its owner out nor flood them. By name nothing is ever refused. Pure.
 */
import type { Ms, RequesterKind } from './plan.js';
import type { Keyed, LaneEntry } from './ports.js';
import type { Lane } from './request.js';

/** One lane a kind of requester and person, whichever of their names was typed. `who`: the subject's id, or, where there is none, the typed name. */
export const laneName = (keyed: Pick<Keyed, 'mac'>, kind: RequesterKind, who: string): string =>
  keyed.mac('lane', kind, who);

const minute: Ms = 60_000;

/** Places of anonymous resets. */
const places = {
  /** Live resets of one address: a second try in another tab leaves the first one intact. */
  perAddress: 2,
  /** Live resets of a lane, before old ones make room: what a household and an office ask for at once. */
  inAll: 6,
  /** No other reset takes the place of one, but of one's own address, before this: a code's usual life, so that whoever was mailed one can type it. */
  safeFor: 10 * minute,
  /** A newcomer takes no more places of others than this: what it does is bounded, however many there are. */
  takenAtOnce: 10,
};

/** Those with a tried code last, then the oldest first. */
const byWorth = (a: LaneEntry, b: LaneEntry): number =>
  Number(a.tried) - Number(b.tried) || a.at - b.at || (a.resetId < b.resetId ? -1 : 1);

/**
 * The resets that lose their place to a newcomer, who is in the lane already and never loses his own: the worst of his own address, then,
 * where the lane is too full, old ones of the addresses that hold most.
 */
export function evictions(lane: readonly LaneEntry[], newcomer: string, now: Ms): string[] {
  const source = lane.find((e) => e.resetId === newcomer)?.source;
  const others = lane.filter((e) => e.resetId !== newcomer).sort(byWorth);
  const own = others.filter((e) => e.source === source);
  const evicted = own.slice(0, Math.max(0, own.length + 1 - places.perAddress));
  const left = new Set(others.filter((e) => !evicted.includes(e)));
  for (let taken = 0; left.size + 1 > places.inAll && taken < places.takenAtOnce; taken++) {
    const victim = victimOf([...left], now);
    if (!victim) break;
    evicted.push(victim);
    left.delete(victim);
  }
  return evicted.map((e) => e.resetId);
}

function victimOf(left: readonly LaneEntry[], now: Ms): LaneEntry | undefined {
  const held = new Map<string, number>();
  for (const { source } of left) held.set(source, (held.get(source) ?? 0) + 1);
  const holds = (e: LaneEntry): number => held.get(e.source) ?? 0;
  return left
    .filter((e) => now - e.at > places.safeFor)
    .reduce<LaneEntry | undefined>((worst, e) => (worst && holds(worst) >= holds(e) ? worst : e), undefined);
}

/** Mails of a lane. */
export const sends = {
  /** Counted over this long: the next hour is another try. */
  window: 60 * minute,
  /** One address: a first code, and two that got lost. */
  perSource: 3,
  /** One network (IPv4 /24, IPv6 /48): two addresses' worth, since one customer may hold all of its addresses. */
  perNetwork: 6,
  /** One name, whoever asks: what its owner can be bothered with in an hour. */
  perName: 12,
  /** Beyond that, only for a network that has sent nothing: the owner's own, while others hammer from up to 47 networks. */
  inAll: 48,
  /** How many are remembered: those that count, and the last few that did not go out, so that a repeat is answered as before. */
  kept: 60,
};

/** One mail that a lane was asked for; `heard`: it might go out. */
export interface Send extends Omit<Lane, 'name'> {
  key: string;
  at: Ms;
  heard: boolean;
}

/** Whether one more mail may go to this name, after those that went out within the window. */
export function maySend(sent: readonly Omit<Lane, 'name'>[], { source, network }: Omit<Lane, 'name'>): boolean {
  const ofSource = sent.filter((s) => s.source === source).length;
  const ofNetwork = sent.filter((s) => s.network === network).length;
  const room = sent.length < sends.perName || (ofNetwork === 0 && ofSource === 0 && sent.length < sends.inAll);
  return room && ofSource < sends.perSource && ofNetwork < sends.perNetwork;
}

/** The answer to the mail under this key, and, where it is a new one, what the lane keeps from now on. */
export function judgeSend(
  kept: readonly Send[],
  { source, network }: Lane,
  key: string,
  at: Ms,
): { heard: boolean; keep: Send[] | null } {
  const known = kept.find((s) => s.key === key);
  if (known) return { heard: known.heard, keep: null };
  const recent = kept.filter((s) => s.at > at - sends.window);
  const heard = maySend(
    recent.filter((s) => s.heard),
    { source, network },
  );
  return { heard, keep: bounded([...recent, { key, source, network, at, heard }]) };
}

/** Forgets the oldest of those that did not go out: those that did are fewer than are kept. */
function bounded(all: readonly Send[]): Send[] {
  const forgotten = all.filter((s) => !s.heard).slice(0, Math.max(0, all.length - sends.kept));
  return all.filter((s) => !forgotten.includes(s));
}
