// Plays one whole reset over HTTP as its people would, by whatever the reset asks for: it knows shapes and inputs, never a method or a part.
import { randomUUID } from 'node:crypto';
import type { CredentialResetContext, StepContext, StepDescription } from '../domain/context.js';
import type { Input, RequesterKind } from '../domain/plan.js';
import { ended, type State } from '../domain/reset.js';
import type { Api, Asked, Holding, PublicMethod } from './client.js';
import type { Mailbox } from './mailbox.js';
import type { Helper } from './people.js';
import { until } from './until.js';

/** Who is reset, with what, and who watches. */
export interface Play {
  readonly api: Api;
  readonly mailbox: Mailbox;
  readonly method: PublicMethod;
  /** The name that is typed. */
  readonly user: string;
  /** Where the user's mails go. */
  readonly address: string;
  /** Where their text messages go, if they have a phone. */
  readonly phone?: string | undefined;
  /** Chosen by the user, where the method lets them. */
  readonly newPassword: string;
  /** A bearer token of somebody else who asks for the reset, where the method wants one. */
  readonly requester: (kinds: readonly RequesterKind[]) => Promise<string>;
  /** Who may be asked to decide for the user. */
  readonly helpers: readonly Helper[];
  /** Told of each step as soon as it is done; the next is taken when this returns. */
  readonly tell: (done: string) => void | Promise<void>;
}

/** What came of it. */
export interface Played {
  readonly id: string;
  readonly state: State;
  /** The password that a login takes now, if all went well. */
  readonly password: string;
}

/** A play under way. */
interface Scene extends Play {
  id: string;
  /** Of whoever asked, until the user has opened a mailed link. */
  token: string;
  /** What whoever asked was answered with. */
  readonly askedWith: string;
  /** Somebody else asked, and the user has not opened a mailed link yet. */
  isRequesters: boolean;
  password: string;
  /** Who of the helpers has decided on which step. */
  readonly decided: { helper: Helper; stepId: string }[];
}

/** Plays until the reset has ended, however it does. */
export async function play(play: Play): Promise<Played> {
  const scene = await begin(play);
  for (;;) {
    const context = await untilAsked(scene);
    if (ended(context.state)) return { id: scene.id, state: context.state, password: scene.password };
    await moves[context.state]?.(scene, context);
  }
}

async function begin(play: Play): Promise<Scene> {
  const { api, method, user, newPassword, tell } = play;
  const wanted = { user, resetMethodId: method.id, credentialId: method.credentialId };
  const isTheirs = method.requestedBy.includes('self');
  let holding: Holding;
  if (isTheirs) holding = await api.request(wanted);
  else {
    const token = await play.requester(method.requestedBy);
    const simple = method.authentication.needed === 0;
    const value = simple && asksForSecret(method.source) ? { newCredentialValue: newPassword } : {};
    const ticket = method.requestedBy.includes('helpdesk') ? { ticket: 'INC-20417' } : {};
    holding = simple
      ? await api.executeOnly({ ...wanted, ...value }, { token })
      : await api.request({ ...wanted, ...ticket }, { token });
  }
  const asker = isTheirs ? 'The user' : `Somebody else (${method.requestedBy.join(' or ')})`;
  await tell(`${asker} asked for a reset of ${user} by ${method.id}`);
  const { context, token } = holding;
  const scene = { ...play, id: context.id, token, askedWith: token, isRequesters: !isTheirs };
  return { ...scene, password: newPassword, decided: [] };
}

const asksForSecret = ({ prompt }: StepDescription): boolean =>
  prompt?.inputs.some(({ input }) => input === 'new-secret') ?? false;

/** The context as soon as the reset waits for somebody, or has ended. */
const untilAsked = ({ api, id, token }: Scene): Promise<CredentialResetContext> =>
  until('The next step of the reset', async () => {
    const context = await api.look(id, token);
    return (ended(context.state) || asks(context)) && context;
  });
const asks = ({ state, delivery }: CredentialResetContext): boolean =>
  state === 'delivering' ? delivery?.state === 'challenged' : state in moves;

type Move = (scene: Scene, context: CredentialResetContext) => Promise<void>;
const moves: Partial<Record<State, Move>> = {
  async authenticating(scene, { authentication }) {
    const waits = authentication.steps.filter(({ state }) => ['open', 'challenged'].includes(state));
    if (scene.isRequesters && takesPart(scene)) return comeIn(scene);
    for (const [shape, act] of acts) {
      const step = waits.find((s) => s.shape === shape);
      if (step) return act(scene, step);
    }
    throw new Error('The reset waits for something that nobody here can do.');
  },

  async authenticated(scene, { source }) {
    const typed = source && asksForSecret(source);
    await scene.api.execute(scene.id, typed ? scene.newPassword : undefined, { token: holdersToken(scene) });
    const who = isHeldByRequester(scene) ? 'Whoever asked' : 'The user';
    await scene.tell(typed ? `${who} typed a new password, and it was taken` : `${who} had a new password made`);
  },

  async delivering(scene) {
    if (scene.isRequesters && !isHeldByRequester(scene)) return comeIn(scene);
    const { newCredentialValue } = await scene.api.collect(scene.id, { token: holdersToken(scene) });
    scene.password = newCredentialValue;
    const told = isHeldByRequester(scene)
      ? 'Whoever asked was shown the new password, once, and told it to the user'
      : 'The user collected the new password, which is shown once';
    await scene.tell(told);
  },
};

/** What is done about a step that waits, by its shape: what the user does goes first, and nothing is left to do where only time helps. */
const acts: readonly (readonly [StepContext['shape'], (scene: Scene, step: StepContext) => Promise<void>])[] = [
  ['ask', prove],
  ['await', letSomebodyDecide],
  ['delay', letTimePass],
];

const isHeldByRequester = ({ method }: Scene): boolean => method.heldBy === 'requester';
const holdersToken = (scene: Scene): string => (isHeldByRequester(scene) ? scene.askedWith : scene.token);
/** Whether the user has anything to do before a new password is set. */
const takesPart = (scene: Scene): boolean =>
  !isHeldByRequester(scene) || scene.method.authentication.steps.some(({ shape }) => shape === 'ask');

/** The mailed link brings the user into a reset that somebody else asked for. */
async function comeIn(scene: Scene): Promise<void> {
  await openMailedLink(scene);
  scene.isRequesters = false;
  await scene.tell('The user opened the link from the mail, and holds the reset now');
}

async function openMailedLink(scene: Scene): Promise<void> {
  const link = await scene.mailbox.link(scene.address);
  const { token } = await scene.api.openLink(link.searchParams.get('t') ?? '');
  scene.token = token;
}

async function prove(scene: Scene, step: StepContext): Promise<void> {
  const { api, id } = scene;
  if (step.state === 'open') await api.challenge(id, step.id, { token: scene.token });
  const inputs = step.prompt?.inputs ?? [];
  if (inputs.some(({ input }) => input === 'link')) {
    await openMailedLink(scene);
    return await scene.tell('The user opened the link from the mail: proved');
  }
  const answer = Object.fromEntries(
    await Promise.all(inputs.map(async (input) => [input.name, await valueFor(input, scene)] as const)),
  );
  const { passed } = await api.answer(id, step.id, answer, { token: scene.token });
  if (!passed) throw new Error(`The answer to ${step.id} was not taken.`);
  await scene.tell('The user typed the code from the mail: proved');
}

async function valueFor({ input }: Input, { mailbox, address }: Scene): Promise<string> {
  if (input === 'code') return mailbox.code(address);
  throw new Error(`Nobody here knows how to answer an input of the kind ${input}.`);
}

/** One of those who are asked talks to the user, types what the user reads out, and approves. */
async function letSomebodyDecide(scene: Scene, { id: stepId }: StepContext): Promise<void> {
  const { api, id } = scene;
  await until('The question to others', async () => (await stepNow(scene, stepId)).state !== 'open');
  const helper = await whoIsAsked(scene, stepId);
  const token = await helper.token();
  const asked = await api.asked(id, stepId, token);
  const readOut = await whatIsReadOut(scene, stepId, asked, token);
  const answer = asked.prompt.inputs
    .filter(({ input }) => input !== 'send')
    .map((input) => [input.name, input.input === 'choice' ? input.options[0]! : readOut.value]);
  const said = { decision: 'approve', answer: Object.fromEntries(answer) as Record<string, string> } as const;
  // Said again under its key it is the same decision, and tells what became of it.
  const idempotencyKey = randomUUID();
  const { outcome, done } = await until('The judgement', async () => {
    const decided = await api.decide(id, stepId, said, { token, idempotencyKey });
    return decided.outcome === 'recorded' ? undefined : decided;
  });
  scene.decided.push({ helper, stepId });
  await scene.tell(`${helper.userName} was told ${readOut.what} by the user, and approved: ${outcome}`);
  if (done) await until('The end of the step', async () => (await stepNow(scene, stepId)).state !== 'challenged');
}

const stepNow = async ({ api, id, token }: Scene, stepId: string): Promise<StepContext> =>
  (await api.look(id, token)).authentication.steps.find((step) => step.id === stepId)!;

/** Somebody who was mailed; or, where something has to be sent to the user on the phone, an agent. */
function whoIsAsked({ id, helpers, mailbox, decided, method }: Scene, stepId: string): Promise<Helper> {
  const step = method.authentication.steps.find((s) => s.id === stepId);
  const byAgents = step?.decider?.inputs.some(({ input }) => input === 'send') ?? false;
  const able = helpers.filter((helper) => !decided.some((d) => d.helper === helper && d.stepId === stepId));
  return until('Somebody who can decide', async () => {
    if (byAgents) return able.find(({ isAgent }) => isAgent);
    for (const one of able)
      if ((await mailbox.to(one.address)).some(({ text }) => text.includes(`/decide/${id}/${stepId}`))) return one;
    return undefined;
  });
}

/** The code that the decider has sent to the user, else the number that stands next to the decider's letter. */
async function whatIsReadOut(
  scene: Scene,
  stepId: string,
  { label, prompt }: Asked,
  token: string,
): Promise<{ what: string; value: string }> {
  const { api, id, mailbox, phone, address } = scene;
  const send = prompt.inputs.find((input) => input.input === 'send');
  if (!send) {
    const { shown } = await stepNow(scene, stepId);
    return { what: `the number ${label}`, value: shown?.find((s) => s.label === label)?.value ?? '' };
  }
  const toPhone = phone !== undefined && send.options.includes('phone');
  const answer = { [send.name]: toPhone ? 'phone' : 'email' };
  await api.decide(id, stepId, { decision: 'send', answer }, { token });
  if (toPhone) return { what: 'the code from a text message', value: await mailbox.textedCode(phone) };
  return { what: 'the code from a mail', value: await mailbox.code(address) };
}

/** Nothing is left but to wait. */
async function letTimePass(scene: Scene, step: StepContext): Promise<void> {
  const left = step.until === undefined ? 0 : Date.parse(step.until) - Date.now();
  const isOver = async (): Promise<boolean> => (await stepNow(scene, step.id)).state === 'passed';
  await until('The end of the waiting time', isOver, Math.max(0, left) + 60_000);
  await scene.tell('Time passed in which the user could object');
}
