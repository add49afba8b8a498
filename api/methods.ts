/** The public descriptions of reset methods, kept for a moment: no request reads a plan twice, and a newly published one shows within seconds. */
import type { MethodDescription } from '../domain/context.js';
import { describePlan } from '../domain/context.js';
import type { Clock, Plans, PublishedPlan } from '../domain/ports.js';

const currentFor = 5_000;
/** Descriptions by hash never change; the bound only keeps a long-lived process small. */
const mostHashes = 500;

export interface Methods {
  /** The current plan's description; null where there is no such method or its plan was revoked. */
  current(methodId: string): Promise<MethodDescription | null>;
  /** The description of the plan that a reset began with; null where it is not known. */
  byHash(planHash: string): Promise<MethodDescription | null>;
  list(): Promise<MethodDescription[]>;
}

const describe = ({ plan, hash }: PublishedPlan): MethodDescription => describePlan(plan, hash);

export function methodsOf(plans: Pick<Plans, 'get' | 'current' | 'list'>, clock: Clock): Methods {
  const hashes = new Map<string, MethodDescription>();
  const keep = (description: MethodDescription): MethodDescription => {
    if (hashes.size >= mostHashes) hashes.clear();
    hashes.set(description.planHash, description);
    return description;
  };
  const current = keptFor(currentFor, clock, async (methodId: string) => {
    const found = await plans.current(methodId);
    return found && !found.revoked ? keep(describe(found)) : null;
  });
  const list = keptFor(currentFor, clock, () => plans.list());
  return {
    current,
    list: () => list(''),
    async byHash(hash) {
      const known = hashes.get(hash);
      if (known) return known;
      const found = await plans.get(hash);
      return found && keep(describe(found));
    },
  };
}

/** How many answers are kept at once: the names come from callers. */
const mostKept = 200;

/** Answers again with the last answer for `ms`; one question at a time for a name; failures are not kept. */
function keptFor<T>(ms: number, clock: Clock, ask: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const kept = new Map<string, { until: number; answer: Promise<T> }>();
  return (name) => {
    const last = kept.get(name);
    if (last && last.until > clock.now()) return last.answer;
    if (kept.size >= mostKept) kept.clear();
    const answer = ask(name);
    kept.set(name, { until: clock.now() + ms, answer });
    answer.catch(() => kept.delete(name));
    return answer;
  };
}
