/** reset.again: whether a decision is there that begins a step anew whose proof is too old. The record is judged, not the message; what came of it is judged later. */
import type { AllPorts } from '../../domain/ports.js';
import type { DecisionName } from '../../domain/shapes.js';

export interface AgainInput {
  resetId: string;
  stepId: string;
  decision: DecisionName;
}

export async function again(
  { resetId, stepId, decision: { id } }: AgainInput,
  { decisions }: Pick<AllPorts, 'decisions'>,
): Promise<{ genuine: boolean }> {
  const { records, judged } = await decisions.of(resetId);
  const record = records.find((r) => r.id === id);
  const isNew = judged.every((d) => d.id !== id);
  return { genuine: record?.stepId === stepId && record.verdict === 'send' && isNew };
}
