// Plays one whole reset over HTTP as a user would, by whatever the reset asks for: it knows shapes and inputs, never a method or a part.
import type { CredentialResetContext, StepContext, StepDescription } from '../domain/context.js';
import type { Input, RequesterKind } from '../domain/plan.js';
import { ended, type State } from '../domain/reset.js';
import type { Api, Holding, PublicMethod } from './client.js';
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
  /** Chosen by the user, where the method lets them. */
  readonly newPassword: string;
  /** A bearer token of somebody else who asks for the reset, where the method wants one. */
  readonly requester: (kinds: readonly RequesterKind[]) => Promise<string>;
  /** Who may be asked to decide for the user. */
  readonly helpers: readonly Helper[];
  /** Told of each step as soon as it is done. */
  readonly tell: (done: string) => void;
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
  token: string;
  /** Somebody else asked, and the user has not opened a mailed link yet. */
  isRequesters: boolean;
  password: string;
  /** Those of the helpers who have decided. */
  readonly decided: Set<Helper>;
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
  tell(`${isTheirs ? 'The user' : 'Somebody else'} asked for a reset of ${user} by ${method.id}`);
  const { context, token } = holding;
  return { ...play, id: context.id, token, isRequesters: !isTheirs, password: newPassword, decided: new Set() };
}

const asksForSecret = ({ prompt }: StepDescription): boolean =>
  prompt?.inputs.some(({ input }) => input === 'new-secret') ?? false;

/** The context as soon as the reset waits for its user, or has ended. */
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
    if (scene.isRequesters) return comeIn(scene);
    const step = authentication.steps.find((s) => s.shape === 'ask' && ['open', 'challenged'].includes(s.state));
    if (step) return prove(scene, step);
    const others = authentication.steps.find((s) => s.shape === 'await' && ['open', 'challenged'].includes(s.state));
    if (!others) throw new Error('The reset waits for something that nobody here can do.');
    await letSomebodyDecide(scene, others.id);
  },

  async authenticated(scene, { source }) {
    const typed = source && asksForSecret(source);
    await scene.api.execute(scene.id, typed ? scene.newPassword : undefined, { token: scene.token });
    scene.tell(typed ? 'The user typed a new password, and it was taken' : 'The user had a new password made');
  },

  async delivering(scene) {
    if (scene.isRequesters) return comeIn(scene);
    const { newCredentialValue } = await scene.api.collect(scene.id, { token: scene.token });
    scene.password = newCredentialValue;
    scene.tell('The user collected the new password, which is shown once');
  },
};

/** The mailed link brings the user into a reset that somebody else asked for. */
async function comeIn(scene: Scene): Promise<void> {
  await openMailedLink(scene);
  scene.isRequesters = false;
  scene.tell('The user opened the link from the mail, and holds the reset now');
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
    return scene.tell('The user opened the link from the mail: proved');
  }
  const answer = Object.fromEntries(
    await Promise.all(inputs.map(async (input) => [input.name, await valueFor(input, scene)] as const)),
  );
  const { passed } = await api.answer(id, step.id, answer, { token: scene.token });
  if (!passed) throw new Error(`The answer to ${step.id} was not taken.`);
  scene.tell('The user typed the code from the mail: proved');
}

/** One of those who were mailed talks to the user, is told the number, and approves. */
async function letSomebodyDecide(scene: Scene, stepId: string): Promise<void> {
  const { api, id, helpers, mailbox, decided } = scene;
  const helper = await until('A mail to somebody who can decide', async () => {
    for (const one of helpers.filter((h) => !decided.has(h)))
      if ((await mailbox.to(one.address)).some(({ text }) => text.includes(`/decide/${id}/${stepId}`))) return one;
    return undefined;
  });
  const token = await helper.token();
  const { label, prompt } = await api.asked(id, stepId, token);
  const shown = (await api.look(id, scene.token)).authentication.steps.find((s) => s.id === stepId)?.shown;
  const number = shown?.find((s) => s.label === label)?.value ?? '';
  const answer = prompt.inputs.map((input) => [input.name, input.input === 'choice' ? input.options[0]! : number]);
  const said = { decision: 'approve', answer: Object.fromEntries(answer) as Record<string, string> } as const;
  const { outcome } = await api.decide(id, stepId, said, { token });
  decided.add(helper);
  scene.tell(`${helper.userName} was told the number ${label} by the user, and approved: ${outcome}`);
}

async function valueFor({ input }: Input, { mailbox, address }: Scene): Promise<string> {
  if (input === 'code') return mailbox.code(address);
  throw new Error(`Nobody here knows how to answer an input of the kind ${input}.`);
}
