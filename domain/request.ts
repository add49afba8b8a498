/** Who asks, and what is sealed of a request: the typed name never stands outside the vault. */
import type { Ms, RequesterKind } from './plan.js';

/** Roles as the configured issuer names them (DESIGN: `REKEY_ROLE_CLAIM`). */
export const roles = ['rekey-admin', 'rekey-service', 'rekey-helpdesk', 'rekey-approver', 'sets-values'] as const;
export type StaffRole = (typeof roles)[number];

/** A caller whose bearer token was checked against the issuer's keys. */
export interface Person {
  /** Issuer and `sub`, mapped to one person. */
  personId: string;
  roles: readonly StaffRole[];
  /** The groups that the issuer says they are in (`REKEY_GROUP_CLAIM`): at most 200 names of at most 200 characters. */
  groups: readonly string[];
  /** When they signed in (`auth_time`), where the token says so. */
  signedInAt?: Ms;
}

export interface Requester {
  kind: RequesterKind;
  /** Absent for `self`: whoever typed a name. */
  personId?: string;
}

/** Whether who asks names a ticket of the helpdesk: an agent acts on a call, and the call must be found again. */
export const ticketRules: Readonly<Record<RequesterKind, 'required' | 'optional' | 'refused'>> = {
  self: 'refused',
  'self-signed-in': 'refused',
  colleague: 'refused',
  helpdesk: 'required',
  admin: 'optional',
  service: 'optional',
};

/** What the API seals for `reset.open` under purpose `request`: authenticated encryption makes it the requester's signed word. */
export interface SealedRequest {
  /** The typed user name or address, or for `self-signed-in` empty: the person is the subject. */
  user: string;
  requester: Requester;
  /** The number under which the helpdesk's own system knows of it. */
  ticket?: string;
  /** The caller's IP address as text, for whoever has to judge the request. It stands nowhere but in the read model. */
  from: string;
  /** Keyed hash of the source address (IPv6 by /64), for lanes. */
  source: string;
  /** Keyed hash of the wider network that it is of (IPv4 /24, IPv6 /48), for lanes. */
  network: string;
  /** The plan that the API answered with: the workflow's word for it is not believed. */
  planHash: string;
  /** BCP 47 language of the request, `en` or `de`. */
  locale: string;
}

/** The quota that a reset and its mails count against; keyed hashes. `network`: the wider one that `source` is of. */
export interface Lane {
  name: string;
  source: string;
  network: string;
}
