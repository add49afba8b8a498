/**
 * delay: time for the subject to find out. Everybody who can be reached at one of their addresses is told, with a link to say that it was not them;
 * who says nothing until it is over, agrees. Where a method counts a stronger proof beside it, that one ends it early.
 */
import { z } from 'zod';
import { vetoLink } from '../../domain/veto.js';
import type { Part } from '../part.js';

const config = z.strictObject({});

export const delay = {
  role: 'authenticator',
  kind: 'delay',
  shape: 'delay',
  config,
  timing: { lasts: 'P1D' },
  describe: () => ({ requester: { title: 'step.delay.title', inputs: [] } }),

  async announce({ key, resetId, credentialId, subject }, { until }, ports) {
    const values = { credential: credentialId, when: until, veto: vetoLink(ports, resetId) };
    await ports.notifier.send(subject, { key, resetId, messageId: 'notice-delay', values, to: 'all' });
    return {};
  },
} satisfies Part<'delay', z.output<typeof config>>;
