// `npm run demo`, on the stack that runs already.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const demo = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'dev/demo.ts', ...args], { env: process.env });

describe('the demo', () => {
  it('ends in a login, and tells where the reset is in the Temporal UI', async () => {
    const { stdout } = await demo();
    expect(stdout).toMatch(/ s {2}The new password signs in\n.* s {2}The old password is refused\n/);
    expect(stdout).toContain(`http://127.0.0.1:${process.env['REKEY_TEMPORAL_UI_PORT']}/namespaces/default/workflows/`);
  });

  it('plays a reset in which others help, up to a login with a password that replaces the temporary one', async () => {
    const { stdout } = await demo('helpdesk-lost-mailbox');
    expect(stdout).toMatch(/ s {2}Time passed in which the user could object\n/);
    expect(stdout).toMatch(/ s {2}The temporary password is refused\n.* s {2}The old password is refused\n/);
  });

  it('names the methods that there are where it is asked for another', async () => {
    await expect(demo('no-such-method')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no method "no-such-method".*email-code/) as unknown,
    });
  });
});
