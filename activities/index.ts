/** The Temporal activities: `role.kind.verb` for every part, made from the registry, and the reset's own. What a worker registers. */
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { Call, Reply } from '../domain/call.js';
import type { Step } from '../domain/plan.js';
import { Gone, type AllPorts } from '../domain/ports.js';
import { callPart } from './frame.js';
import type { AnyPart } from './part.js';
import { again } from './reset/again.js';
import { close } from './reset/close.js';
import { join } from './reset/join.js';
import { note } from './reset/note.js';
import { open } from './reset/open.js';
import { veto } from './reset/veto.js';

type Activity = (input: never, detail: never) => Promise<unknown>;

/** Every activity by name, over these parts and ports. */
export function activitiesOf(registry: readonly AnyPart[], ports: AllPorts): Record<string, Activity> {
  const partOf = (step: Pick<Step, 'role' | 'kind'>): AnyPart => {
    const found = registry.find((p) => p.role === step.role && p.kind === step.kind);
    if (!found) throw ApplicationFailure.nonRetryable(`this version has no ${step.role} '${step.kind}'`, 'plan-unfit');
    return found;
  };
  const own: Record<string, Activity> = {
    'reset.open': (input: Parameters<typeof open>[0]) => open(input, ports, partOf),
    'reset.join': (input: Parameters<typeof join>[0]) => join(input, ports),
    'reset.send': ({ resetId, ...how }: { resetId: string; scattered?: boolean }): Promise<Reply> =>
      ports.notifier.flush(resetId, how),
    'reset.note': (input: Parameters<typeof note>[0]) => note(input, ports),
    'reset.again': (input: Parameters<typeof again>[0]) => again(input, ports),
    'reset.veto': (input: Parameters<typeof veto>[0]) => veto(input, ports),
    'reset.close': (input: Parameters<typeof close>[0]) => close(input, ports),
  };
  const parts = registry.flatMap((p) =>
    Object.keys(p.verbs).map((verb): [string, Activity] => [
      `${p.role}.${p.kind}.${verb}`,
      (call: Call, input: object) => callPart(p, verb, call, input, ports, partOf),
    ]),
  );
  const all = [...Object.entries(own), ...parts];
  return Object.fromEntries(
    all.map(([name, run]) => [
      name,
      (input: never, detail: never) => run(input, detail).catch((error: unknown) => fail(name, error)),
    ]),
  );
}

/**
 * Failures stand in histories and logs, so none carries a message that somebody else wrote: it could hold a name, an address or a value.
 * What the operator needs is which activity, and of which class the failure was.
 */
function fail(activity: string, error: unknown): never {
  if (error instanceof ApplicationFailure) throw error;
  if (error instanceof z.ZodError)
    throw ApplicationFailure.nonRetryable(
      `${activity}: the plan, or what was sealed, does not fit this version`,
      'plan-unfit',
    );
  if (error instanceof Gone)
    throw ApplicationFailure.nonRetryable(`${activity}: a sealed value is no longer there`, 'gone');
  const name = error instanceof Error ? error.name : 'unknown';
  throw ApplicationFailure.retryable(
    `${activity}: ${unreachable.has(name) ? 'MongoDB cannot be reached' : 'failed'} (${name})`,
    name,
  );
}
const unreachable = new Set([
  'MongoServerSelectionError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
]);
