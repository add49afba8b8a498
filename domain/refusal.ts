/** What can be said to a reset, and when it is refused: one pure rule, asked at the door and again once the plan is known. */
import type { Ms, Ref } from './plan.js';
import type { ProblemType } from './problems.js';
import { deadlineOf, ended, invitation, isOld, outdatedIn, type Reset } from './reset.js';

/** How often a step may be challenged: each one costs history, and a run may have 2,000 Updates. */
const roundsAtMost = 20;

/** Everything that can be said to a reset. `at`: when it was accepted; `epoch`: of the token that said it. */
export type Message =
  | { name: 'challenge'; stepId: string; epoch: number; at: Ms }
  | { name: 'answer'; stepId: string; epoch: number; at: Ms }
  | { name: 'join'; stepId: string }
  | { name: 'execute'; value?: Ref; epoch: number; at: Ms }
  | { name: 'collect'; epoch: number; at: Ms }
  | { name: 'cancel' }
  | { name: 'veto' };

/**
 * The problem with which a message is refused now, or undefined where it is allowed.
 * In `requested` the plan is not known yet: what depends on it is judged again once it is.
 */
export function refusal(r: Reset, m: Message): ProblemType | undefined {
  if (m.name === 'collect' && r.state === 'completed') return 'already-collected';
  if (ended(r.state)) return r.state === 'expired' ? 'reset-expired' : 'already-ended';
  if (m.name === 'veto' && r.state === 'delivering') return undefined;
  if (m.name === 'cancel' || m.name === 'veto') return r.applyBegan ? 'too-late' : undefined;
  if (m.name === 'join') return r.state === 'requested' ? undefined : joinRefusal(r, m.stepId);
  if (!isHolders(r, m)) return 'continued-elsewhere';
  if (r.state !== 'delivering' && r.state !== 'executing' && m.at > deadlineOf(r)) return 'reset-expired';
  if (r.state === 'requested') return undefined;
  if (m.name === 'collect') return collectRefusal(r);
  if (!r.joined && r.needed > 0 && !(m.name === 'execute' && isRequesters(r))) return 'not-joined';
  if (m.name === 'execute') return executeRefusal(r, m);
  const s = Object.hasOwn(r.steps, m.stepId) ? r.steps[m.stepId] : undefined;
  if (!s) return 'no-such-step';
  if (s.shape !== 'ask') return 'wrong-state';
  if (s.busy) return 'busy';
  const again = m.name === 'challenge' && s.state === 'passed' && isOld(r, s, m.at);
  if (!again && r.state !== (s.role === 'source' ? 'authenticated' : 'authenticating')) return 'wrong-state';
  if (again && r.state !== 'authenticating' && r.state !== 'authenticated') return 'wrong-state';
  if (s.state === 'failed') return 'no-attempts-left';
  if (s.state === 'passed' && !again) return 'already-passed';
  if (m.name === 'challenge') return s.round < roundsAtMost ? undefined : 'no-more-challenges';
  return s.state === 'challenged' || s.role === 'source' ? undefined : 'wrong-state';
}

const isRequesters = (r: Reset): boolean => r.heldBy === 'requester';

/**
 * Whether a message comes from whoever may say it. The requester's token has the epoch 0; what it is good for is known with the plan.
 */
function isHolders(r: Reset, m: { name: Message['name']; epoch: number }): boolean {
  const isLast = m.name === 'execute' || m.name === 'collect';
  if (isLast && m.epoch === 0 && r.state === 'requested') return true;
  return m.epoch === (isLast && isRequesters(r) ? 0 : r.epoch);
}

function joinRefusal(r: Reset, stepId: string): ProblemType | undefined {
  if (r.joined) return 'continued-elsewhere';
  if (stepId === invitation) return undefined;
  return r.steps[stepId]?.role === 'delivery' && r.state === 'delivering' ? undefined : 'wrong-state';
}

/**
 * Only the subject collects: whoever asked for somebody else never does. While the targets are being set a collect is early, not wrong:
 * the read model, which the last target's activity writes, tells of `delivering` before the workflow hears of it.
 */
function collectRefusal(r: Reset): ProblemType | undefined {
  if (r.state !== 'delivering' && !(r.state === 'executing' && r.applyBegan)) return 'wrong-state';
  if (!r.joined && !isRequesters(r)) return 'not-joined';
  return Object.values(r.steps).some((s) => s.role === 'delivery' && s.busy) ? 'busy' : undefined;
}

function executeRefusal(r: Reset, { value, at }: { value?: Ref; at: Ms }): ProblemType | undefined {
  if (r.state === 'executing') return 'busy';
  if (r.state !== 'authenticated') return 'wrong-state';
  if (outdatedIn(r, at).length > 0) return 'proof-too-old';
  const source = Object.values(r.steps).find((s) => s.role === 'source');
  if (source?.busy) return 'busy';
  const typed = source?.shape === 'ask';
  if (value !== undefined && !typed) return 'value-not-allowed';
  return value === undefined && typed && r.value === undefined ? 'value-needed' : undefined;
}
