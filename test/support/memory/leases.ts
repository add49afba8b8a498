/** Leases in memory. */
import type { Ms } from '../../../domain/plan.js';
import type { Clock, Leases } from '../../../domain/ports.js';

export function memoryLeases(clock: Clock): Leases {
  const held = new Map<string, { holder: string; until: Ms }>();
  return {
    async take(name, holder, lasts) {
      const lease = held.get(name);
      if (lease && lease.holder !== holder && lease.until > clock.now()) return false;
      held.set(name, { holder, until: clock.now() + lasts });
      return true;
    },
  };
}
