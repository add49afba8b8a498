/** What came with a decision: what was typed for the decider's prompt, as the API sealed it. */
import type { z } from 'zod';
import type { Ports } from '../domain/ports.js';
import type { Decision } from '../domain/shapes.js';

/** null where nothing came with it. Throws where it was shredded or does not fit. */
export async function openEvidence<S extends z.ZodType>(
  { resetId }: { resetId: string },
  { evidence }: Decision,
  schema: S,
  { vault }: Pick<Ports, 'vault'>,
): Promise<z.output<S> | null> {
  if (evidence === undefined) return null;
  const { value } = await vault.open(evidence, { resetId, purpose: 'decision' });
  return schema.parse(JSON.parse(value));
}
