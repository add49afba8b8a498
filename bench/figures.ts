/** What the benchmark measures. */
import type { Budget } from './budget.js';

export interface ResetFigures {
  /** Whole resets per second ÷ bare workflows per second. */
  ratioToBare: number;
  /** p99 of `POST /v1/resets` ÷ p99 of a bare Temporal start. */
  startP99Ratio: number;
  historyEvents: number;
  billableActions: number;
  /** At 30 clients, all processes. */
  cpuMsPerReset: number;
  raw: {
    resetsPerSecond: number;
    barePerSecond: number;
    startP99Ms: number;
    bareStartP99Ms: number;
    resetMs: { p50: number; p99: number };
    budget: Budget;
    cpu: Record<string, Record<string, number>>;
  };
}

export interface ApprovalFigures {
  /** `ratioToBare` with `raw.openApprovals` resets waiting for an approval. */
  besideRatioToBare: number;
  /** p99 of a decision, recorded and answered ÷ p99 of `POST /v1/resets`, both by 30 clients that do nothing else. */
  decisionP99Ratio: number;
  raw: {
    besideApprovals: { resetsPerSecond: number; barePerSecond: number };
    openApprovals: number;
    decisionP99Ms: number;
    requestP99Ms: number;
    /** Decisions that were answered as recorded, before they were judged. */
    decisionsJudgedLater: number;
    /** By process; with what it sets going while others are decided. */
    cpuMsPerDecision: Record<string, number>;
  };
}

/** All of it; or what one part of the benchmark gives, where only that was asked for. */
export interface Figures extends Partial<Omit<ResetFigures, 'raw'>>, Partial<Omit<ApprovalFigures, 'raw'>> {
  /** `besideRatioToBare` ÷ `ratioToBare`. */
  withApprovalsRatio?: number;
  raw: Partial<ResetFigures['raw'] & ApprovalFigures['raw']>;
}
