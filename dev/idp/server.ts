// The development identity provider over HTTP: the protocol, a plain login form, and one for a new password, on this machine only.
import { once } from 'node:events';
import type { Server } from 'node:http';
import express, { type Express, type Request, type Response, type Router } from 'express';
import type Provider from 'oidc-provider';
import type { Ms } from '../../domain/plan.js';
import { changesOf } from './changes.js';
import { errorPage, loginPage, newPasswordPage, signedInPage, temporaryPage } from './pages.js';
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

function identityProvider(settings: ProviderSettings, accounts: Accounts): Express {
  const provider = createProvider(settings, accounts);
  const app = express().disable('x-powered-by');
  app.use(byHand(accounts));
  app.use('/interaction', logins(provider, accounts), tookTooLong);
  app.use(provider.callback());
  return app;
}

const form = express.urlencoded({ extended: false, limit: '8kb' });
/** The texts that a form sent under these names; null where one is missing. */
function typedInto<K extends string>({ body }: Request, names: readonly K[]): Record<K, string> | null {
  const sent = (body ?? {}) as Record<string, unknown>;
  return names.every((name) => typeof sent[name] === 'string') ? (sent as Record<K, string>) : null;
}
const show = (response: Response, page: string, status = 200): void =>
  void response.status(status).set('Cache-Control', 'no-store').send(page);

const refused = 'The user name or the password is not right, or the account is disabled.';
const nothingToChange = 'Sign in once more: there is no password to be changed here, or not any longer.';

async function typedLogin(request: Request, accounts: Accounts): ReturnType<typeof signIn> {
  const typed = typedInto(request, ['userName', 'password']);
  return typed && signIn(typed.userName, typed.password, accounts);
}

/** To try a password by hand. */
function byHand(accounts: Accounts): Router {
  const router = express.Router();
  router.get('/', (_request, response) => show(response, loginPage()));
  router.post('/', form, async (request, response) => {
    const login = await typedLogin(request, accounts);
    if (!login) return show(response, loginPage({ problem: refused }), 401);
    show(response, login.mustChange ? temporaryPage() : signedInPage(login.subject.displayName));
  });
  return router;
}

/** The forms of a login under way. */
function logins(provider: Provider, accounts: Accounts): Router {
  const router = express.Router();
  const changes = changesOf(accounts);
  /** The interaction whose cookie the browser has, whatever the address says. */
  const interactionOf = async (request: Request, response: Response): Promise<string> =>
    (await provider.interactionDetails(request, response)).uid;
  const complete = (request: Request, response: Response, accountId: string, at: Ms): Promise<void> =>
    provider.interactionFinished(request, response, { login: { accountId, ts: at / 1000 } });

  router.get('/:uid', async (request, response) => {
    await interactionOf(request, response);
    show(response, loginPage());
  });
  router.post('/:uid', form, async (request, response) => {
    const login = await typedLogin(request, accounts);
    if (!login) return show(response, loginPage({ problem: refused }), 401);
    const { subject, password, mustChange } = login;
    if (!mustChange) return complete(request, response, subject.id, accounts.clock.now());
    const interaction = await interactionOf(request, response);
    changes.begin(interaction, subject.id, password);
    response.redirect(303, `/interaction/${interaction}/new-password`);
  });
  router.get('/:uid/new-password', async (request, response) => {
    const interaction = await interactionOf(request, response);
    if (!changes.isOwed(interaction)) return response.redirect(303, `/interaction/${interaction}`);
    show(response, newPasswordPage());
  });
  router.post('/:uid/new-password', form, async (request, response) => {
    const interaction = await interactionOf(request, response);
    const typed = typedInto(request, ['newPassword', 'again']) ?? { newPassword: '', again: '' };
    const changed = await changes.choose(interaction, typed);
    if (changed === 'start-again')
      return show(response, loginPage({ problem: nothingToChange, action: `/interaction/${interaction}` }), 401);
    if ('problems' in changed) return show(response, newPasswordPage(changed.problems), 422);
    // The change ended all sessions begun until now: this one is not among them.
    return complete(request, response, changed.accountId, accounts.clock.now() + 1);
  });
  return router;
}

function tookTooLong(_error: unknown, _request: Request, response: Response, _next: unknown): void {
  show(response, errorPage('The login took too long', 'start it again'), 400);
}

async function stopped(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
