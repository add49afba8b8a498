/** What one reset is made of, counted: in its history, and by the meters of API and worker over a whole run. */
import type { Client } from '@temporalio/client';
import { metricsIn } from '../dev/metrics.js';

export interface Budget {
  historyEvents: number;
  /** Start, timers, Signals, Updates, activity attempts, upserts: what Temporal Cloud bills as actions. */
  billableActions: number;
  argon2id: number;
  mongoWrites: number;
  mails: number;
}
/** The most that a whole `email-code` reset may take. */
export const limits: Budget = { historyEvents: 56, billableActions: 13, argon2id: 3, mongoWrites: 25, mails: 2 };

type Meters = Record<'argon2id' | 'mongoWrites' | 'mails', number>;
const meters: Record<keyof Meters, RegExp> = {
  argon2id: /^rekey_password_hashes_total (\S+)/gm,
  mongoWrites: /^rekey_mongodb_commands_total\{command="(?:insert|update|delete|findAndModify)"\} (\S+)/gm,
  mails: /^rekey_mails_sent_total (\S+)/gm,
};

/** The sums of API and worker. */
export async function metersOf(env: Record<string, string>): Promise<Meters> {
  const texts = Object.values(await metricsIn(env)).join('\n');
  const sum = (pattern: RegExp): number => [...texts.matchAll(pattern)].reduce((all, [, n]) => all + Number(n), 0);
  return { argon2id: sum(meters.argon2id), mongoWrites: sum(meters.mongoWrites), mails: sum(meters.mails) };
}

/** Names of the history's attributes that are one billable action each. */
const billed = new Set([
  'workflowExecutionStartedEventAttributes',
  'timerStartedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'workflowExecutionUpdateAcceptedEventAttributes',
  'activityTaskStartedEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
]);

export async function budgetOf(
  client: Client,
  workflowId: string,
  before: Meters,
  after: Meters,
  resets: number,
): Promise<Budget> {
  const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
  const billableActions = (events ?? []).reduce((sum, event) => {
    const kind = Object.keys(event).find((name) => billed.has(name) && event[name as keyof typeof event]);
    return sum + (kind ? (event.activityTaskStartedEventAttributes?.attempt ?? 1) : 0);
  }, 0);
  const each = (name: keyof Meters): number => Math.round(((after[name] - before[name]) / resets) * 100) / 100;
  return {
    historyEvents: events?.length ?? 0,
    billableActions,
    argon2id: each('argon2id'),
    mongoWrites: each('mongoWrites'),
    mails: each('mails'),
  };
}
