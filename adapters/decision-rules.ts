/** What makes two decisions one: shared by the store in MongoDB and the one in memory. Pure. */
import { decisionsAtMost, type DecisionRecord } from '../domain/ports.js';
import { vetoStep } from '../domain/veto.js';

/** A repeat says the same again; only its moment may be another. */
export const sameDecision = (a: DecisionRecord, b: DecisionRecord): boolean =>
  a.stepId === b.stepId && a.by === b.by && a.verdict === b.verdict && a.evidence === b.evidence;

/** How many of its reset may stand before this one. What others said leaves room for the one veto. */
export const roomFor = ({ stepId }: Pick<DecisionRecord, 'stepId'>): number =>
  stepId === vetoStep ? decisionsAtMost + 1 : decisionsAtMost;
