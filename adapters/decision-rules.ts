/** What makes two decisions one: shared by the store in MongoDB and the one in memory. Pure. */
import type { DecisionRecord } from '../domain/ports.js';

/** A repeat says the same again; only its moment may be another. */
export const sameDecision = (a: DecisionRecord, b: DecisionRecord): boolean =>
  a.stepId === b.stepId && a.by === b.by && a.verdict === b.verdict && a.evidence === b.evidence;
