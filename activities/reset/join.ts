/** reset.join: somebody opened a mailed `invite` or `pick-up` link; the reset goes on there, under the next epoch. */
import type { Ref } from '../../domain/plan.js';
import type { AllPorts } from '../../domain/ports.js';
import { invitation, next, type Reset } from '../../domain/reset.js';
import type { Verdict } from '../../domain/shapes.js';
import { openLink } from '../links.js';

/** How often a link of one step may be tried: tokens are signed, so this only bounds the work. */
const tries = 20;

export interface JoinInput {
  reset: Reset;
  stepId: string;
  token: Ref;
}

export async function join({ reset, stepId, token }: JoinInput, ports: AllPorts): Promise<Verdict> {
  const invited = stepId === invitation;
  const round = invited ? 1 : (reset.steps[stepId]?.round ?? 0);
  const key = `${reset.id}/${stepId}/${round}/join/${token}`;
  const verdict = await openLink(
    { key, resetId: reset.id, stepId, round },
    invited ? 'invite' : 'pick-up',
    token,
    tries,
    ports,
  );
  if (!verdict.passed) return verdict;
  const after = next(reset, { type: 'joined' });
  await ports.resets.save(after, []);
  await ports.audit.append(reset.id, [
    { key, type: 'reset.joined', at: ports.clock.now(), data: { step: stepId, epoch: after.epoch } },
  ]);
  return verdict;
}
