/**
 * How many resets a signed-in colleague may ask for. Whoever takes over one account could otherwise have invitations mailed to the whole
 * organisation until somebody takes part. Pure.
 */
import type { Ms } from './plan.js';

export const colleagueCap = {
  /** Counted over this long. */
  window: 24 * 3_600_000,
  /** Different people: a team's worth on a bad day. Each name that is typed counts, so that nothing tells which of them are anybody's. */
  people: 5,
  /** Resets in all: two tries for each of them. */
  resets: 10,
};

/** One request of a colleague. `key`: the reset's id; `name`: keyed hash of the name that was typed. */
export interface Asking {
  key: string;
  name: string;
  at: Ms;
}
/** `until`: when the next one may be asked for. */
export type Asked = { allowed: true } | { allowed: false; until: Ms };

/** The answer to one more request, and, where it is counted, what is kept from now on: never more than the cap. */
export function judgeAsking(kept: readonly Asking[], asking: Asking): { asked: Asked; keep: Asking[] | null } {
  const recent = kept.filter((k) => k.at > asking.at - colleagueCap.window);
  if (recent.some((k) => k.key === asking.key && k.name === asking.name))
    return { asked: { allowed: true }, keep: null };
  const full = [...fullInAll(recent), ...fullOfPeople(recent, asking.name)];
  if (full.length > 0) return { asked: { allowed: false, until: Math.max(...full) }, keep: null };
  return { asked: { allowed: true }, keep: [...recent, asking] };
}

/** When there is room for another reset, where there is none now. */
const fullInAll = (recent: readonly Asking[]): Ms[] =>
  recent.length < colleagueCap.resets ? [] : [Math.min(...recent.map((k) => k.at)) + colleagueCap.window];

/** When there is room for another person: as soon as all that was asked for one of them is forgotten. */
function fullOfPeople(recent: readonly Asking[], name: string): Ms[] {
  const last = new Map<string, Ms>();
  for (const k of recent) last.set(k.name, Math.max(k.at, last.get(k.name) ?? 0));
  return last.has(name) || last.size < colleagueCap.people ? [] : [Math.min(...last.values()) + colleagueCap.window];
}
