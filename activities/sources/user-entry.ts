/** user-entry: the user types the new value. As a shape it is an `ask`: the value is the answer, the policy's word the verdict. */
import { z } from 'zod';
import { checkPolicy } from '../../domain/policy.js';
import type { Prompt } from '../../domain/plan.js';
import { newCredentialValue, unpackValue } from '../../domain/value.js';
import type { Part } from '../part.js';

/** NIST SP 800-63B-4, 3.1.1.2: 15 characters where the password is the only factor of a login, 8 where it is one of several. */
const floor = (): number => (process.env['REKEY_LOGIN_MFA'] === 'true' ? 8 : 15);

const config = z.strictObject({
  minLength: z
    .int()
    .min(8)
    .max(64)
    .default(floor)
    .refine((n) => n >= floor(), { error: () => `must be ${floor()} or more (8 is enough where REKEY_LOGIN_MFA=true)` })
    .meta({ description: 'Least number of characters' }),
  maxLength: z.int().min(64).max(256).default(256).meta({ description: 'Greatest number of characters' }),
  minScore: z.int().min(0).max(4).default(3).meta({ description: 'Least zxcvbn score, 0 to 4' }),
  history: z
    .int()
    .min(0)
    .max(24)
    .default(3)
    .meta({ description: 'How many earlier passwords are refused besides the current one' }),
});

const prompt = ({ minLength, maxLength }: z.output<typeof config>): Prompt => ({
  title: 'step.user-entry.title',
  inputs: [{ input: 'new-secret', name: newCredentialValue, minLength, maxLength }],
});

export const userEntry = {
  role: 'source',
  kind: 'user-entry',
  shape: 'ask',
  config,
  // Not a guess at a secret: so many tries only bound the work.
  timing: { lasts: 'PT1H', attempts: 50 },
  describe: (c) => ({ requester: prompt(c) }),

  async challenge() {
    return {};
  },

  async verify({ resetId, credentialId, subject, config }, { answer }, { vault, credentials }) {
    const value = unpackValue((await vault.open(answer, { resetId, purpose: 'new-credential' })).value);
    const names = [subject.userName, subject.displayName, ...subject.addresses.map((a) => a.value)];
    const reasons = checkPolicy(value, config, { names });
    // The dearest question last, and only for a value that would do otherwise.
    if (reasons.length === 0 && (await credentials.wasUsed(subject.id, credentialId, value, config.history)))
      reasons.push({ id: 'used-before' });
    return reasons.length === 0 ? { passed: true, reasons, value: answer } : { passed: false, reasons };
  },
} satisfies Part<'ask', z.output<typeof config>>;
