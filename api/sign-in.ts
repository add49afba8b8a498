/** What the pages of staff are made of: how somebody signs in at the provider, and where and for how long the session is kept. */
import type { Store } from 'express-session';
import type { Ms } from '../domain/plan.js';
import type { SignIn } from '../domain/sign-in.js';

export interface StaffPages {
  signIn: SignIn;
  /** Rejects while there is no database. */
  store: () => Promise<Store>;
  /** How long a session lasts without a request (`REKEY_SESSION_IDLE`), and how long after the login at most (`REKEY_SESSION_LASTS`). */
  idle: Ms;
  lasts: Ms;
}

/** Where staff sign in, come back from the provider and find themselves signed out; the last two must be registered there. */
export const staffPaths = {
  home: '/staff',
  signIn: '/staff/sign-in',
  callback: '/staff/sign-in/callback',
  problem: '/staff/sign-in/problem',
  signOut: '/staff/sign-out',
  signedOut: '/staff/signed-out',
} as const;
