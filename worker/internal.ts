/** The worker's internal port: health, readiness and metrics, never reachable from outside. */
import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, type Registry } from 'prom-client';
import type { Settings } from './settings.js';

export function internalServer(settings: Settings, metrics: Registry, ready: () => boolean): Server {
  collectDefaultMetrics({ register: metrics });
  return createServer((req, res) => {
    if (req.url === '/metrics') {
      void metrics.metrics().then((text) => res.setHeader('Content-Type', metrics.contentType).end(text));
      return;
    }
    const known = req.url === '/healthz' || req.url === '/readyz';
    res.statusCode = known ? (req.url === '/healthz' || ready() ? 200 : 503) : 404;
    res.setHeader('Content-Type', 'application/json').end(JSON.stringify({ ready: ready() }));
  }).listen(settings.REKEY_WORKER_INTERNAL_PORT, settings.REKEY_WORKER_HOST);
}
