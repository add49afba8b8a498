/** The façade as an express app, made of what it is given. */
import express from 'express';
import helmet from 'helmet';
import { randomUUID } from 'node:crypto';
import type { Deps, Work } from './deps.js';
import { docsPage } from './docs/page.js';
import { docsStyle } from './docs/style.js';
import { notFound, onError } from './errors.js';
import { limitsOf } from './limits.js';
import { methodsOf } from './methods.js';
import { openApi } from './openapi.js';
import { pagesOf } from './pages/index.js';
import { staffPagesOf } from './pages/staff/index.js';
import { watched } from './watch.js';
import { routes } from './routes/index.js';
import { localsOf } from './request.js';
import { serve } from './serve.js';

/** What the operations behind routes and pages work with. */
const workOf = ({ ports, gateway, settings }: Deps): Work => ({
  ports,
  gateway,
  settings,
  methods: methodsOf(ports.plans, ports.clock),
});

export function createApp(deps: Deps): express.Express {
  const { settings, log, publicUrl } = deps;
  const app = express();
  app.set('trust proxy', settings.trustProxy);
  app.set('etag', false);
  app.use((_req, res, next) => {
    localsOf(res).requestId = randomUUID();
    res.set({ 'X-Request-Id': localsOf(res).requestId, 'Cache-Control': 'no-store' });
    next();
  });
  app.use(watched(log, deps.seen), helmet({ contentSecurityPolicy: { directives: contentSecurity } }));

  const all = routes(deps.probes);
  const document = openApi(all.map((r) => r.guard));
  const docs = docsPage(all.map((r) => r.guard));
  const work = workOf(deps);
  const limits = limitsOf(settings.limits);
  serve(app, all, deps, work, limits);
  app.get('/openapi.json', (_req, res) => void res.json(document));
  app.get('/docs.css', (_req, res) => void res.type('css').send(docsStyle));
  app.get('/docs', (_req, res) => void res.type('html').send(docs));
  if (publicUrl !== undefined) {
    app.use(staffPagesOf({ work, limits, log }, publicUrl, deps.staffPages));
    app.use(pagesOf({ work, limits, log }, publicUrl));
  }
  app.use(notFound);
  app.use(onError(log, settings.checkResponses ?? false));
  return app;
}

/** No script, nothing from elsewhere. Whether pages may be reached by http is the proxy's business, so nothing is upgraded here. */
const contentSecurity = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  upgradeInsecureRequests: null,
};
