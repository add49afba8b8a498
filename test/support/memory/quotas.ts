/** Quotas in memory. */
import { judgeAsking, type Asking } from '../../../domain/colleague.js';
import { judgeSend, type Send } from '../../../domain/lane.js';
import type { Quotas } from '../../../domain/ports.js';

export function memoryQuotas(): Quotas {
  const lanes = new Map<string, Send[]>();
  const frozenUntil = new Map<string, number>();
  const colleagues = new Map<string, Asking[]>();
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
    async ask(colleague, asking) {
      const { asked, keep } = judgeAsking(colleagues.get(colleague) ?? [], asking);
      if (keep) colleagues.set(colleague, keep);
      return asked;
    },
  };
}
