/** Search attributes: by what operators filter resets. Set at the start, and upserted twice at most: when it is open, and when it has ended. */
import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { Plan } from '../domain/plan.js';
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
  waiting: (r: Reset, plan: Plan): SearchAttributeUpdatePair[] => [
    { key: keys.state, value: 'waiting' },
    { key: keys.subject, value: r.subject },
    {
      key: keys.waitingFor,
      value: plan.authentication.of.some((s) => s.shape === 'await' || s.shape === 'delay')
        ? 'subject, others'
        : 'subject',
    },
    { key: keys.deadline, value: new Date(deadlineOf(r)) },
  ],
  ended: (r: Reset): SearchAttributeUpdatePair[] => [
    { key: keys.state, value: `ended-${r.state}` },
    { key: keys.waitingFor, value: null },
  ],
};
