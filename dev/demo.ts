// `npm run demo [-- <method>]`: one whole reset over HTTP, from a user who forgot the password to a login with the new one,
// on the stack that runs, or on one that is started for it and stopped again. Exit code 0 only if all of that held.
import { randomBytes } from 'node:crypto';
import { Connection, Client } from '@temporalio/client';
import type { NewUser } from '../adapters/user.js';
import { Api, type PublicMethod } from './client.js';
import { demoService } from './idp/clients.js';
import { Mailbox } from './mailbox.js';
import { runningStack, type StackUrls } from './note.js';
import { login, serviceToken, type Login } from './oidc-login.js';
import { inIso } from '../activities/compile/durations.js';
import { anyPhone, surround, type Helper } from './people.js';
import { play } from './play.js';
import { showProgress } from './progress.js';
import { readSettings } from './settings.js';
import { startStack } from './stack.js';
import { openStore } from './store.js';
import { waitOf } from './waits.js';

/** A stack that runs. */
interface Stage {
  readonly env: Readonly<Record<string, string>>;
  readonly urls: StackUrls;
  /** Stops what was started for this demo: nothing, where the stack ran before. */
  readonly leave: () => Promise<void>;
  readonly isOurs: boolean;
}

/** Nobody watches a demo that waits longer; in milliseconds. */
const longestWait = 60_000;
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
  const settings = readSettings(quickly(process.env));
  const running = runningStack(settings.dataDir);
  if (running) return { ...running, isOurs: false, leave: async () => {} };
  const progress = showProgress();
  const stack = await startStack({ settings, report: progress.report }).finally(() => progress.close());
  return { env: stack.env, urls: stack.urls, isOurs: true, leave: () => stack.stop() };
}

/** On a stack of our own nobody waits for a day; a database that someone else runs keeps the methods that were published there. */
function quickly(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return env.REKEY_WAITS_AT_MOST || env.MONGODB_URI ? env : { ...env, REKEY_WAITS_AT_MOST: 'PT5S' };
}

async function demonstrate(id: string, { env, urls, isOurs }: Stage): Promise<void> {
  const tell = stopwatch();
  const issuer = env.REKEY_OIDC_ISSUER ?? '';
  const service = () => serviceToken({ issuer, ...demoService, audience: env.REKEY_OIDC_AUDIENCE ?? '' });
  const api = new Api(urls.api);
  if (urls.mail === undefined)
    throw new Error("The demo reads the mails of the stack's own mail catcher: unset SMTP_URL.");
  const mailbox = new Mailbox(urls.mail);
  const method = await findMethod(api, id, await service());

  await refuseToWait(env, id);

  console.log(`\n${method.title} (${id})\n`);
  const user = await createUser(env);
  tell(`A new user, ${user.userName}, was put into the directory, with a manager, three colleagues and a helpdesk`);
  const signIn = (password: string, newPassword?: string) =>
    login({ issuer, userName: user.userName, password, ...(newPassword !== undefined && { newPassword }) });
  hold((await signIn(user.password)).ok, 'The old password was refused before the reset.');
  tell('The old password signs in');

  const played = await play({
    ...{ api, mailbox, method, tell, helpers: user.helpers },
    ...{ user: user.userName, address: user.address, phone: user.phone, newPassword: newSecret() },
    requester: (kinds) => (kinds.includes('helpdesk') ? user.helpers.find((h) => h.isAgent)!.token() : service()),
  });
  hold(played.state === 'completed', `The reset ended as ${played.state}.`);
  await mailbox.notice(user.address);
  tell('A mail told the user of the change: the reset is complete');

  await signInAtLast(played.password, signIn, tell);
  hold(!(await signIn(user.password)).ok, 'The old password still signs in.');
  tell('The old password is refused');

  const page = await pageOf(played.id, env, urls);
  console.log(`\nThis reset, step by step, in the Temporal UI:\n  ${page}`);
  if (isOurs) console.log('The stack stops now; after "npm start" the page is there again.');
}

type SignIn = (password: string, newPassword?: string) => Promise<Login>;
/** A temporary password signs in only whoever chooses another at once. */
async function signInAtLast(password: string, signIn: SignIn, tell: (done: string) => void): Promise<void> {
  const first = await signIn(password);
  if (first.ok) return tell('The new password signs in');
  hold(first.reason === 'must-change', 'The new password was refused.');
  tell('The temporary password signs in only whoever chooses another');
  const chosen = newSecret();
  hold((await signIn(password, chosen)).ok, 'The login did not go on with a password that the user chose.');
  hold((await signIn(chosen)).ok, 'The chosen password was refused.');
  tell('The user chose one at the login, and it signs in');
  hold(!(await signIn(password)).ok, 'The temporary password still signs in.');
  tell('The temporary password is refused');
}

/** Some methods let a day pass: too long for a demo. */
async function refuseToWait(env: Stage['env'], id: string): Promise<void> {
  const store = await openStore(env);
  try {
    const current = await store.plans.current(id);
    const wait = current ? waitOf(current.plan) : 0;
    if (wait <= longestWait) return;
    throw new Error(
      `"${id}" waits for ${inIso(wait)} on this stack, so that the user can object. To see it in seconds, start the stack with REKEY_WAITS_AT_MOST=PT5S, ` +
        'or stop it: the demo then starts one that is set so.',
    );
  } finally {
    await store.close();
  }
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
  readonly phone: string;
  readonly password: string;
  readonly helpers: readonly Helper[];
}

/** Everybody who plays is new, so that each run finds the same: known passwords, no earlier mails, no limits reached. */
async function createUser(env: Stage['env']): Promise<DemoUser> {
  const userName = `demo-${randomBytes(4).toString('hex')}`;
  const address = `${userName}@example.org`;
  const phone = anyPhone();
  const password = newSecret();
  const store = await openStore(env);
  try {
    const user: NewUser = {
      ...{ personId: userName, userName, displayName: 'Demo User', groups: [] },
      addresses: [
        { kind: 'email', value: address, verified: true, source: 'demo' },
        { kind: 'phone', value: phone, verified: true, source: 'demo' },
      ],
    };
    const id = await store.userAdmin.upsertUser(user);
    await store.userAdmin.setInitialPassword(id, 'password', password);
    const helpers = await surround(store.userAdmin, env.REKEY_OIDC_ISSUER ?? '', user);
    return { userName, address, phone, password, helpers };
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
    const { runId } = await new Client({ connection, namespace: env.TEMPORAL_NAMESPACE ?? '' }).workflow
      .getHandle(resetId)
      .describe();
    return temporalUi === undefined
      ? `of ${env.TEMPORAL_ADDRESS}: workflow ${resetId}, run ${runId}`
      : `${temporalUi}/${resetId}/${runId}/history`;
  } finally {
    await connection.close();
  }
}
