/** The sweep: once a minute, in one worker at a time, for resets whose workflow is gone without having closed: terminated in the UI, or failed. */
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/client';
import { close } from '../activities/reset/close.js';
import { keyOf, lean, type Call } from '../domain/call.js';
import { callPart } from '../activities/frame.js';
import type { AnyPart } from '../activities/part.js';
import { stepsOf, type Ms } from '../domain/plan.js';
import type { AllPorts, StoredReset } from '../domain/ports.js';
import { ended, initial, next, type Reset } from '../domain/reset.js';
import { state, workflowType } from '../workflows/messages.js';

const minute: Ms = 60_000;
/** Activities of a workflow that was terminated may still be at work for so long. */
const settles: Ms = 15_000;
const looksBack: Ms = 24 * 60 * minute;
/** At most so many at once: the rest is for the next sweep. */
const atOnce = 100;

export interface Sweeper {
  client: Client;
  ports: AllPorts;
  registry: readonly AnyPart[];
}

/** Cleans up after every reset that will not do so itself; answers how many there were. */
export async function sweep({ client, ports, registry }: Sweeper): Promise<number> {
  let swept = 0;
  for (const id of await suspects(client, ports)) {
    const row = await ports.resets.get(id);
    if (!row || row.closedAt !== undefined || (await atWork(client, id, ports.clock.now()))) continue;
    await cleanUp(row, client, ports, registry);
    swept++;
  }
  return swept;
}

async function suspects(client: Client, ports: AllPorts): Promise<Set<string>> {
  const since = new Date(ports.clock.now() - looksBack).toISOString();
  const query = `WorkflowType = '${workflowType}' AND ExecutionStatus IN ('Terminated', 'TimedOut', 'Failed', 'Canceled') AND CloseTime > '${since}'`;
  const ids = new Set((await ports.resets.unclosed(ports.clock.now() - looksBack, atOnce)).map((row) => row.id));
  for await (const execution of client.workflow.list({ query, pageSize: atOnce })) {
    ids.add(execution.workflowId);
    if (ids.size >= 2 * atOnce) break;
  }
  return ids;
}

async function atWork(client: Client, id: string, now: Ms): Promise<boolean> {
  const found = await describe(client, id);
  return found !== null && (found.status.name === 'RUNNING' || (found.closeTime?.getTime() ?? 0) + settles > now);
}
async function describe(client: Client, id: string): Promise<WorkflowExecutionDescription | null> {
  try {
    return await client.workflow.getHandle(id).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function cleanUp(row: StoredReset, client: Client, ports: AllPorts, registry: readonly AnyPart[]): Promise<void> {
  const last = await lastState(row, client, ports);
  const truth = last.applyBegan && !ended(last.state) ? await targetsTruth(last, ports, registry) : last;
  const reset = ended(truth.state)
    ? truth
    : next(
        truth,
        truth.applyBegan ? { type: 'not-set', reason: 'terminated' } : { type: 'cancelled', reason: 'terminated' },
      );
  const { unsent = 0 } = await close({ reset }, ports);
  // No workflow is left to try again: what can't be sent within the sweep's own few tries is given up.
  for (let tries = 1; unsent > 0 && tries < 3; tries++) if ((await ports.notifier.flush(row.id)).unsent === 0) return;
}

/** The workflow's own word where it can still be asked; else what the read model knows. */
async function lastState(row: StoredReset, client: Client, ports: AllPorts): Promise<Reset> {
  try {
    return await client.workflow.getHandle(row.id).query(state);
  } catch {
    return fromRow(row, ports);
  }
}

async function fromRow(row: StoredReset, { plans }: AllPorts): Promise<Reset> {
  const plan = (await plans.get(row.planHash))?.plan;
  const known = plan ? stepsOf(plan).filter((s) => row.steps[s.id]) : [];
  return {
    ...initial({ ...row, expiresAt: row.deadline, proveBy: row.deadline }),
    ...row,
    // A value may just have been judged and set by one call, which tells only when it is over.
    state: row.state === 'authenticated' ? 'executing' : row.state,
    proved: row.passed > 0,
    applyBegan: ['authenticated', 'executing', 'delivering'].includes(row.state),
    steps: Object.fromEntries(
      known.map((s) => [s.id, { ...row.steps[s.id]!, role: s.role, shape: s.shape, factor: s.factor, round: 0 }]),
    ),
  };
}

/** Asks every target that was not proved set, so that what is reported is what a login there would show. */
async function targetsTruth(reset: Reset, ports: AllPorts, registry: readonly AnyPart[]): Promise<Reset> {
  const plan = (await ports.plans.get(reset.planHash))?.plan;
  let truth = reset;
  for (const target of plan?.targets ?? []) {
    const part = registry.find((p) => p.role === 'target' && p.kind === target.kind);
    if (!part || truth.steps[target.id]?.state === 'set') continue;
    const call: Call = {
      key: keyOf(truth, target, 'verify'),
      reset: truth,
      step: lean(target),
      until: ports.clock.now(),
    };
    // Where one call was judging and setting it there is no value yet: such a target is asked by its key.
    const input = { value: reset.value ?? '' };
    const out = (await callPart(part, 'verify', call, input, ports, () => part)) as { state: 'set' | 'ready' };
    truth = next(truth, { type: 'applied', stepId: target.id, applied: { state: out.state } });
  }
  return truth;
}
