/** What the benchmark measures. */
import type { Budget } from './budget.js';

export interface Figures {
  /** Whole resets per second ÷ bare workflows per second. */
  ratioToBare: number;
  /** p99 of `POST /v1/resets` ÷ p99 of a bare Temporal start. */
  startP99Ratio: number;
  historyEvents: number;
  billableActions: number;
  /** The rate of whole resets with `raw.openApprovals` resets waiting for an approval ÷ without. */
  withApprovalsRatio: number;
  /** p99 of a decision, recorded and judged ÷ p99 of `POST /v1/resets`, both by 30 clients that do nothing else. */
  decisionP99Ratio: number;
  /** At 30 clients, all processes. */
  cpuMsPerReset: number;
  raw: {
    resetsPerSecond: number;
    barePerSecond: number;
    /** With `openApprovals` resets waiting. */
    besideApprovals: { resetsPerSecond: number; barePerSecond: number };
    startP99Ms: number;
    bareStartP99Ms: number;
    resetMs: { p50: number; p99: number };
    openApprovals: number;
    decisionP99Ms: number;
    requestP99Ms: number;
    budget: Budget;
    cpu: Record<string, Record<string, number>>;
  };
}
