// `npm run demo`, on the stack that runs already: it ends well only if all of it held.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { leaveNote, runningStack, type StackNote } from '../../dev/note.js';
import { freePorts } from '../../dev/settings.js';

const demo = (args: readonly string[] = [], dataDir = process.env['REKEY_DATA_DIR']) =>
  promisify(execFile)(process.execPath, ['--import', 'tsx', 'dev/demo.ts', ...args], {
    env: { ...process.env, REKEY_DATA_DIR: dataDir },
  });

describe('the demo', () => {
  it('ends in a login, and tells where the reset is in the Temporal UI', async () => {
    const { stdout } = await demo();
    expect(stdout).toMatch(/ s {2}The new password signs in\n.* s {2}The old password is refused\n/);
    expect(stdout).toContain(`http://127.0.0.1:${process.env['REKEY_TEMPORAL_UI_PORT']}/namespaces/default/workflows/`);
  });

  it.each([
    ['helpdesk', ['typed the code from the mail: proved', 'demo-\\w+-agent was told the code .*, and approved']],
    ['colleague-approval', ['-colleague-1 was told the number', '-colleague-2 was told the number']],
  ])('plays a reset by %s, in which others help', async (method, told) => {
    const { stdout } = await demo([method]);
    for (const line of told) expect(stdout).toMatch(new RegExp(` s {2}.*${line}`));
    expect(stdout).toMatch(/ s {2}The new password signs in\n.* s {2}The old password is refused\n/);
  });

  it('plays one that waits, up to a login with a password that replaces the temporary one', async () => {
    const { stdout } = await demo(['helpdesk-lost-mailbox']);
    expect(stdout).toMatch(/ s {2}Time passed in which the user could object\n/);
    expect(stdout).toMatch(/ s {2}The temporary password is refused\n.* s {2}The old password is refused\n/);
  });

  it('names the methods that there are where it is asked for another', async () => {
    await expect(demo(['no-such-method'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no method "no-such-method".*email-code/) as unknown,
    });
  });
});

describe('the demo fails, and says so in one line,', () => {
  let dataDir: string;
  let elsewhere: Server | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'rekey-demo-'));
  });
  afterAll(async () => {
    elsewhere?.close();
    await rm(dataDir, { recursive: true });
  });

  async function failsWith(stack: StackNote, line: string): Promise<void> {
    leaveNote(dataDir, stack);
    await expect(demo([], dataDir)).rejects.toMatchObject({ code: 1, stderr: `\nThe demo failed: ${line}\n` });
  }
  const real = (): StackNote => runningStack(process.env['REKEY_DATA_DIR']!)!;

  it('where people sign in at a provider that does not know them', async () => {
    const { env, ...stack } = real();
    elsewhere = await loginElsewhere(env['REKEY_OIDC_ISSUER']!);
    const issuer = originOf(elsewhere);
    await failsWith(
      { ...stack, env: { ...env, REKEY_OIDC_ISSUER: issuer } },
      'The old password was refused before the reset.',
    );
  });

  it('where the mail with the code can’t be read, although the reset has begun', async () => {
    const stack = real();
    const mail = `http://127.0.0.1:${(await freePorts()).mailUi}`;
    await failsWith({ ...stack, urls: { ...stack.urls, mail } }, `The mail catcher does not answer at ${mail}.`);
  });
});

/** An issuer that has services' tokens made by the real one, and refuses everybody who fills in its login. */
async function loginElsewhere(issuer: string): Promise<Server> {
  const metadata = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as object;
  const server = createServer(({ url = '' }, response) => {
    const own = originOf(server);
    if (url.startsWith('/.well-known/'))
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ ...metadata, issuer: own, authorization_endpoint: `${own}/login` }));
    else response.end('<form method="post"><input name="userName"><input name="password"></form>');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
const originOf = (server: Server): string => `http://127.0.0.1:${(server.address() as { port: number }).port}`;
