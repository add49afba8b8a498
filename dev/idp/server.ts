// The development identity provider over HTTP: the protocol and a plain login form, on this machine only.
import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type Express, type Request, type Response } from 'express';
import { loginPage, errorPage, signedInPage } from './pages.js';
import { type Accounts, type ProviderSettings, createProvider, signIn } from './provider.js';

/** A provider that serves. */
export interface IdentityProvider {
  stop(): Promise<void>;
}

/** Starts to serve on 127.0.0.1. */
export async function startIdentityProvider(
  settings: ProviderSettings & { readonly port: number },
  accounts: Accounts,
): Promise<IdentityProvider> {
  const server = identityProvider(settings, accounts).listen(settings.port, '127.0.0.1');
  await once(server, 'listening');
  return { stop: () => stopped(server) };
}

const refused = 'The user name or the password is not right, or the account is disabled.';

function identityProvider(settings: ProviderSettings, accounts: Accounts): Express {
  const provider = createProvider(settings, accounts);
  const app = express().disable('x-powered-by');
  const form = express.urlencoded({ extended: false, limit: '8kb' });
  const subjectOf = ({ body }: Request) => {
    const { userName, password } = (body ?? {}) as Record<string, unknown>;
    return typeof userName === 'string' && typeof password === 'string' ? signIn(userName, password, accounts) : null;
  };
  const showForm = (_request: Request, response: Response): void =>
    void response.set('Cache-Control', 'no-store').send(loginPage());

  // To try a password by hand.
  app.get('/', showForm);
  app.post('/', form, async (request, response) => {
    const subject = await subjectOf(request);
    response.status(subject ? 200 : 401).send(subject ? signedInPage(subject.displayName) : loginPage(refused));
  });
  app.get('/interaction/:uid', async (request, response) => {
    await provider.interactionDetails(request, response);
    showForm(request, response);
  });
  app.post('/interaction/:uid', form, async (request, response) => {
    const subject = await subjectOf(request);
    if (!subject) return void response.status(401).send(loginPage(refused));
    const login = { accountId: subject.id, ts: accounts.clock.now() / 1000 };
    return provider.interactionFinished(request, response, { login });
  });
  app.use('/interaction', (_error: unknown, _request: Request, response: Response, _next: unknown) => {
    response.status(400).send(errorPage('The login took too long', 'start it again'));
  });
  app.use(provider.callback());
  return app;
}

async function stopped(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
