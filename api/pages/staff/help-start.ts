/** Where an agent begins a reset for somebody who calls, and finds those that they have begun. Whoever is asked for, the answer is the same. */
import { z } from 'zod';
import type { MethodDescription } from '../../../domain/context.js';
import { begin } from '../../operations/begin.js';
import { ownOpen } from '../../operations/helped.js';
import { checked } from '../../inputs.js';
import { Problem } from '../../problem.js';
import { methodId, ticket, user } from '../../schemas.js';
import type { Fault, Screen } from '../layout.js';
import { factsOf, field, newKey, sameSlip, type Outcome, type Visit } from '../visit.js';
import { callerOf } from './agents.js';
import { csrfOf } from './csrf.js';
import { helpPathOf } from './help-paths.js';
import { helpFields, helpStartScreen, misfits, type HelpField } from './help-start-screen.js';
import { staffOf } from './session.js';

export const showHelp = (visit: Visit): Promise<Outcome> => screenOf(visit, {});

/** Those that the helpdesk may ask for. A method that only executes is none: nobody is proved by it. */
const methodsOf = async ({ work }: Visit): Promise<MethodDescription[]> =>
  (await work.methods.list()).filter((m) => m.requestedBy.includes('helpdesk') && m.authentication.needed > 0);

async function screenOf(
  visit: Visit,
  { key = newKey(), ...more }: { key?: string; faults?: readonly Fault[]; status?: number },
): Promise<Screen> {
  const { say, req, work } = visit;
  return helpStartScreen({
    say,
    slip: { key, csrf: csrfOf(req) },
    methods: await methodsOf(visit),
    own: await ownOpen(work, staffOf(req)),
    typed: (name) => field(visit, name),
    ...more,
  });
}

const request = z.object({ user: user.trim().min(1), ticket, method: methodId });

export async function beginHelp(visit: Visit): Promise<Outcome> {
  const { say, work } = visit;
  const again = (names: readonly HelpField[], status: number): Promise<Outcome> =>
    screenOf(visit, { faults: names.map((name) => ({ message: say(misfits[name]), field: name })), status });
  try {
    const { method, ...asked } = checked('body', request, visit.body);
    const { credentialId = '' } = (await methodsOf(visit)).find((m) => m.id === method) ?? {};
    const { context } = await begin(work, callerOf(visit), factsOf(visit), {
      ...{ ...asked, credentialId, resetMethodId: method },
    });
    return `${helpPathOf(context.id)}?n=0`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { type, status, extra } = error;
    if (type === 'unknown-method') return again(['method'], status);
    const wrong = helpFields.filter((name) => (extra.errors ?? []).some((e) => e.path === `body.${name}`));
    if (type === 'invalid-input' && wrong.length > 0) return again(wrong, status);
    const told = type === 'outcome-unknown' ? 'page.problem.repeat' : 'page.help.start.stale';
    if (!['outcome-unknown', 'idempotency-key-expired', 'invalid-input'].includes(type)) throw error;
    // Where it is not known what came of it the key stays: pressed once more, it is the same press.
    const slip = type === 'outcome-unknown' ? sameSlip(visit) : {};
    return screenOf(visit, { faults: [{ message: say(told) }], status, ...slip });
  }
}
