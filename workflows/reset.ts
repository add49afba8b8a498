/** One credential reset, from request to delivery. Knows shapes, never parts. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { viewOf, type ResetView } from '../domain/context.js';
import { othersIn, type Plan, type Step } from '../domain/plan.js';
import { deadlineOf, ended, initial, outdatedIn, type Event } from '../domain/reset.js';
import type { DecisionName } from '../domain/shapes.js';
import { attributes } from './attributes.js';
import { deliver, setEverywhere } from './execute.js';
import { listen } from './handlers.js';
import { isNeeded, Live } from './live.js';
import type { Start } from './messages.js';
import { drive } from './shapes/index.js';

const hour = 3_600_000;
/** How long a reset that has ended goes on trying to clean up, and to send its last mails. */
const cleanUpWithin = 7 * 24 * hour;
const lastMailsWithin = 24 * hour;
/** What was sealed before the deadline may take so long to arrive: as long as the API waits for an answer. */
const underWay = 15_000;

export { credentialResetVeto } from './veto.js';

export async function credentialReset(start: Start): Promise<ResetView> {
  const { planHash, methodId, credentialId, requestedAt } = start;
  const live = new Live(
    initial({
      id: workflowInfo().workflowId,
      planHash,
      methodId,
      credentialId,
      requestedAt,
      expiresAt: requestedAt + start.expiresAfter,
      proveBy: requestedAt + start.proveWithin,
    }),
  );
  live.setsAtOnce = start.setsAtOnce === true;
  listen(live);
  // Cancelling in the UI is a cancel like any other; everything else runs where it can't be interrupted half-way.
  void CancellationScope.current().cancelRequested.catch(() =>
    live.withdraw({ type: 'cancelled', reason: 'operator' }),
  );
  return CancellationScope.nonCancellable(() => run(live, start));
}

async function run(live: Live, start: Start): Promise<ResetView> {
  await open(live, start);
  const background = [mails(live), notes(live), ...others(live)];
  while (!live.over) {
    await untilExecuted(live);
    if (!live.over) await setEverywhere(live);
    if (!live.over) await deliver(live);
  }
  await condition(allHandlersFinished);
  await close(live);
  await Promise.all(background);
  await condition(allHandlersFinished);
  return viewOf(live.reset);
}

async function open(live: Live, { request }: Start): Promise<void> {
  const opened = await live.persist(
    'opening',
    deadlineOf(live.reset),
    () =>
      live.own<{ plan: Plan | null; events: Event[] }>(
        'open',
        { reset: live.reset, request },
        'read the method, look the user up, send the first challenge',
      ),
    () => live.withdrawn !== null,
  );
  if (!opened) return live.happen(live.withdrawn ?? { type: 'deadline' });
  live.plan = opened.plan;
  live.happen(...opened.events, ...(live.withdrawn ? [live.withdrawn] : []));
  const waiting = live.over ? null : attributes.waiting(live.reset, opened.plan!);
  if (waiting) upsertSearchAttributes(waiting);
}

/**
 * Steps that others or time decide. They begin only after a proof, or for a requester who is signed in: strangers could send managers mail. Once
 * begun they go on until the reset is over: what was proved may get old, and then they are needed after all.
 */
function others(live: Live): Promise<void>[] {
  const over = (): boolean => live.over;
  return (live.plan ? othersIn(live.plan) : []).map(async (step) => {
    // A waiting time tells all the subject's addresses: a mere request, whoever asks, is no reason for that.
    const mayBegin = (): boolean => live.reset.proved || (live.reset.signedIn && step.shape !== 'delay');
    await condition(() => over() || (mayBegin() && isNeeded(live, step)));
    if (!over()) await drive(live, step, over);
    while (step.getsOld && (await isBegunAgain(live, step))) await drive(live, step, over);
  });
}

/**
 * Whether somebody has something sent for a step whose proof is too old to go on: it is begun anew. Until then a reset goes on with the proof that
 * it has; whatever else is said counts for nothing, and is not judged.
 */
async function isBegunAgain(live: Live, { id }: Step): Promise<boolean> {
  const isOutdated = (): boolean =>
    live.reset.state === 'authenticated' && outdatedIn(live.reset, Date.now()).some((s) => s === live.reset.steps[id]);
  for (;;) {
    await condition(() => live.over || (live.inbox[id]?.length ?? 0) > 0);
    if (live.over) return false;
    const [decision] = live.inbox[id]!;
    const asked = isOutdated() && (await isGenuine(live, id, decision!, () => live.over || !isOutdated()));
    // The first of the new round is this one.
    if (asked && isOutdated()) return true;
    live.inbox[id]!.shift();
  }
}
/** Anybody with the UI can name a decision; that there is a record of it is for an activity to say. */
async function isGenuine(live: Live, stepId: string, decision: DecisionName, stop: () => boolean): Promise<boolean> {
  const { id: resetId, expiresAt } = live.reset;
  const what = `${stepId}: whether it is begun again`;
  const ask = () => live.own<{ genuine: boolean }>('again', { resetId, stepId, decision }, what);
  return (await live.persist(what, expiresAt, ask, stop))?.genuine ?? false;
}

/** Until a value was accepted, or the reset ended. At the deadline what was accepted is finished first. */
async function untilExecuted(live: Live): Promise<void> {
  const { id } = live.plan?.source ?? { id: '' };
  const settled = (): boolean =>
    ended(live.reset.state) ||
    live.reset.state === 'delivering' ||
    (live.reset.state === 'executing' && live.reset.value !== undefined && !live.reset.steps[id]?.busy);
  while (!settled()) {
    const deadline = deadlineOf(live.reset);
    if (await condition(settled, Math.max(1, deadline + underWay - Date.now()))) continue;
    // A deadline only ever moves on, and most resets are over before the first: the timer is armed anew when it has rung.
    const moved = (): boolean => settled() || deadlineOf(live.reset) !== deadline;
    await condition(() => moved() || idle(live));
    if (!moved()) live.happen({ type: 'deadline' });
  }
}
const idle = (live: Live): boolean =>
  live.reset.state !== 'executing' &&
  !Object.entries(live.reset.steps).some(([id, s]) => s.busy || (s.state === 'challenged' && live.inbox[id]?.length));

/** Each activity writes what it made of the reset that it was told of; what two at once add up to is told here. */
async function notes(live: Live): Promise<void> {
  for (let seen = 0; ;) {
    await condition(() => live.interleaved !== seen || live.closed);
    if (live.closed) return;
    seen = live.interleaved;
    await live.noteAll();
  }
}

/** Sends what an activity had to leave unsent, until the reset is closed. */
async function mails(live: Live): Promise<void> {
  for (;;) {
    // A new one is tried at once, however long the pause after those before: else the pause would tell those to whom nothing could be sent.
    const more = (): boolean => live.unsent !== live.begunToSend || live.closed;
    await condition(more);
    if (live.closed) return;
    const until = live.over ? Date.now() + lastMailsWithin : live.reset.expiresAt;
    live.mailing = true;
    await live.persist(
      'sending mail',
      until,
      () => {
        live.begunToSend = live.unsent;
        return send(live);
      },
      more,
    );
    live.mailing = false;
  }
}
/** null: some are still unsent. Before a proof it takes a moment more: what is answered beside it must not tell whether there is a mail. */
async function send(live: Live): Promise<true | null> {
  const { id: resetId, proved } = live.reset;
  const { unsent = 0 } = await live.own('send', { resetId, scattered: !proved }, 'send the mails that wait');
  return unsent === 0 || null;
}

/** Notices, clean-up, the whole truth; then the mails that are left. */
async function close(live: Live): Promise<void> {
  live.closed = true;
  let told = false;
  // With the workflow's own end, mostly, which spares the server a write; at once where cleaning up has to be repeated.
  const tell = (): void => {
    if (!told) upsertSearchAttributes(attributes.ended(live.reset));
    told = true;
  };
  const until = Date.now() + cleanUpWithin;
  const reply =
    live.closing ??
    (await live.persist('closing', until, () =>
      live.own('close', { reset: live.reset }, `clean up: ${live.reset.state}`).finally(tell),
    ));
  tell();
  if (!reply?.unsent) return;
  await live.persist('sending the notice', Date.now() + lastMailsWithin, () => send(live));
}
