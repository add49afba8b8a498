/** The people of one reset in the kill tests: the user, those around them who may be asked to decide, and whoever asks for the reset. */
import { randomBytes } from 'node:crypto';
import { mailboxOf } from '../../adapters/smtp/sms.js';
import type { NewUser } from '../../adapters/user.js';
import { anyPhone, surround, type Helper } from '../../dev/people.js';
import type { MethodDescription } from '../../domain/context.js';
import type { Caller, Rig } from './rig.js';

export const oldPassword = 'an old lamp in the harbour 7';

/** One reset of one user of its own. */
export interface Person {
  subjectId: string;
  userName: string;
  /** Where codes and links go. */
  address: string;
  /** Where a text message to them is found. */
  phone: string;
  /** Where all mails of this reset go, to whomever. */
  mailboxes: readonly string[];
  /** What they want to have in the end; a method that makes the value itself puts its own in its place. */
  password: string;
  resetId: string;
  method: MethodDescription;
  helpers: readonly Helper[];
  /** null: they ask themselves. */
  requester: Caller | null;
  /** An address of their own, as the proxy tells it: limits are by address. */
  ip: string;
}

/** A new user of the directory who is about to reset by this method. */
export async function newPerson(rig: Rig, method: MethodDescription): Promise<Person> {
  const { mongo, keyed, issuer } = rig;
  const userName = `kill-${randomBytes(6).toString('hex')}`;
  const addresses = [`${userName}@example.org`, `${userName}.home@example.org`];
  const phone = anyPhone();
  const described: NewUser = {
    personId: userName,
    userName,
    displayName: 'Kim Keller',
    groups: [],
    addresses: [
      ...addresses.map((value) => ({ kind: 'email' as const, value, verified: true })),
      { kind: 'phone', value: phone, verified: true },
    ],
  };
  const subjectId = await mongo.userAdmin.upsertUser(described);
  await mongo.userAdmin.setInitialPassword(subjectId, 'password', oldPassword);
  const asksOthers = method.authentication.steps.some(({ decider }) => decider);
  const helpers = asksOthers ? await surround(mongo.userAdmin, issuer, described) : [];
  const requester = requesterFor(method, helpers, rig);
  const [a, b, c] = randomBytes(3);
  return {
    ...{ subjectId, userName, method, helpers, requester },
    address: addresses[0]!,
    phone: mailboxOf(phone),
    mailboxes: [...addresses, mailboxOf(phone), ...helpers.map(({ address }) => address)],
    password: `seven herons over a quiet canal ${userName.slice(-4)}`,
    resetId: keyed.mac('reset-id', requester?.personId ?? '', keyFor(userName, 'begin')),
    ip: `10.${a}.${b}.${c}`,
  };
}

function requesterFor({ requestedBy }: MethodDescription, helpers: readonly Helper[], { service }: Rig): Caller | null {
  if (requestedBy.includes('self')) return null;
  const agent = requestedBy.includes('helpdesk') && helpers.find(({ isAgent }) => isAgent);
  return agent ? { token: agent.token, personId: agent.userName } : service;
}

/** The Idempotency-Key of one of their calls. */
export const keyFor = (userName: string, action: string): string => `${userName}-${action}-0123456789abcdef`;
