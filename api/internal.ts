/** The internal port: metrics, and what exactly is wrong. For operators and their monitoring only. */
import express from 'express';
import type { Registry } from 'prom-client';
import type { Deps } from './deps.js';
import { failing } from './probes.js';

export function internalApp(registry: Registry, probes: Deps['probes']): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  const details: express.RequestHandler = async (_req, res) => {
    const faults = await failing(probes);
    const checks = Object.keys(probes).map((name) => ({ name, ok: !(name in faults), fault: faults[name] }));
    res.status(checks.every((c) => c.ok) ? 200 : 503).json({ checks, uptimeSeconds: Math.round(process.uptime()) });
  };
  app.get('/healthz', details);
  app.get('/readyz', details);
  return app;
}
