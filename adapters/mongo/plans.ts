/** Published plans, each by its hash, signed with a key outside MongoDB, and for each method a pointer at the current one. */
import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { planHash } from '../../domain/compiled.js';
import { describePlan } from '../../domain/context.js';
import type { Plan } from '../../domain/plan.js';
import type { Plans, PublishedPlan } from '../../domain/ports.js';
import { isDuplicate } from './guarded.js';
import type { Signer } from '../keys/types.js';
import type { PlanDoc } from './models.js';

const prefix = 'current/';
/** Of so many plans this process remembers that it has verified them. */
const plansKept = 200;

const label = 'plan';

export function plansOf(plans: Model<PlanDoc>, { signer }: { signer: Signer }): Plans {
  /** What a hash names never changes; only whether it is revoked is asked each time. */
  const verified = new LRUCache<string, Plan>({ max: plansKept });
  const read = (hash: string, fields?: Record<string, 1>): Promise<PlanDoc | null> =>
    plans.findById(hash, fields).lean<PlanDoc | null>().exec();
  const pointer = (methodId: string): Promise<PlanDoc | null> => read(prefix + methodId);

  async function point(methodId: string, hash: string): Promise<void> {
    await plans.updateOne({ _id: prefix + methodId }, { $set: { methodId, current: hash } }, { upsert: true });
  }
  /** False where this very plan was there already. */
  async function insert(hash: string, plan: Plan): Promise<boolean> {
    const { methodId } = unchanged(hash, plan);
    try {
      await plans.create({
        _id: hash,
        methodId,
        json: JSON.stringify(plan),
        signature: signer.sign(label, hash),
        revoked: false,
      });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Whoever can write to MongoDB can write a plan, too, but not sign it. */
  function published(doc: PlanDoc): PublishedPlan {
    if (!signer.verify(label, doc._id, doc.signature ?? ''))
      throw new Error(`plan ${doc._id} was not published by Rekey`);
    const plan = unchanged(doc._id, JSON.parse(doc.json ?? 'null') as Plan);
    verified.set(doc._id, plan);
    return { hash: doc._id, plan, revoked: doc.revoked === true };
  }

  async function get(hash: string): Promise<PublishedPlan | null> {
    const plan = verified.get(hash);
    const doc = await read(hash, plan && { revoked: 1 });
    if (!doc) return null;
    if (plan) return { hash, plan, revoked: doc.revoked === true };
    return doc.json === undefined ? null : published(doc);
  }

  return {
    get,

    async current(methodId) {
      const hash = (await pointer(methodId))?.current;
      const found = hash === undefined ? null : await get(hash);
      return found?.revoked ? null : found;
    },

    async list() {
      const docs = await plans.find().lean<PlanDoc[]>().exec();
      const current = new Set(docs.map((d) => d.current));
      return docs
        .filter((d) => current.has(d._id) && !d.revoked)
        .map((d) => describePlan(published(d).plan, d._id))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    },

    async seed(items) {
      const stale: string[] = [];
      for (const { hash, plan } of items) {
        const isNew = await insert(hash, plan);
        const current = isNew ? undefined : (await pointer(plan.methodId))?.current;
        // Known, and yet no plan of the method is current: whoever inserted it died before the second write.
        if (current === undefined) await point(plan.methodId, hash);
        else if (current !== hash) stale.push(plan.methodId);
      }
      return { stale };
    },

    async publish({ hash, plan }) {
      if (!(await insert(hash, plan)))
        await plans.updateOne(
          { _id: hash },
          { $set: { json: JSON.stringify(plan), signature: signer.sign(label, hash), revoked: false } },
        );
      await point(plan.methodId, hash);
    },
  };
}

/** The plan, where its content is what its name says. */
function unchanged(hash: string, plan: Plan): Plan {
  if (planHash(plan) !== hash) throw new Error(`plan ${hash} was changed after it was published`);
  return plan;
}
