/** How somebody signs in to the pages at the configured provider: what the pages keep of it, and what the adapter does. */
import type { Person } from './request.js';

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
