/**
 * Search attributes: by what operators filter resets. Set at the start, and upserted twice at most: when it is open and waits for others, and
 * when it has ended.
 */
import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import { othersIn, type Plan } from '../domain/plan.js';
import { deadlineOf, type Reset } from '../domain/reset.js';

const { KEYWORD, DATETIME } = SearchAttributeType;
export const keys = {
  state: defineSearchAttributeKey('RekeyState', KEYWORD),
  method: defineSearchAttributeKey('RekeyMethod', KEYWORD),
  credential: defineSearchAttributeKey('RekeyCredential', KEYWORD),
  subject: defineSearchAttributeKey('RekeySubject', KEYWORD),
  waitingFor: defineSearchAttributeKey('RekeyWaitingFor', KEYWORD),
  deadline: defineSearchAttributeKey('RekeyDeadline', DATETIME),
};

export const attributes = {
  /** null: only the device that asked is waited for, for minutes. What was set at the start says enough, and each change costs the server a write. */
  waiting(r: Reset, plan: Plan): SearchAttributeUpdatePair[] | null {
    const others = othersIn(plan).length > 0;
    if (r.joined && !others) return null;
    return [
      { key: keys.state, value: 'waiting' },
      { key: keys.subject, value: r.subject },
      { key: keys.waitingFor, value: others ? 'subject, others' : 'subject' },
      { key: keys.deadline, value: new Date(deadlineOf(r)) },
    ];
  },
  ended: (r: Reset): SearchAttributeUpdatePair[] => [
    { key: keys.state, value: `ended-${r.state}` },
    { key: keys.subject, value: r.subject === '' ? null : r.subject },
    { key: keys.waitingFor, value: null },
  ],
};
