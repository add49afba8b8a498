/**
 * agent-temporary: the new value is shown once to the agent who asked, who tells it to the subject. The one exception to the rule that a requester
 * never sees another's credential, so it is worth one login: the compiler wants targets that make users change it, and privileged subjects never
 * get one.
 */
import { z } from 'zod';
import { collectedOnce } from '../collect.js';
import type { Part } from '../part.js';

const config = z.strictObject({});

export const agentTemporary = {
  role: 'delivery',
  kind: 'agent-temporary',
  shape: 'await',
  config,
  toRequester: true,
  timing: { decideWithin: 'PT15M', remindEvery: 'PT12H' },
  describe: () => ({ requester: { title: 'step.agent-temporary.title', inputs: [] } }),

  async invite() {
    return { waitingFor: { id: 'collect' } };
  },

  ...collectedOnce,
} satisfies Part<'await', z.output<typeof config>>;
