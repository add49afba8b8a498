/** Published plans in memory. */
import { planHash } from '../../../domain/compiled.js';
import { describePlan } from '../../../domain/context.js';
import type { Plans, PublishedPlan } from '../../../domain/ports.js';

export interface MemoryPlans extends Plans {
  /** What is stored, open to changes that the port does not offer. */
  published: Map<string, Stored>;
}
type Stored = PublishedPlan & { current: boolean };

export function memoryPlans(): MemoryPlans {
  const published = new Map<string, Stored>();
  const genuine = (p: PublishedPlan | undefined): PublishedPlan | null => {
    if (p && planHash(p.plan) !== p.hash) throw new Error(`plan ${p.hash} was changed after it was published`);
    return p ? structuredClone({ hash: p.hash, plan: p.plan, revoked: p.revoked }) : null;
  };
  const makeCurrent = (item: Pick<PublishedPlan, 'hash' | 'plan'>): void => {
    genuine({ ...item, revoked: false });
    for (const p of published.values()) if (p.plan.methodId === item.plan.methodId) p.current = false;
    published.set(item.hash, { ...structuredClone(item), current: true, revoked: false });
  };
  const current = (): Stored[] => [...published.values()].filter((p) => p.current && !p.revoked);
  return {
    published,
    async get(hash) {
      return genuine(published.get(hash));
    },
    async current(methodId) {
      return genuine(current().find((p) => p.plan.methodId === methodId));
    },
    async list() {
      return current()
        .map((p) => describePlan(genuine(p)!.plan, p.hash))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    async seed(plans) {
      const stale: string[] = [];
      for (const { hash, plan } of plans) {
        const known = published.get(hash);
        if (!known) makeCurrent({ hash, plan });
        else if (!known.current) stale.push(plan.methodId);
      }
      return { stale };
    },
    async publish(item) {
      makeCurrent(item);
    },
  };
}
