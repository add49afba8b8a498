/** reset.note: time has moved a reset on, or several steps at once, and no part's activity tells of it: the read model and the audit learn of it here. */
import type { AllPorts } from '../../domain/ports.js';
import type { Reset } from '../../domain/reset.js';

export interface NoteInput {
  reset: Reset;
  /** What has changed. */
  stepIds: readonly string[];
  /** The step whose time is over; none where several moved at once, of which each has left its record. */
  stepId?: string;
}

export async function note({ reset, stepIds, stepId }: NoteInput, { resets, audit, clock }: AllPorts): Promise<object> {
  await resets.save(reset, stepIds);
  if (stepId === undefined) return {};
  const { role, state, round } = reset.steps[stepId]!;
  await audit.append(reset.id, [
    {
      key: `${reset.id}/${stepId}/${reset.version}/time`,
      type: `${role}.time`,
      at: clock.now(),
      data: { step: stepId, result: state, round, to: reset.state, epoch: reset.epoch },
    },
  ]);
  return {};
}
