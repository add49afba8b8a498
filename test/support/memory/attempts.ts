/** Attempts in memory. */
import { attemptsKept, type Attempts } from '../../../domain/ports.js';

export function memoryAttempts(): Attempts {
  const noted = new Map<string, { resetId: string; at: number }[]>();
  return {
    async note(about, resetId, at) {
      const known = noted.get(about) ?? [];
      if (!known.some((n) => n.resetId === resetId)) noted.set(about, [...known, { resetId, at }].slice(-attemptsKept));
    },
    async of(about, since) {
      return (noted.get(about) ?? []).filter(({ at }) => at >= since).map(({ resetId }) => resetId);
    },
  };
}
