/** Quotas in memory. */
import { judgeSend, type Send } from '../../../domain/lane.js';
import type { Quotas } from '../../../domain/ports.js';

export function memoryQuotas(): Quotas {
  const lanes = new Map<string, Send[]>();
  const frozenUntil = new Map<string, number>();
  return {
    async take(lane, key, at) {
      const { heard, keep } = judgeSend(lanes.get(lane.name) ?? [], lane, key, at);
      if (keep) lanes.set(lane.name, keep);
      return heard;
    },
    async freeze(lane, until) {
      frozenUntil.set(lane, Math.max(until, frozenUntil.get(lane) ?? 0));
    },
    async frozen(lane, at) {
      return (frozenUntil.get(lane) ?? 0) > at;
    },
  };
}
