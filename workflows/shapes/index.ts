/** Shape → frame: the only table of shapes in the workflow. */
import type { Ref, Shape, Step } from '../../domain/plan.js';
import type { Live } from '../live.js';
import { ask } from './ask.js';
import { awaitOthers } from './await.js';
import { delay } from './delay.js';
import type { Frame } from './frame.js';
import { run } from './run.js';

type Driven = Exclude<Shape, 'set'>;
const frames: { [S in Driven]: Frame<S> } = { ask, await: awaitOthers, delay, run };

export const drive = (live: Live, step: Step<Driven>, stop: () => boolean, value?: Ref): Promise<void> =>
  (frames[step.shape] as (live: Live, step: Step<Driven>, stop: () => boolean, value?: Ref) => Promise<void>)(
    live,
    step,
    stop,
    value,
  );
