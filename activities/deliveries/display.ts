/** display: the new value is shown once to the subject. Where somebody else asked, a pick-up link is mailed to the subject first. */
import { z } from 'zod';
import { vetoLink } from '../../domain/veto.js';
import { collectedOnce } from '../collect.js';
import { makeLink } from '../links.js';
import type { Part } from '../part.js';
import { hoursUntil } from '../until.js';

const config = z.strictObject({});

export const display = {
  role: 'delivery',
  kind: 'display',
  shape: 'await',
  config,
  timing: { decideWithin: 'PT15M', remindEvery: 'PT12H' },
  describe: () => ({ requester: { title: 'step.display.title', inputs: [] } }),

  async invite(call, { until }, ports) {
    if (!call.joined) {
      const url = await makeLink(call, 'pick-up', until, ports);
      const values = { url, hours: hoursUntil(until, ports.clock), veto: vetoLink(ports, call.resetId) };
      await ports.notifier.send(call.subject, {
        key: call.key,
        resetId: call.resetId,
        messageId: 'pick-up',
        values,
        to: 'primary',
      });
    }
    return { waitingFor: { id: 'collect' } };
  },

  ...collectedOnce,
} satisfies Part<'await', z.output<typeof config>>;
