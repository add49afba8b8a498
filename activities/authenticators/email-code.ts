/** email-code: a code by mail, typed where the reset was asked for. */
import { z } from 'zod';
import type { Prompt } from '../../domain/plan.js';
import type { Part } from '../part.js';
import { minutesUntil } from '../until.js';

/** NIST SP 800-63B-4, 3.1.3.2: at least 6 decimal digits. */
const config = z.strictObject({
  digits: z.int().min(6).max(12).default(8).meta({ description: 'Length of the code' }),
});

const prompt = (digits: number): Prompt => ({
  title: 'step.email-code.title',
  inputs: [{ input: 'code', name: 'code', digits }],
});

export const emailCode = {
  role: 'authenticator',
  kind: 'email-code',
  shape: 'ask',
  factor: 'email',
  config,
  timing: { lasts: 'PT10M', attempts: 5 },
  describe: ({ digits }) => ({ requester: prompt(digits) }),

  async challenge(
    { key, resetId, stepId, round, subject, until, config },
    _input,
    { keyed, challenges, notifier, clock },
  ) {
    const code = keyed.code(key, config.digits);
    await challenges.issue({ key, resetId, stepId, round, secretMac: keyed.mac('code', code), expiresAt: until });
    const values = { code, minutes: minutesUntil(until, clock) };
    await notifier.send(subject, { key, resetId, messageId: 'email-code', values, to: 'primary' });
    return {};
  },

  async verify({ key, resetId, stepId, round, attempts }, { answer }, { vault, keyed, challenges }) {
    const { value, sealedAt } = await vault.open(answer, { resetId, purpose: 'answer' });
    const { code } = z.strictObject({ code: z.string() }).parse(JSON.parse(value));
    const guess = { key, resetId, stepId, round, secretMac: keyed.mac('code', code), at: sealedAt, max: attempts };
    const { passed, expired } = await challenges.guess(guess);
    return { passed, reasons: passed ? [] : [{ id: expired ? 'code-expired' : 'wrong-code' }] };
  },
} satisfies Part<'ask', z.output<typeof config>>;
