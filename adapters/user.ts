/** A user as it is stored, and the rules of claims on its credentials: what MongoDB's adapter and the one in memory share. Pure. */
import { isPhoneNumber, normalName } from '../domain/names.js';
import type { Json, Ms } from '../domain/plan.js';
import type { Address, ClaimResult, Subject } from '../domain/ports.js';

/** One credential of a user. */
export interface StoredCredential {
  /** PHC string. */
  hash?: string;
  setAt?: Ms;
  /** The key of the write that stands. */
  setBy?: string;
  /** The value that stands has to be changed before a login is complete. Absent: it does not. */
  mustChange?: boolean;
  /** Older hashes, newest first. */
  history?: string[];
  /** Keys of the last writes: a late repeat of one writes nothing. */
  written?: string[];
  /** The number of the newest claim ever taken. */
  fence?: number;
  /** Who took which number and has not ended since. Only the one with the newest number holds the claim. */
  claims?: Claim[];
}
export interface Claim {
  resetId: string;
  fence: number;
  /** Since when its holder may be writing. */
  at: Ms;
}
/** See `Subject`. */
export type Away = NonNullable<Subject['away']>;
/** Where a reset of this user stands. */
export interface Progress {
  resetId: string;
  methodId: string;
  state: string;
  at: Ms;
}
export interface User {
  _id: string;
  personId: string;
  userName: string;
  /** The name and the verified e-mail addresses as they are looked up (`normalName`). */
  keys: string[];
  displayName: string;
  locale: string;
  state: 'active' | 'disabled';
  addresses: Address[];
  groups: string[];
  /** See `Subject`. */
  manager?: string;
  unit?: string;
  nominated?: string[];
  away?: Away;
  /** What the subject has registered with authenticators, by kind. */
  enrolments: Record<string, Json>;
  credentials: Record<string, StoredCredential>;
  /** One at most: a list, so that one write can take out this reset's and leave another's. */
  progress?: Progress[];
  /** Sessions begun before this moment are over. */
  sessionsEndedAt?: Ms;
}

/** A user as an operator or a seed describes it. */
export type NewUser = Pick<User, 'personId' | 'userName' | 'displayName' | 'groups'> & {
  /** Default `active`. */
  state?: User['state'];
  /** BCP 47; default `en`. */
  locale?: string;
  addresses: readonly (Pick<Address, 'kind' | 'value' | 'verified'> & { source?: string })[];
  /** A personId, not the user's own. Without it the user has none from now on; the same holds for `unit` and `away`. */
  manager?: string;
  unit?: string;
  away?: Away;
  /** personIds, not the user's own. Without it the user's own choice stays. */
  nominated?: readonly string[];
};
/** What goes from a user whose new description does not have it. */
export const clearable = ['manager', 'unit', 'away'] as const;
/** What the directory offers its keeper, beyond what resets need. */
export interface UserAdmin {
  /** Creates or updates the user of this personId, never its credentials; answers with its id. */
  upsertUser(user: NewUser): Promise<string>;
  /** Sets a credential where there is none yet: false where there is one. Throws where there is no such user. */
  setInitialPassword(subjectId: string, credentialId: string, value: string): Promise<boolean>;
}

/** No phone: numbers are passed on to others, and a landline has many users. */
const keysOf = (userName: string, addresses: readonly Pick<Address, 'kind' | 'value' | 'verified'>[]): string[] => [
  ...new Set(
    [userName, ...addresses.filter((a) => a.verified && a.kind === 'email').map((a) => a.value)].map(normalName),
  ),
];
/** What a phone must be, in words for whoever describes a user. */
export const phoneMisfit = 'must be a phone number as E.164 has it: +, country code and number, such as +4915550123456';

/** A fault in a description: where, and why. */
export interface Misfit {
  path: string[];
  message: string;
}
/** Where a description names the user in the place of somebody else: nobody vouches for themselves. */
export function selfNamed({
  personId,
  manager,
  away,
  nominated,
}: Pick<NewUser, 'personId' | 'manager' | 'nominated' | 'away'>): Misfit[] {
  const faults: [named: boolean, misfit: Misfit][] = [
    [manager === personId, { path: ['manager'], message: "a user can't be their own manager" }],
    [away?.delegate === personId, { path: ['away', 'delegate'], message: "a user can't stand in for themselves" }],
    [nominated?.includes(personId) ?? false, { path: ['nominated'], message: "a user can't nominate themselves" }],
  ];
  return faults.filter(([named]) => named).map(([, misfit]) => misfit);
}

/**
 * The user's facts from its description; an address that was there already keeps its `since`. Throws where it names the user as somebody
 * else, or where a phone is no phone number.
 */
export function factsOf(
  user: NewUser,
  known: readonly Address[],
  now: Ms,
): Omit<User, '_id' | 'enrolments' | 'credentials'> {
  const [misfit] = selfNamed(user);
  if (misfit) throw new Error(misfit.message);
  if (user.addresses.some((a) => a.kind === 'phone' && !isPhoneNumber(a.value)))
    throw new TypeError(`A phone ${phoneMisfit}`);
  const since = (value: string): Ms => known.find((k) => k.value === value)?.since ?? now;
  const addresses = user.addresses.map((a) => ({ ...a, source: a.source ?? 'import', since: since(a.value) }));
  return {
    personId: user.personId,
    userName: user.userName,
    keys: keysOf(user.userName, addresses),
    displayName: user.displayName,
    locale: user.locale ?? 'en',
    state: user.state ?? 'active',
    addresses,
    groups: [...user.groups],
    ...(user.manager !== undefined && { manager: user.manager }),
    ...(user.unit !== undefined && { unit: user.unit }),
    ...(user.away && { away: user.away }),
    ...(user.nominated && { nominated: eachOnce(user.nominated) }),
  };
}
/** As `nominated` is kept. */
export const eachOnce = (personIds: readonly string[]): string[] => [...new Set(personIds)];

/** Who is privileged where the deployment does not say (`REKEY_PRIVILEGED_GROUPS`). */
export const privilegedGroupsPreset: readonly string[] = ['privileged'];

/** `privilegedGroups`: whose members are privileged in this deployment. */
export const subjectOf = (u: User, privilegedGroups: readonly string[]): Subject => ({
  id: u._id,
  personId: u.personId,
  decoy: false,
  state: u.state,
  userName: u.userName,
  displayName: u.displayName,
  addresses: u.addresses,
  groups: u.groups,
  privileged: u.groups.some((group) => privilegedGroups.includes(group)),
  locale: u.locale,
  ...(u.manager !== undefined && { manager: u.manager }),
  ...(u.unit !== undefined && { unit: u.unit }),
  ...(u.nominated && { nominated: u.nominated }),
  ...(u.away && { away: u.away }),
  ...(u.sessionsEndedAt !== undefined && { sessionsEndedAt: u.sessionsEndedAt }),
});

/** For so long a holder is taken to be writing, unless it ends before; then the next in line may take over. */
const applyingLasts = 60_000;
/** How many claims that were taken over are remembered. */
export const claimsKept = 10;
/** How many keys of writes are remembered. */
export const writtenKept = 20;

/** What stands among the keys of writes for one that must not be written any more. */
export const barOf = (key: string): string => `barred ${key}`;
/** Whether nothing is written under this key any more: it was, or it must not be. */
export const isSpent = (c: StoredCredential | undefined, key: string): boolean =>
  c?.written?.some((w) => w === key || w === barOf(key)) ?? false;

/** Whose claim holds: the newest number's, as long as its reset has not ended. */
export const holder = (c: StoredCredential | undefined): Claim | undefined =>
  c?.claims?.find((claim) => claim.fence === c.fence);
export const holds = (c: StoredCredential | undefined, resetId: string): boolean => holder(c)?.resetId === resetId;

/**
 * The answer to a wish for the claim, or the claim that may be taken now. A holder counts as applying from the moment it took the claim
 * until `finish`, 60 s at most.
 */
export function claimOn(c: StoredCredential | undefined, resetId: string, now: Ms): ClaimResult | { take: Claim } {
  const own = c?.claims?.findLast((claim) => claim.resetId === resetId);
  if (own) return own.fence === c?.fence ? { held: true, fence: own.fence } : { held: false, lost: true };
  const other = holder(c);
  if (other && other.at + applyingLasts > now) return { held: false, until: other.at + applyingLasts };
  return { take: { resetId, fence: (c?.fence ?? 0) + 1, at: now } };
}
