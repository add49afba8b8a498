/** The start of a reset. Whoever is asked for, the answer is the same. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { MethodDescription } from '../../domain/context.js';
import type { Ms } from '../../domain/plan.js';
import type { TokenClaims } from '../../domain/ports.js';
import { ended } from '../../domain/reset.js';
import { addressKey } from '../address.js';
import { checked } from '../inputs.js';
import { begin } from '../operations/begin.js';
import { look } from '../operations/look.js';
import { challenge } from '../operations/steps.js';
import { unforeseen } from '../errors.js';
import { Problem } from '../problem.js';
import { localsOf } from '../request.js';
import { methodId, user } from '../schemas.js';
import type { Fault } from './layout.js';
import type { Say } from './say.js';
import { methodField, startScreen, userField } from './screens/start.js';
import { factsOf, field, holder, newKey, sameSlip, type Outcome, type Visit } from './visit.js';

/** The cookie outlives the reset by this: its end can still be looked at. */
const lookBack: Ms = 3_600_000;

export async function showStart(visit: Visit): Promise<Outcome> {
  const { say } = visit;
  const methods = await publicMethods(visit);
  return startScreen({ say, slip: { key: newKey() }, methods, underWay: await isUnderWay(visit) });
}

/** Those that anyone may ask for, the preset one first. */
async function publicMethods({ work }: Visit): Promise<MethodDescription[]> {
  const open = (await work.methods.list()).filter((m) => m.requestedBy.includes('self'));
  const isPreset = (m: MethodDescription): boolean => m.id === work.settings.defaultMethod;
  return [...open.filter(isPreset), ...open.filter((m) => !isPreset(m))];
}

async function isUnderWay(visit: Visit): Promise<boolean> {
  try {
    const claims = await holder(visit);
    return !ended((await look(visit.work, claims.resetId, claims)).context.state);
  } catch {
    return false;
  }
}

const request = z.object({ user: user.trim().min(1), method: methodId });

export async function beginReset(visit: Visit): Promise<Outcome> {
  const { say, work } = visit;
  const methods = await publicMethods(visit);
  const typed = { user: field(visit, userField), method: field(visit, methodField) };
  const again = (faults: readonly Fault[], status: number, key = newKey()): Outcome =>
    startScreen({ say, slip: { key }, methods, underWay: false, typed, faults, status });
  try {
    const { user, method } = checked('body', request, visit.body);
    const { credentialId = '' } = methods.find((m) => m.id === method) ?? {};
    const asked = { user, credentialId, resetMethodId: method };
    const { token, claims, method: began } = await begin(work, { kind: 'anonymous' }, factsOf(visit), asked);
    keepToken(visit, token, claims, began);
    await beginOnlyAsk(visit, claims, began);
    return '/reset';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { type, status, extra } = error;
    if (type === 'outcome-unknown') return again([{ message: say('page.problem.repeat') }], 503, sameSlip(visit).key);
    if (type === 'idempotency-key-expired') return again([{ message: say('page.start.stale') }], status);
    if (type === 'unknown-method') return again([methodFault(say)], status);
    if (type !== 'invalid-input') throw error;
    const wrong = (name: string): boolean => (extra.errors ?? []).some((e) => e.path === `body.${name}`);
    const faults = [...(wrong('user') ? [userFault(say)] : []), ...(wrong('method') ? [methodFault(say)] : [])];
    return again(faults.length > 0 ? faults : [{ message: say('page.start.stale') }], status);
  }
}

/** So long the page waits for the first step to have begun. */
const patience: Ms = 3_000;

/**
 * Where others decide besides, the step that the subject has to take is one, and is begun as if they had pressed its button: a challenge, which
 * answers for every name alike and in the same time. What goes wrong with it is told by nobody: the button is there.
 */
async function beginOnlyAsk(
  visit: Visit,
  claims: TokenClaims,
  { authentication: { steps } }: MethodDescription,
): Promise<void> {
  const [step, ...more] = steps.filter((s) => s.shape === 'ask');
  if (!step || more.length > 0 || steps.length === 1) return;
  const { work, req, limits } = visit;
  const begun = async (): Promise<unknown> => {
    await limits.take('challenges', addressKey(req.ip));
    const { idempotencyKey = '', ...facts } = factsOf(visit);
    const key = work.ports.keyed.mac('page', idempotencyKey, step.id);
    return challenge(work, claims, { ...facts, idempotencyKey: key }, { stepId: step.id });
  };
  const left = new AbortController();
  await Promise.race([
    begun().catch((error: unknown) => {
      if (!(error instanceof Problem)) unforeseen(visit.log, localsOf(visit.res).requestId, error);
    }),
    sleep(patience, undefined, { signal: left.signal }).catch(() => undefined),
  ]);
  left.abort();
}

const userFault = (say: Say): Fault => ({ message: say('page.start.user.misfit'), field: userField });
const methodFault = (say: Say): Fault => ({ message: say('page.start.method.misfit'), field: methodField });

/** From here on this browser holds the reset; another that it held is left to its deadline. */
export function keepToken(
  { res, cookies, work }: Visit,
  token: string,
  { requestedAt }: Pick<TokenClaims, 'requestedAt'>,
  { expiresAfter }: Pick<MethodDescription, 'expiresAfter'>,
): void {
  cookies.write(res, 'reset', token, requestedAt + expiresAfter + lookBack - work.ports.clock.now());
}
