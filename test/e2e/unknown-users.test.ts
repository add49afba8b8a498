// Whoever is asked for, the answers are the same: nobody can tell from them who there is, who is disabled, privileged or over a limit.
// The time that they take is compared by `npm run test:rank`; answers while the mail server is down in faults.test.ts.
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { openStack, type OpenStack } from '../support/e2e.js';
import { expectAlike } from '../support/look-alike.js';

let stack: OpenStack;
beforeAll(async () => {
  stack = await openStack();
});
afterAll(() => stack?.close());

describe.each(['email-code', 'email-link', 'random-display'])('a reset by %s', (method) => {
  it('answers the same for every name: status, headers, body and the order of events', async () => {
    await expectAlike(stack, method);
  }, 240_000);
});
