/** What may be said to a reset, and what it answers. Every Update is refused twice by the same pure rule: at the door, and again once the plan is known. */
import { ActivityFailure, ApplicationFailure, CancellationScope, condition, setHandler } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { viewOf } from '../domain/context.js';
import type { Step } from '../domain/plan.js';
import { refusal, type Message } from '../domain/refusal.js';
import { collecting, type DecisionName, type Verdict } from '../domain/shapes.js';
import { stepsOf } from '../domain/plan.js';
import { obtain } from './execute.js';
import type { Live } from './live.js';
import * as m from './messages.js';
import { answer, challenge } from './shapes/ask.js';
import { failureOf, isFailed, type Failed } from './updates.js';

/** Signals have no validators: beyond this many unjudged decisions of one step, more are dropped. */
const inboxSize = 100;

export function listen(live: Live): void {
  const askStep = (id: string): Step<'ask'> => stepsOf(live.plan!).find((s) => s.id === id) as Step<'ask'>;
  const done = <T extends object>(more: T): m.Outcome<T> => ({ outcome: 'done', view: viewOf(live.reset), ...more });
  const judged = (result: Verdict | Failed): m.Outcome<m.Judged> =>
    isFailed(result) ? result : done({ passed: result.passed, reasons: result.reasons });

  function on<R, A>(
    update: UpdateDefinition<m.Outcome<R>, [A]>,
    message: (a: A) => Message,
    handle: (a: A) => Promise<m.Outcome<R>>,
  ): void {
    const validator = (a: A): void => {
      const problem = refusal(live.reset, message(a));
      if (problem) throw ApplicationFailure.nonRetryable(problem, problem);
    };
    const handler = async (a: A): Promise<m.Outcome<R>> => {
      live.handling++;
      try {
        await condition(() => live.reset.state !== 'requested');
        const problem = refusal(live.reset, message(a));
        return problem ? { outcome: 'refused', problem } : await handle(a);
      } finally {
        live.handling--;
      }
    };
    // A cancel in the UI that came too late must not break what is still to be said.
    setHandler(update, (a: A) => CancellationScope.nonCancellable(() => handler(a)), { validator });
  }

  on(
    m.challenge,
    (a) => ({ name: 'challenge', ...a }),
    async ({ stepId, input }) => (await challenge(live, askStep(stepId), input)) ?? done({}),
  );
  on(
    m.answer,
    (a) => ({ name: 'answer', ...a }),
    async (a) =>
      judged(
        await answer(live, askStep(a.stepId), { ref: a.answer, at: a.at }, () =>
          refusal(live.reset, { name: 'answer', ...a }),
        ),
      ),
  );
  on(
    m.execute,
    (a) => ({ name: 'execute', ...a }),
    async ({ value, at }) => judged(await obtain(live, value, at)),
  );
  on(
    m.join,
    ({ stepId }) => ({ name: 'join', stepId }),
    async (a) => judged(await join(live, a)),
  );
  on(
    m.collect,
    (a) => ({ name: 'collect', ...a }),
    async (a) => {
      const failed = await collect(live, { name: 'collect', ...a });
      return failed ?? done({ value: live.reset.value! });
    },
  );
  on(
    m.cancel,
    () => ({ name: 'cancel' }),
    async ({ reason }) => {
      live.happen({ type: 'cancelled', reason });
      return done({});
    },
  );

  setHandler(m.decide, (told) => {
    const decision = nameIn(told);
    if (!decision || decision.id === collecting) return;
    const { stepId } = told;
    // Nobody was asked yet, or nobody ever is; and a holder collects by Update only.
    if (live.reset.steps[stepId]?.shape !== 'await') return;
    const inbox = (live.inbox[stepId] ??= []);
    if (inbox.length < inboxSize) inbox.push(decision);
  });
  setHandler(m.veto, async (told) => {
    const decision = nameIn(told);
    if (decision) await CancellationScope.nonCancellable(() => judgeVeto(live, decision));
  });
  setHandler(m.retryNow, () => live.retryNow());
  setHandler(m.context, () => viewOf(live.reset));
  setHandler(m.state, () => live.reset);
}

/** What a Signal names. null where it names nothing: anybody with the UI can send one, and an error here would fail the workflow task for ever. */
function nameIn(told: { decision?: Partial<DecisionName> } | undefined): DecisionName | null {
  const id = told?.decision?.id;
  // Whatever else came with it is not read.
  return typeof id === 'string' ? { id } : null;
}

/** So many vetoes are judged at most: there is one genuine one. */
const vetoesAtMost = 20;

/** Its signed record is judged. Whoever signalled it goes on until it was heard, so a failure is only a delay. */
async function judgeVeto(live: Live, decision: DecisionName): Promise<void> {
  if (live.vetoes >= vetoesAtMost) return;
  live.vetoes++;
  live.handling++;
  try {
    await condition(() => live.reset.state !== 'requested');
    if (live.over) return;
    const { genuine } = await live.own<{ genuine: boolean }>(
      'veto',
      { resetId: live.reset.id, decision },
      'somebody says that it was not them',
    );
    if (genuine) live.withdraw({ type: 'vetoed' });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
  } finally {
    live.handling--;
  }
}

/** Two devices may open the link at once: they are judged one after the other, and the first whose link passes has the reset. */
async function join(live: Live, { stepId, token }: { stepId: string; token: string }): Promise<Verdict | Failed> {
  // Not a bare wait: what is true already is awaited, too, and then two would pass it side by side.
  while (live.joining) await condition(() => !live.joining);
  const problem = refusal(live.reset, { name: 'join', stepId });
  if (problem) return { outcome: 'refused', problem };
  live.joining = true;
  try {
    const verdict = await live.own<Verdict>('join', { reset: live.reset, stepId, token }, 'the mailed link was opened');
    if (verdict.passed) live.happen({ type: 'joined' });
    return verdict;
  } catch (error) {
    return failureOf(error);
  } finally {
    live.joining = false;
  }
}

/** So long a collect waits for the report of a target that the read model knows to be set: a worker that died took it along. */
const reportWithin = 5_000;

/** The holder collects: the delivery's own `decide` judges it. */
async function collect(live: Live, message: Message): Promise<Failed | null> {
  const step = live.plan!.delivery;
  if (step?.shape !== 'await') return { outcome: 'refused', problem: 'wrong-state' };
  if (live.reset.state === 'executing') {
    if (!(await condition(() => live.reset.state !== 'executing', reportWithin))) return { outcome: 'tryAgain' };
    const problem = refusal(live.reset, message);
    if (problem) return { outcome: 'refused', problem };
  }
  // The claim: at its deadline the delivery waits for what was accepted.
  live.happen({ type: 'answering', stepId: step.id });
  try {
    const tally = await live.call(
      step,
      'decide',
      { decision: { id: collecting }, value: live.reset.value! },
      live.reset.steps[step.id]!.until ?? 0,
    );
    live.take(step, 'decide', tally, 0);
    return tally.done && tally.passed ? null : { outcome: 'refused', problem: 'wrong-state' };
  } catch (error) {
    live.happen({ type: 'not-answered', stepId: step.id });
    return failureOf(error);
  }
}
