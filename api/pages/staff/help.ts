/** What the forms of an agent's page about one reset do: each calls the operation that the API's route calls, as the person who is signed in. */
import { Problem } from '../../problem.js';
import { cancel } from '../../operations/cancel.js';
import { collect } from '../../operations/collect.js';
import { execute } from '../../operations/execute.js';
import { finisherOf } from '../../operations/finisher.js';
import { helped } from '../../operations/helped.js';
import type { ProblemType } from '../../../domain/problems.js';
import type { TextId } from '../../../texts/index.js';
import type { Screen } from '../layout.js';
import { untilEnded, untilOpened } from '../until.js';
import { attempting, factsOf, looked, newKey, sameSlip, type Outcome, type Visit } from '../visit.js';
import { callerOf, networkOf, param } from './agents.js';
import { csrfOf } from './csrf.js';
import { helpPathOf } from './help-paths.js';
import { collectedByAgent, helpedScreen, openingScreen, unknownScreen } from './help-screen.js';
import { staffOf } from './session.js';

const idOf = (visit: Visit): string => param(visit, 'id');

/** `unknown`: the page where there is no such reset. */
async function orUnknown(act: () => Promise<Outcome>, unknown: Screen): Promise<Outcome> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Problem && error.type === 'unknown-reset') return unknown;
    throw error;
  }
}

export async function showHelped(visit: Visit): Promise<Outcome> {
  const n = looked(visit);
  if (n !== undefined) await untilOpened(visit, idOf(visit));
  const opening = n === undefined ? undefined : openingScreen(visit.say, idOf(visit), n);
  return orUnknown(() => screenOf(visit), opening ?? unknownScreen(visit.say));
}

async function screenOf(
  visit: Visit,
  { told, status, key = newKey() }: { told?: TextId; status?: number; key?: string } = {},
): Promise<Screen> {
  const { say, req, work } = visit;
  return helpedScreen({
    say,
    seen: await helped(work, staffOf(req), networkOf(visit), idOf(visit)),
    slip: { key, csrf: csrfOf(req) },
    looked: looked(visit) ?? 0,
    now: work.ports.clock.now(),
    ...(told && { faults: [{ message: say(told) }] }),
    ...(status !== undefined && { status }),
  });
}

/** The page shows something that is past: it is shown anew. */
const past: readonly ProblemType[] = [
  'wrong-state',
  'busy',
  'too-late',
  'already-ended',
  'already-collected',
  'reset-expired',
  // The page says what is to be proved once more.
  'proof-too-old',
];
/** What is told above the page as it stands. */
const tolds: Partial<Record<ProblemType, TextId>> = {
  forbidden: 'page.help.not-yours',
  'outcome-unknown': 'page.problem.repeat',
};

const acting =
  (act: (visit: Visit, id: string) => Promise<Outcome>) =>
  async (visit: Visit): Promise<Outcome> => {
    const id = idOf(visit);
    const doing = (): Promise<Outcome> => attempting(visit, callerOf(visit), id, () => act(visit, id));
    return orUnknown(() => doing().catch((error: unknown) => after(visit, error)), unknownScreen(visit.say));
  };

/** The page after something was refused; what it does not know how to say is thrown on. */
async function after(visit: Visit, error: unknown): Promise<Outcome> {
  if (!(error instanceof Problem)) throw error;
  const { type, status } = error;
  if (past.includes(type)) return helpPathOf(idOf(visit));
  const told = tolds[type];
  if (!told) throw error;
  // Where it is not known what came of it the key stays: pressed once more, it is the same press.
  return screenOf(visit, { told, status, ...(type === 'outcome-unknown' && sameSlip(visit)) });
}

export const executeHelped = acting(async (visit, id) => {
  const claims = await finisherOf(visit.work, callerOf(visit), id);
  await execute(visit.work, claims, factsOf(visit), undefined);
  return helpPathOf(id);
});

/** The value is on the answer itself, not on a page to go to: nothing shows it twice, but the same press within a minute. */
export const collectHelped = acting(async (visit, id) => {
  const claims = await finisherOf(visit.work, callerOf(visit), id);
  const { newCredentialValue } = await collect(visit.work, claims, factsOf(visit));
  return collectedByAgent(visit.say, id, newCredentialValue);
});

export const cancelHelped = acting(async (visit, id) => {
  await cancel(visit.work, callerOf(visit), factsOf(visit), id);
  await untilEnded(visit, id);
  return helpPathOf(id);
});
