/** What makes two decisions one, and what is asked of all that is kept: shared by the store in MongoDB and the one in memory. */
import { decidersOf, decisionsAtMost, type DecisionRecord, type Decisions } from '../domain/ports.js';
import { vetoStep } from '../domain/veto.js';

/** A repeat says the same again; only its moment may be another, and the groups of a newer token. */
export const sameDecision = (a: DecisionRecord, b: DecisionRecord): boolean =>
  a.stepId === b.stepId && a.by === b.by && a.verdict === b.verdict && a.evidence === b.evidence;

/** How many of its reset may stand before this one. What others said leaves room for the one veto. */
export const roomFor = ({ stepId }: Pick<DecisionRecord, 'stepId'>): number =>
  stepId === vetoStep ? decisionsAtMost + 1 : decisionsAtMost;

/** The questions that are answered from all that is kept. */
export const questionsTo = (of: Decisions['of']): Pick<Decisions, 'told' | 'asked' | 'get' | 'judged'> => ({
  told: async (resetId, stepId) => (await of(resetId)).told[stepId] ?? [],
  asked: async (resetId, stepId) => decidersOf(await of(resetId), stepId),
  get: async (resetId, id) => (await of(resetId)).records.find((r) => r.id === id) ?? null,
  judged: async (resetId, stepId) =>
    (await of(resetId)).judged.filter((d) => stepId === undefined || d.stepId === stepId),
});
