/** email-link: a link by mail; the reset goes on, under the next epoch, on the device that opened it. */
import { z } from 'zod';
import type { Part } from '../part.js';
import { makeLink, openLink } from '../links.js';
import { minutesUntil } from '../until.js';

const config = z.strictObject({});

export const emailLink = {
  role: 'authenticator',
  kind: 'email-link',
  shape: 'ask',
  factor: 'email',
  first: true,
  config,
  timing: { lasts: 'PT30M', attempts: 5 },
  describe: () => ({ requester: { title: 'step.email-link.title', inputs: [{ input: 'link', name: 'link' }] } }),

  async challenge(call, _input, ports) {
    const url = await makeLink(call, 'prove', call.until, ports);
    const values = { url, minutes: minutesUntil(call.until, ports.clock) };
    await ports.notifier.send(call.subject, {
      key: call.key,
      resetId: call.resetId,
      messageId: 'email-link',
      values,
      to: 'primary',
    });
    return {};
  },

  async verify(call, { answer }, ports) {
    return openLink(call, 'prove', answer, call.attempts, ports);
  },
} satisfies Part<'ask', z.output<typeof config>>;
