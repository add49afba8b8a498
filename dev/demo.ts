// `npm run demo [-- <method>]`: one whole reset over HTTP, from a user who forgot the password to a login with the new one,
// on the stack that runs, or on one that is started for it and stopped again. Exit code 0 only if all of that held.
import { randomBytes } from 'node:crypto';
import { Connection, Client } from '@temporalio/client';
import type { NewUser } from '../adapters/user.js';
import { Api, type PublicMethod } from './client.js';
import { demoService } from './idp/clients.js';
import { Mailbox } from './mailbox.js';
import { runningStack, type StackUrls } from './note.js';
import { login, serviceToken } from './oidc-login.js';
import { surround, type Helper } from './people.js';
import { play } from './play.js';
import { showProgress } from './progress.js';
import { readSettings } from './settings.js';
import { startStack } from './stack.js';
import { openStore } from './store.js';

/** A stack that runs. */
interface Stage {
  readonly env: Readonly<Record<string, string>>;
  readonly urls: StackUrls;
  /** Stops what was started for this demo: nothing, where the stack ran before. */
  readonly leave: () => Promise<void>;
  readonly isOurs: boolean;
}

const [methodId = 'email-code'] = process.argv.slice(2);
try {
  const stage = await findStage();
  try {
    await demonstrate(methodId, stage);
  } finally {
    await stage.leave();
  }
} catch (problem) {
  console.error(`\nThe demo failed: ${problem instanceof Error ? problem.message : String(problem)}`);
  process.exitCode = 1;
}

async function findStage(): Promise<Stage> {
  const settings = readSettings();
  const running = runningStack(settings.dataDir);
  if (running) return { ...running, isOurs: false, leave: async () => {} };
  const progress = showProgress();
  const stack = await startStack({ settings, report: progress.report }).finally(() => progress.close());
  return { env: stack.env, urls: stack.urls, isOurs: true, leave: () => stack.stop() };
}

async function demonstrate(id: string, { env, urls, isOurs }: Stage): Promise<void> {
  const tell = stopwatch();
  const issuer = env.REKEY_OIDC_ISSUER ?? '';
  const service = () => serviceToken({ issuer, ...demoService, audience: env.REKEY_OIDC_AUDIENCE ?? '' });
  const api = new Api(urls.api);
  const mailbox = new Mailbox(urls.mail);
  const method = await findMethod(api, id, await service());

  console.log(`\n${method.title} (${id})\n`);
  const user = await createUser(env);
  tell(`A new user, ${user.userName}, was put into the directory, with a manager and two colleagues`);
  const signIn = (password: string) => login({ issuer, userName: user.userName, password });
  hold((await signIn(user.password)).ok, 'The old password was refused before the reset.');
  tell('The old password signs in');

  const played = await play({
    ...{ api, mailbox, method, tell, requester: service, helpers: user.helpers },
    ...{ user: user.userName, address: user.address, newPassword: newSecret() },
  });
  hold(played.state === 'completed', `The reset ended as ${played.state}.`);
  await mailbox.notice(user.address);
  tell('A mail told the user of the change: the reset is complete');

  hold((await signIn(played.password)).ok, 'The new password was refused.');
  tell('The new password signs in');
  hold(!(await signIn(user.password)).ok, 'The old password still signs in.');
  tell('The old password is refused');

  console.log(`\nThis reset, step by step, in the Temporal UI:\n  ${await pageOf(played.id, env, urls)}`);
  if (isOurs) console.log('The stack stops now; after "npm start" the page is there again.');
}

async function findMethod(api: Api, id: string, token: string): Promise<PublicMethod> {
  const methods = await api.methods(token);
  const method = methods.find((m) => m.id === id);
  if (!method) throw new Error(`There is no method "${id}". There are: ${methods.map((m) => m.id).join(', ')}.`);
  return method;
}

interface DemoUser {
  readonly userName: string;
  readonly address: string;
  readonly password: string;
  readonly helpers: readonly Helper[];
}

/** Everybody who plays is new, so that each run finds the same: known passwords, no earlier mails, no limits reached. */
async function createUser(env: Stage['env']): Promise<DemoUser> {
  const userName = `demo-${randomBytes(4).toString('hex')}`;
  const address = `${userName}@example.org`;
  const password = newSecret();
  const store = await openStore(env);
  try {
    const user: NewUser = {
      ...{ personId: userName, userName, displayName: 'Demo User', groups: [] },
      addresses: [{ kind: 'email', value: address, verified: true, source: 'demo' }],
    };
    const id = await store.userAdmin.upsertUser(user);
    await store.userAdmin.setInitialPassword(id, 'password', password);
    const helpers = await surround(store.userAdmin, env.REKEY_OIDC_ISSUER ?? '', user);
    return { userName, address, password, helpers };
  } finally {
    await store.close();
  }
}

function newSecret(): string {
  return randomBytes(15).toString('base64url');
}

function hold(held: boolean, otherwise: string): void {
  if (!held) throw new Error(otherwise);
}

/** Writes a line for each thing done, with the time that it took. */
function stopwatch(): (done: string) => void {
  let since = performance.now();
  return (done) => {
    const now = performance.now();
    console.log(`  ${((now - since) / 1000).toFixed(2).padStart(6)} s  ${done}`);
    since = now;
  };
}

async function pageOf(resetId: string, env: Stage['env'], { temporalUi }: StackUrls): Promise<string> {
  const connection = await Connection.connect({ address: env.TEMPORAL_ADDRESS ?? '' });
  try {
    const { runId } = await new Client({ connection }).workflow.getHandle(resetId).describe();
    return `${temporalUi}/namespaces/default/workflows/${resetId}/${runId}/history`;
  } finally {
    await connection.close();
  }
}
