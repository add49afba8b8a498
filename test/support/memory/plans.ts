/** Published plans in memory. */
import { describePlan } from '../../../domain/context.js';
import type { Plans, PublishedPlan } from '../../../domain/ports.js';

export interface MemoryPlans extends Plans {
  /** What is stored, open to changes that the port does not offer. */
  published: Map<string, PublishedPlan>;
}

export function memoryPlans(): MemoryPlans {
  const published = new Map<string, PublishedPlan>();
  const makeCurrent = (item: Pick<PublishedPlan, 'hash' | 'plan'>): void => {
    for (const p of published.values()) if (p.plan.methodId === item.plan.methodId) p.current = false;
    published.set(item.hash, { ...structuredClone(item), current: true, revoked: false });
  };
  const current = (): PublishedPlan[] => [...published.values()].filter((p) => p.current && !p.revoked);
  return {
    published,
    async get(hash) {
      return structuredClone(published.get(hash) ?? null);
    },
    async current(methodId) {
      return structuredClone(current().find((p) => p.plan.methodId === methodId) ?? null);
    },
    async list() {
      return current()
        .map((p) => describePlan(p.plan, p.hash))
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
