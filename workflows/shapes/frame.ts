/** How a step of one shape is driven. */
import type { Ref, Shape, StepOf } from '../../domain/plan.js';
import type { Live } from '../live.js';

/** Drives the step until it has passed or failed, or `stop` says that nobody needs it any more. `value`: for a delivery, what to hand over. */
export type Frame<S extends Shape> = (live: Live, step: StepOf<S>, stop: () => boolean, value?: Ref) => Promise<void>;
