/**
 * "This was not me": sees to it that a veto is heard, whenever it comes. While the reset is open it is told, until it is closed; once it is, its
 * sessions are ended. A workflow of its own: accepted while no worker is at work, and after the reset's own has ended.
 */
import { getExternalWorkflowHandle, scheduleActivity, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { DecisionName } from '../domain/shapes.js';
import { veto } from './messages.js';

const second = 1_000;
const hour = 3_600 * second;
/** Repeated until the run's own end, which the API sets: what was accepted is not lost. */
const options = {
  startToCloseTimeout: 10 * second,
  retry: { initialInterval: second, backoffCoefficient: 2, maximumInterval: 60 * second },
};

export async function credentialResetVeto({
  resetId,
  decision,
}: {
  resetId: string;
  decision: DecisionName;
}): Promise<void> {
  for (let pause = 2 * second; ; pause = Math.min(2 * pause, hour)) {
    const { open } = await scheduleActivity<{ open: boolean }>('reset.veto', [{ resetId, decision }], {
      ...options,
      summary: 'freeze the self-service lane; once the reset is closed, end its sessions',
    });
    if (!open) return setCurrentDetails(`Heard by reset ${resetId}.`);
    setCurrentDetails(`The reset ${resetId} is open: it is told, and looked at again until it is closed.`);
    await tell(resetId, decision);
    await sleep(pause);
  }
}

/** One that ended in the meantime, or is not there yet, need not be told: it is looked at again. */
const tell = (resetId: string, decision: DecisionName): Promise<void> =>
  getExternalWorkflowHandle(resetId)
    .signal(veto, { decision })
    .catch(() => undefined);
