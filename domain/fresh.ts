/** How long a proof counts: which of a reset's passed steps have to be proved once more before a value is set. Pure. */
import type { Ms, Shape, StepOf } from './plan.js';

type Authenticator = Pick<StepOf<Shape>, 'role' | 'shape' | 'getsOld'>;
/** Whether a proof by it is of a moment: the subject answered, or took part. */
export const getsOld = ({ role, shape, getsOld }: Authenticator): boolean =>
  role === 'authenticator' && (shape === 'ask' || getsOld === true);

/**
 * Of the steps that are passed, those of which one has to be passed once more. What the subject typed counts, because they go on from there; where
 * there is none of that, what they took part in. `freshUntil`: undefined for a step that never gets old.
 */
export function outdated<S extends { shape: Shape }>(
  passed: readonly S[],
  freshUntil: (step: S) => Ms | undefined,
  at: Ms,
): readonly S[] {
  const dated = passed.filter((s) => freshUntil(s) !== undefined);
  const typed = dated.filter((s) => s.shape === 'ask');
  const given = typed.length > 0 ? typed : dated;
  return given.every((s) => freshUntil(s)! < at) ? given : [];
}
