// Whoever is asked for, the answers are the same: nobody can tell from them who there is, who is disabled, privileged or over a limit.
// The time that they take is compared by `npm run test:rank`; answers while the mail server is down in faults.test.ts.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStack, type OpenStack } from '../support/e2e.js';
import { watchReset } from '../support/look-alike.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

/** How names come about that must not be told apart. */
const names: Record<string, () => Promise<string>> = {
  known: async () => (await stack.user()).userName,
  'known, by address': async () => (await stack.user()).address,
  unknown: async () => `nobody-${randomBytes(6).toString('hex')}`,
  'unknown, and long': async () => `nobody-${randomBytes(120).toString('hex')}`.slice(0, 256),
  disabled: async () => (await stack.user({ state: 'disabled' })).userName,
  privileged: async () => (await stack.user({ groups: ['privileged'] })).userName,
  'over the limit of its lane': async () => {
    const { userName } = await stack.user();
    // More addresses than a lane has places, and as many mails as a name gets.
    for (let i = 0; i < 8; i++) {
      const device = stack.device();
      for (let j = 0; j < 3; j++) await device.request({ user: userName, resetMethodId: 'email-code' });
    }
    return userName;
  },
};

describe.each(['email-code', 'email-link', 'random-display'])('a reset by %s', (method) => {
  it('answers the same for every name: status, headers, body and the order of events', async () => {
    const seen = new Map<string, unknown>();
    for (const [kind, name] of Object.entries(names)) seen.set(kind, await watchReset(stack, await name(), method));
    const expected = seen.get('known');
    for (const [kind, looks] of seen) expect({ kind, looks }).toEqual({ kind, looks: expected });
  }, 240_000);
});
