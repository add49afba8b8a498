/** What the forms of a reset's page do: each calls the operation that the API's route calls, and goes on to the page that shows what came of it. */
import type { CredentialResetContext } from '../../domain/context.js';
import type { Prompt } from '../../domain/plan.js';
import type { TokenClaims } from '../../domain/ports.js';
import type { ProblemType } from '../../domain/problems.js';
import { ended } from '../../domain/reset.js';
import { cancel } from '../operations/cancel.js';
import { collect } from '../operations/collect.js';
import { execute } from '../operations/execute.js';
import { look } from '../operations/look.js';
import { answer, challenge } from '../operations/steps.js';
import { Problem } from '../problem.js';
import { firstField, misfitFaults, repeatFaults, typedInto } from './inputs.js';
import type { Fault } from './layout.js';
import { resetScreen } from './screens/reset.js';
import { collectedScreen } from './screens/value.js';
import { here, stepPage, type Asked } from './screens/view.js';
import { untilEnded } from './until.js';
import { attempting, factsOf, field, holder, newKey, sameSlip, type Outcome, type Visit } from './visit.js';

interface Turn {
  visit: Visit;
  claims: TokenClaims;
  context: CredentialResetContext;
}
type Act = (turn: Turn) => Promise<Outcome>;

/** The page of the reset that this browser holds; without one, the start. */
export async function showReset(visit: Visit): Promise<Outcome> {
  const { req, cookies, work } = visit;
  if (cookies.read(req, 'reset') === undefined) return '/';
  const claims = await holder(visit);
  const { context } = await look(work, claims.resetId, claims);
  return screenOf(visit, context, asked(visit));
}

function asked({ req: { query } }: Visit): Asked {
  const { step, sent, show, n } = query;
  return {
    step: typeof step === 'string' ? step : undefined,
    sent: sent !== undefined,
    shown: show !== undefined,
    looked: Math.max(0, Math.trunc(Number(n)) || 0),
  };
}

function screenOf(
  { say, work }: Visit,
  context: CredentialResetContext,
  asked: Asked,
  more: { faults?: readonly Fault[]; status?: number; key?: string } = {},
): Outcome {
  const { key = newKey(), ...rest } = more;
  const slip = { key, reset: context.id };
  return resetScreen({ say, now: work.ports.clock.now(), context, slip, asked, ...rest });
}

/** The page shows something that is past: it is shown anew. */
const past: readonly ProblemType[] = [
  'wrong-state',
  'busy',
  'already-passed',
  'no-attempts-left',
  'no-such-step',
  'not-joined',
  'too-late',
  'value-needed',
  'value-not-allowed',
  // The page says what is to be proved once more.
  'proof-too-old',
];
const over: readonly ProblemType[] = ['already-ended', 'reset-expired'];

/** One form of the reset's page. What it does not know how to say is thrown on. */
const acting =
  (act: Act) =>
  async (visit: Visit): Promise<Outcome> => {
    const claims = await holder(visit);
    const doing = <T>(what: () => Promise<T>): Promise<T> =>
      attempting(visit, { kind: 'holder', claims }, claims.resetId, what);
    const { context } = await doing(() => look(visit.work, claims.resetId, claims));
    if (field(visit, 'reset') !== context.id) return here;
    try {
      return await doing(() => act({ visit, claims, context }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (past.includes(error.type)) return here;
      if (over.includes(error.type) && (await hasEnded(visit, claims))) return here;
      if (error.type !== 'outcome-unknown') throw error;
      // The same key again: pressed once more, it is the same press.
      const faults = [{ message: visit.say('page.problem.repeat') }];
      return screenOf(visit, context, formAsked(visit), { faults, status: 503, key: sameSlip(visit).key });
    }
  };

const hasEnded = async ({ work }: Visit, claims: TokenClaims): Promise<boolean> =>
  ended((await look(work, claims.resetId, claims)).context.state);

const stepOf = ({ req }: Visit): string => String(req.params['stepId']);
/** What the page with this form was asked for. */
const formAsked = (visit: Visit): Asked => ({ step: stepOf(visit), shown: visit.req.query['show'] !== undefined });

export const challengeStep = acting(async ({ visit, claims }) => {
  const stepId = stepOf(visit);
  await challenge(visit.work, claims, factsOf(visit), { stepId });
  return `${stepPage(stepId)}&sent=1`;
});

export const answerStep = acting(async (turn) => {
  const { visit, claims, context } = turn;
  const stepId = stepOf(visit);
  const prompt = [...context.authentication.steps, context.source].find((s) => s?.id === stepId)?.prompt;
  if (!prompt) return here;
  return typing(turn, prompt, async (typed) => {
    const {
      passed,
      reasons = [],
      context: now,
    } = await answer(visit.work, claims, factsOf(visit), { stepId, answer: typed });
    const open = [...now.authentication.steps, now.source].some((s) => s?.id === stepId && s.state !== 'failed');
    if (passed || !open || ended(now.state)) return here;
    return screenOf(visit, now, formAsked(visit), { faults: aboutFirst(prompt, reasons), status: 422 });
  });
});

export const executeReset = acting(async (turn) => {
  const { visit, claims, context } = turn;
  const { source } = context;
  const prompt = source?.shape === 'ask' && source.state !== 'passed' ? source.prompt : null;
  const run = async (value: string | undefined): Promise<Outcome> => {
    await execute(visit.work, claims, factsOf(visit), value);
    return here;
  };
  const name = prompt?.inputs.find((i) => i.input === 'new-secret')?.name;
  if (!prompt || name === undefined) return run(undefined);
  return typing(turn, prompt, (typed) => run(String(typed[name])));
});

/** Reads what was typed and goes on with it; what does not fit is shown beside it, all at once. */
async function typing(
  { visit, context }: Turn,
  prompt: Prompt,
  goOn: (typed: Record<string, unknown>) => Promise<Outcome>,
): Promise<Outcome> {
  const again = (faults: readonly Fault[], status: number): Outcome =>
    screenOf(visit, context, formAsked(visit), { faults, status });
  const repeats = repeatFaults(prompt, visit.body, visit.say);
  try {
    const typed = typedInto(prompt, visit.body);
    return repeats.length > 0 ? again(repeats, 400) : await goOn(typed);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { type, status, extra } = error;
    if (type === 'policy-violation') return again(aboutFirst(prompt, extra.errors ?? []), status);
    if (type === 'invalid-input') return again(misfitFaults(prompt, extra.errors ?? [], visit.say), status);
    throw error;
  }
}

/** Reasons name no input: they are about what was typed first. */
function aboutFirst(prompt: Prompt, reasons: readonly { message: string }[]): Fault[] {
  const id = firstField(prompt);
  return reasons.map(({ message }) => ({ message, ...(id !== undefined && { field: id }) }));
}

/** The value is on the answer itself, not on a page to go to: nothing shows it twice, but the same press within a minute. */
export const collectValue = acting(async ({ visit, claims }) => {
  const { newCredentialValue, context } = await collect(visit.work, claims, factsOf(visit));
  return collectedScreen(visit.say, context, newCredentialValue);
});

export const cancelReset = acting(async ({ visit, claims }) => {
  const { work } = visit;
  await cancel(work, { kind: 'holder', claims }, factsOf(visit), claims.resetId);
  await untilEnded(visit, claims.resetId);
  return here;
});
