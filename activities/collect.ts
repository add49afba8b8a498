/** What deliveries share that hand a value over once: it is over when its holder has collected, and nobody is reminded. */
import type { Decision, Tally } from '../domain/shapes.js';

export const collectedOnce = {
  async remind() {
    return {};
  },

  async decide(_call: unknown, { decision }: { decision: Decision }): Promise<Tally> {
    const collected = decision.verdict === 'collect' && decision.by === 'holder';
    return { done: collected, passed: collected };
  },
};
