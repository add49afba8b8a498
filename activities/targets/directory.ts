/** directory: Rekey's own directory of users in MongoDB holds the credential. */
import { z } from 'zod';
import { unpackValue } from '../../domain/value.js';
import type { Part } from '../part.js';

const config = z.strictObject({
  history: z
    .int()
    .min(0)
    .max(24)
    .default(3)
    .meta({ description: 'How many old hashes are kept, to refuse their passwords' }),
  mustChange: z
    .boolean()
    .default(false)
    .meta({ description: 'The user has to choose another password at the next login' }),
});

export const directory = {
  role: 'target',
  kind: 'directory',
  shape: 'set',
  config,
  describe: () => ({}),
  mustChange: (c) => c.mustChange,

  async prepare({ subject, credentialId, resetId }, _input, { credentials }) {
    const held = await credentials.heldFence(subject.id, credentialId, resetId);
    return held === null ? { state: 'refused', reasons: [{ id: 'superseded' }] } : { state: 'ready' };
  },

  async apply({ key, subject, credentialId, resetId, config }, { value }, { vault, credentials }) {
    const plain = unpackValue((await vault.open(value, { resetId, purpose: 'new-credential' })).value);
    const written = await credentials.set({
      subjectId: subject.id,
      credentialId,
      resetId,
      key,
      value: plain,
      history: config.history,
      mustChange: config.mustChange,
    });
    return written === 'set' ? { state: 'set' } : { state: 'refused', reasons: [{ id: 'superseded' }] };
  },

  bar: async ({ key, subject, credentialId }, { credentials }) => credentials.bar(subject.id, credentialId, key),

  async verify({ key, subject, credentialId }, _input, { credentials }) {
    return { state: (await credentials.isSet(subject.id, credentialId, key)) ? 'set' : 'ready' };
  },
} satisfies Part<'set', z.output<typeof config>>;
