/** random: a password that nobody chose, from the operating system's random source. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { packValue } from '../../domain/value.js';
import type { Part } from '../part.js';

/** Without characters that are mistaken for one another when read aloud or copied by hand. 55 of them: 5.8 bits each. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const config = z.strictObject({
  length: z.int().min(12).max(128).default(20).meta({ description: 'Number of characters' }),
});

export const random = {
  role: 'source',
  kind: 'random',
  shape: 'run',
  config,
  describe: () => ({}),

  async run({ key, resetId, until, config }, _input, { vault, keyed }) {
    const value = Array.from({ length: config.length }, () => alphabet[randomInt(alphabet.length)]).join('');
    const ref = keyed.mac('random', key);
    // A repeated call finds the first value under its name and keeps it.
    await vault.seal({ ref, resetId, purpose: 'new-credential', value: packValue(value), expiresAt: until });
    return { passed: true, reasons: [], value: ref };
  },
} satisfies Part<'run', z.output<typeof config>>;
