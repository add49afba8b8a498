/** Plans and resets for tests of the rules: small, and without parts. */
import type { Factor, Plan, Role, Shape, Step, Timing } from '../../domain/plan.js';
import { initial, next, type Event, type Reset, type StepState } from '../../domain/reset.js';

const hour = 3_600_000;
const timing: { [S in Shape]: Timing[S] } = {
  ask: { lasts: hour / 6, attempts: 3 },
  await: { remindEvery: hour, decideWithin: 24 * hour },
  delay: { lasts: hour },
  run: { within: 30_000 },
  set: { within: hour },
};

/** A step by its role, shape and id; `state` is how a reset begins with it. */
export function step(
  role: Role,
  shape: Shape,
  id: string,
  factor: Factor | null = null,
  more: { secondPerson?: true; getsOld?: true } = {},
): Step & { state: StepState } {
  const made = { id, role, kind: id, shape, factor, timing: timing[shape], config: null, prompts: {}, ...more };
  const state: StepState = { role, shape, factor, state: 'open', round: 0, ...more };
  return { ...made, state } as Step & { state: StepState };
}

export function planWith({
  of = [],
  atLeast = of.length,
  independent = true,
  source = step('source', 'ask', 'source'),
  targets = ['target'],
  delivery = null,
}: {
  of?: Step[];
  atLeast?: number;
  independent?: boolean;
  source?: Step;
  targets?: readonly string[];
  delivery?: Step | null;
} = {}): Plan {
  return {
    schema: 1,
    methodId: 'm',
    title: 't',
    credentialId: 'password',
    request: { by: ['self'], subjects: { in: [], notIn: [] }, privileged: 'second-person' },
    authentication: { atLeast, independent, of: of as Plan['authentication']['of'] },
    source: source as Plan['source'],
    targets: targets.map((id) => step('target', 'set', id) as Step<'set'>),
    delivery: delivery as Plan['delivery'],
    expires: 48 * hour,
    proveWithin: hour,
    freshFor: hour / 2,
    heldBy: 'subject',
  };
}

export const requested = (): Reset =>
  initial({
    id: 'r',
    methodId: 'm',
    planHash: 'h',
    credentialId: 'password',
    requestedAt: 0,
    expiresAt: 48 * hour,
    proveBy: hour,
  });

export const opened = (plan: Plan, more: Partial<Extract<Event, { type: 'opened' }>> = {}): Reset =>
  next(requested(), { type: 'opened', plan, subject: 's', decoy: false, joined: true, signedIn: false, ...more });
