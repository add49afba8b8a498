/** What the pages of staff are made of: how somebody signs in at the provider, and where and for how long the session is kept. */
import type { Store } from 'express-session';
import type { Ms } from '../domain/plan.js';
import type { Person } from '../domain/request.js';

/** What a browser's session keeps while its user is at the provider. */
export interface Asked {
  state: string;
  nonce: string;
  verifier: string;
}

export interface SignedIn {
  person: Person;
  /** As the provider tells it. */
  name: string;
  idToken: string;
}

/** All three throw `IssuerUnreachable` where the provider does not answer as it should. */
export interface SignIn {
  /** Where to send the browser, and what to keep meanwhile. */
  ask(): Promise<{ url: string; asked: Asked }>;
  /** `query`: of the address that the provider sent the browser back to. Throws `SignInFailed`. */
  answered(query: string, asked: Asked): Promise<SignedIn>;
  /** Where the browser signs out at the provider; null where the provider has no such place. */
  signOutAt(idToken: string): Promise<string | null>;
}

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
