/** Counts and times of calls, and the process's own figures, for Prometheus. No label holds anything of a caller. */
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Seen } from './deps.js';

export interface Metrics {
  registry: Registry;
  seen: (call: Seen) => void;
}

export function metricsOf(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: 'rekey_http_request_duration_seconds',
    help: 'Calls of the API by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15],
    registers: [registry],
  });
  return {
    registry,
    seen: ({ method, route, status, ms }) => duration.observe({ method, route, status }, ms / 1000),
  };
}
