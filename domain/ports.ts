/** The ports: all that parts, activities and routes know of the outside. Adapters fulfil them; each has one conformance suite in `test/adapters/`. */
import type { MethodDescription, ResetView } from './context.js';
import type { Asked, Asking } from './colleague.js';
import type { Lane } from './request.js';
import type { Ms, Plan, Ref } from './plan.js';
import type { Reset } from './reset.js';
import type { Decider, Decision, Note, Tally } from './shapes.js';

export interface Clock {
  now(): Ms;
}

/** Keyed one-way functions under the pepper ring (HMAC-SHA-256). The parts are joined unambiguously. */
export interface Keyed {
  /** base64url, 256 bits; `purpose` separates domains. */
  mac(purpose: string, ...parts: string[]): string;
  /** The same under every key of the ring, newest first: what was stored before a rotation is one of them. */
  macs(purpose: string, ...parts: string[]): readonly string[];
  /** A uniformly distributed decimal code, the same for the same key: a repeated activity mails the same code. */
  code(key: string, digits: number): string;
  /** Constant-time comparison. */
  same(a: string, b: string): boolean;
}

/** What a sealed value is for; a value opens only for the reset and the purpose under which it was sealed. */
export type Purpose = 'request' | 'answer' | 'new-credential' | 'decision';
export interface Vault {
  /**
   * Seals under a name of the caller's choice. A second seal under the same name keeps the first value: it answers with that one's
   * `sealedAt` and `repeated`, or, where `bodyMac` differs, throws `Conflict`.
   */
  seal(item: {
    ref: Ref;
    resetId: string;
    purpose: Purpose;
    value: string;
    expiresAt: Ms;
    bodyMac?: string;
  }): Promise<{ sealedAt: Ms; repeated: boolean }>;
  /** May be repeated. Throws `Gone` where it was shredded, expired, or belongs to another reset or purpose. */
  open(ref: Ref, bound: { resetId: string; purpose: Purpose }): Promise<{ value: string; sealedAt: Ms }>;
  /** Destroys every value of a reset; `keep` one until a moment. The rows' names and bodyMacs stay until they expire. */
  shred(resetId: string, keep?: { ref: Ref; until: Ms }): Promise<void>;
}
/** Another body under the same name. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}
/** Destroyed, expired or never there. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

export interface Address {
  kind: 'email' | 'phone';
  /** Of a phone: as `isPhoneNumber` takes it (`domain/names.ts`). */
  value: string;
  verified: boolean;
  source: string;
  since: Ms;
}
export interface Subject {
  id: string;
  personId: string;
  decoy: boolean;
  state: 'active' | 'disabled';
  userName: string;
  displayName: string;
  /** The first of a kind: where codes and links go. Notices go to all. Empty for a decoy. */
  addresses: readonly Address[];
  groups: readonly string[];
  /** In one of the deployment's privileged groups (`REKEY_PRIVILEGED_GROUPS`). */
  privileged: boolean;
  locale: string;
  /** The manager's personId: never the subject's own. */
  manager?: string;
  /** The part of the organisation that the subject works in. */
  unit?: string;
  /** personIds of those whom the subject named to help with a reset. */
  nominated?: readonly string[];
  /** Until then the person of `delegate` (a personId), where there is one, stands in for the subject. Nobody clears it: ask the clock. */
  away?: { until: Ms; delegate?: string };
  /** Sessions begun before this moment are over: for whoever signs users in. Absent where none was ended. */
  sessionsEndedAt?: Ms;
}
/** People by what they have in common. */
export type Who = { group: string } | { unit: string } | { personIds: readonly string[] };
export interface Directory {
  /** By user name or verified e-mail address, never by phone (NFKC, case-folded); null where none or more than one matches. */
  find(name: string): Promise<Subject | null>;
  get(id: string): Promise<Subject | null>;
  findPerson(personId: string): Promise<Subject | null>;
  /** The active ones, each person once, ordered by id; at most `limit`, none where that is below 1. */
  people(who: Who, limit: number): Promise<Subject[]>;
  /** Replaces those whom the subject nominated; a personId counts once. Throws where there is no such user. The caller bounds the list. */
  nominate(subjectId: string, personIds: readonly string[]): Promise<void>;
  /** Keeps the progress of a reset with the user: the same work where there is no such user. */
  keepProgress(
    subjectId: string,
    progress: { resetId: string; methodId: string; state: string; at: Ms },
  ): Promise<void>;
  /** The end of a reset in one write: progress cleared where it is this reset's, its claim released. */
  finish(subjectId: string, reset: { resetId: string; credentialId: string; state: string; at: Ms }): Promise<void>;
  /** Ends the sessions begun before `at`; an earlier moment than one that stands changes nothing, nor does it where there is no such user. */
  endSessions(subjectId: string, at: Ms): Promise<void>;
}

/** A claim: a reset's exclusive right to set (subject, credential), with its fence. */
export type ClaimResult = { held: true; fence: number } | { held: false; until: Ms } | { held: false; lost: true };
export interface Credentials {
  /**
   * Takes the claim for this reset, or answers with the fence that it has. It waits (`until`) while another reset's claim is `applying`
   * for less than 60 s; after that it takes the next fence. `lost`: another has taken it over from this one, which never gets it again.
   */
  claim(subjectId: string, credentialId: string, resetId: string): Promise<ClaimResult>;
  /** `null` where the claim is no longer this reset's. */
  heldFence(subjectId: string, credentialId: string, resetId: string): Promise<number | null>;
  /**
   * Writes once per key, only under the reset's claim, keeping `history` old hashes; `set` only where the database has shown its own write.
   * The same write ends all sessions begun before: a login with the new value, a moment later, is not among them. With `mustChange` the
   * user has to choose another value before the next login is complete; without, nothing of the kind stands any more.
   */
  set(item: {
    subjectId: string;
    credentialId: string;
    resetId: string;
    key: string;
    value: string;
    history: number;
    mustChange: boolean;
  }): Promise<'set' | 'superseded'>;
  /** From here on nothing is written under this key any more, whoever still tries. Answers whether it was before. */
  bar(subjectId: string, credentialId: string, key: string): Promise<boolean>;
  /** Whether the value that stands has to be changed before a login with it is complete; false where there is none. For whoever signs users in. */
  mustChange(subjectId: string, credentialId: string): Promise<boolean>;
  /**
   * The user's own change, outside of any reset: writes once per key, only over the value that was just verified to be `current`, keeping
   * `history` old hashes. It clears `mustChange`, ends all sessions begun before, and leaves claims as they are: a reset that is applying
   * writes its value after it. `wrong`: `current` is not what stands. A repeat under its key is `changed`, whatever it brings.
   */
  change(item: {
    subjectId: string;
    credentialId: string;
    key: string;
    current: string;
    value: string;
    history: number;
  }): Promise<'changed' | 'wrong'>;
  /** Whether the write under this key is what a login would be checked against now. */
  isSet(subjectId: string, credentialId: string, key: string): Promise<boolean>;
  /** Whether the value equals the current one or one of the last `history`. */
  wasUsed(subjectId: string, credentialId: string, value: string, history: number): Promise<boolean>;
  /** For the development identity provider and tests: NFKC, then the hash. */
  matches(subjectId: string, credentialId: string, value: string): Promise<boolean>;
}

export interface Challenges {
  /** Once per key (`resetId/stepId/round/challenge`); a new round replaces the secret and never resets the guesses of the step. */
  issue(item: {
    key: string;
    resetId: string;
    stepId: string;
    round: number;
    secretMac: string;
    expiresAt: Ms;
  }): Promise<void>;
  /**
   * Charges a guess (once per key) before it is compared; the same key gets the same result again.
   * Not passed where the round is not the newest, it was voided, `at` is past its expiry, or `max` guesses were charged.
   */
  guess(item: {
    key: string;
    resetId: string;
    stepId: string;
    round: number;
    secretMac: string;
    at: Ms;
    max: number;
  }): Promise<{ passed: boolean; expired: boolean }>;
  /** Makes every challenge of a reset unpassable (it lost its place in the lane). */
  void(resetId: string): Promise<void>;
}

/** A decision for one step of a reset. */
export interface DecisionRecord extends Decision {
  resetId: string;
  stepId: string;
}
/** All that is kept of one reset: whom its steps ask, what those are told, and what they said. */
export interface DecisionsKept {
  asked: readonly { stepId: string; decider: Decider }[];
  /** By step. */
  told: Readonly<Record<string, readonly Note[]>>;
  /** Those whose signature holds, in the order in which they were said. */
  records: readonly DecisionRecord[];
  /** Those that were judged, in the order in which they were. */
  judged: readonly (DecisionRecord & { tally: Tally })[];
}
/** Whom a step asks. */
export const decidersOf = ({ asked }: Pick<DecisionsKept, 'asked'>, stepId: string): Decider[] =>
  asked.filter((a) => a.stepId === stepId).map(({ decider }) => decider);
export interface Decisions {
  /** All at once; what follows is a part of it. */
  of(resetId: string): Promise<DecisionsKept>;
  /** Adds those who are not among a step's deciders yet. */
  ask(resetId: string, stepId: string, deciders: readonly Decider[]): Promise<void>;
  /** What a step's deciders are told besides, in place of what they were told before. */
  tell(resetId: string, stepId: string, notes: readonly Note[]): Promise<void>;
  told(resetId: string, stepId: string): Promise<readonly Note[]>;
  asked(resetId: string, stepId: string): Promise<Decider[]>;
  /**
   * Signs and keeps a decision. A second one under the same id keeps the first: it answers with that one, or throws `Conflict` where it
   * says something else. Throws `TooMany` beyond `decisionsAtMost` of a reset; for a veto there is always room.
   */
  record(decision: DecisionRecord): Promise<DecisionRecord>;
  /** null where there is none, or its signature does not hold. */
  get(resetId: string, id: string): Promise<DecisionRecord | null>;
  /** What came of it; what was kept first stays, and is the answer. */
  settle(resetId: string, id: string, tally: Tally): Promise<Tally>;
  /** Those of a step that were judged, or of all steps, in the order in which they were. */
  judged(resetId: string, stepId?: string): Promise<(DecisionRecord & { tally: Tally })[]>;
  /** The resets in which this person approved, and it counted, since a moment; newest first, 100 at most. */
  approvedBy(personId: string, since: Ms): Promise<{ resetId: string; at: Ms }[]>;
}
/** So many decisions one reset takes, wrong ones included. */
export const decisionsAtMost = 100;
/** A bound that nobody comes near who means well. */
export class TooMany extends Error {
  override readonly name = 'TooMany';
}

export interface Proof {
  resetId: string;
  stepId: string;
  subjectId: string;
  epoch: number;
  /** Of the step: what was proved too long ago is proved again. */
  round: number;
  factor: string | null;
  /** Milliseconds since the Unix epoch. */
  at: Ms;
}
export interface Proofs {
  /** Signs and keeps, once per (reset, step, epoch, round). */
  record(proof: Proof): Promise<void>;
  /** Only those whose signature holds. */
  of(resetId: string): Promise<Proof[]>;
}

/** Values of a message: strings that the texts' placeholders name. */
export type MessageValues = Record<string, string | number>;
/** A message to a subject: a mail, a text message to a phone, or both. */
export interface Mail {
  /** Name of this one effect: the same key is the same mail, with the same Message-ID. */
  key: string;
  resetId: string;
  messageId: string;
  values: MessageValues;
  /**
   * Verified addresses only: `primary` the first e-mail address, `phone` the first phone, `all` every address, phones included where the
   * message has a form short enough. Where text messages can't be sent a phone counts as none: who has no other address gets nothing.
   */
  to: 'primary' | 'phone' | 'all';
}
export interface Notifier {
  /** Stores the mail as `unsent` (for a decoy: as dropped, with the same work). Values are sealed at rest. */
  send(subject: Subject, mail: Mail): Promise<void>;
  /**
   * Tries all unsent mails of a reset; never throws for a mail server that is down. `scattered`: at a random moment soon, so that what is answered
   * meanwhile does not take longer where there is somebody to send to.
   */
  flush(resetId: string, how?: { scattered?: boolean }): Promise<{ unsent: number }>;
}

/** `prove`: passes an email-link step · `invite`: brings in a subject whom another asked for · `pick-up`: brings in whoever collects. */
export type LinkPurpose = 'prove' | 'invite' | 'pick-up';
export interface LinkClaims {
  resetId: string;
  stepId: string;
  purpose: LinkPurpose;
  round: number;
  /** 128 bits or more. */
  secret: string;
}
export interface TokenClaims {
  resetId: string;
  /** 0 in a requester token, which only watches and cancels. */
  epoch: number;
  holder: 'subject' | 'requester';
  /** The plan and the beginning of the reset: what its holder may see before `open` has written the read model. */
  planHash: string;
  requestedAt: Ms;
}
export class BadToken extends Error {
  override readonly name = 'BadToken';
  readonly why: 'invalid' | 'expired';
  constructor(why: 'invalid' | 'expired') {
    super(why);
    this.why = why;
  }
}
/** The configured issuer did not answer, so nobody's bearer token can be judged now: repeat later (503). */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable';
}
/**
 * A sign-in at the issuer came to nothing. `denied`: the person, or the issuer on their behalf, said no · `spoiled`: what came back fits no
 * sign-in of ours, or was used before · `stale`: the login it rests on is older than a session may be.
 */
export type SignInFault = 'denied' | 'spoiled' | 'stale';
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
  readonly why: SignInFault;
  constructor(why: SignInFault) {
    super(why);
    this.why = why;
  }
}
/** Signed JWS (RFC 7515) under the tokens ring. Readers throw `BadToken`. */
export interface Tokens {
  issue(claims: TokenClaims, expiresAt: Ms): Promise<string>;
  read(token: string): Promise<TokenClaims>;
  issueLink(claims: LinkClaims, expiresAt: Ms): Promise<string>;
  readLink(token: string): Promise<LinkClaims>;
}

/** The API's bare facts of a link: the public URL that opens it. */
export interface Urls {
  link(token: string): string;
  reset(): string;
  /** Where those who were asked decide a step. */
  decision(resetId: string, stepId: string): string;
}

export interface StoredReset extends ResetView {
  subject: string;
  decoy: boolean;
  requesterKind: string;
  requesterPerson?: string;
  ticket?: string;
  /** The address that it was asked for from. */
  from?: string;
  closedAt?: Ms;
}
/** What the read model keeps of a request. */
export type RequestFacts = Pick<StoredReset, 'requesterKind' | 'requesterPerson' | 'ticket' | 'from'> & { lane?: Lane };
export interface LaneEntry {
  resetId: string;
  source: string;
  at: Ms;
  tried: boolean;
}
/** The read model, and the lanes, which are counted over its live documents. */
export interface Resets {
  /** Once per id. */
  insert(reset: Reset, facts: RequestFacts): Promise<void>;
  /** Writes state, version and the named steps, never over a newer version. `tried`: a wrong answer was given. */
  save(reset: Reset, stepIds: readonly string[], facts?: { tried?: true }): Promise<void>;
  /** The whole truth, at the end. */
  close(reset: Reset, at: Ms): Promise<void>;
  get(id: string): Promise<StoredReset | null>;
  /**
   * Newest first; `after` is the id of the last one seen. `requester`: a personId. `open`: only those that are not closed. `weighty`: without
   * requests by a mere name for which nothing was proved, of which any stranger can make so many that nothing else would be among the newest.
   */
  list(filter: {
    state?: string;
    methodId?: string;
    subject?: string;
    weighty?: true;
    requester?: string;
    open?: true;
    limit: number;
    after?: string;
  }): Promise<StoredReset[]>;
  /** Answers as soon as the stored version is above `version`, or null after `within`. One poll serves all who wait. */
  changed(id: string, version: number, within: Ms): Promise<StoredReset | null>;
  /** Unproven, unended, unevicted resets of a lane. */
  lane(name: string, now: Ms): Promise<LaneEntry[]>;
  evict(resetId: string): Promise<void>;
  /** Not closed although their deadline, or `before`, has passed: for the sweep. */
  unclosed(before: Ms, limit: number): Promise<StoredReset[]>;
}

export interface PublishedPlan {
  hash: string;
  plan: Plan;
  revoked: boolean;
}
export interface Plans {
  /** Re-hashes what it read; throws where it was tampered with. */
  get(hash: string): Promise<PublishedPlan | null>;
  current(methodId: string): Promise<PublishedPlan | null>;
  /** Descriptions of all current plans. */
  list(): Promise<MethodDescription[]>;
  /** Inserts plans not seen before and makes each current; answers with those that are known but not current. */
  seed(plans: readonly { hash: string; plan: Plan }[]): Promise<{ stale: string[] }>;
  publish(item: { hash: string; plan: Plan }): Promise<void>;
}

export interface AuditEvent {
  /** Name of this one effect; a repeat adds nothing. */
  key: string;
  type: string;
  at: Ms;
  /** Facts without secrets, names or addresses. */
  data: Record<string, string | number | boolean>;
}
export interface AuditRecord extends AuditEvent {
  resetId: string;
  seq: number;
  prev: string;
  hash: string;
}
export interface Audit {
  /** `append` for the first of a reset, which is mostly not there yet: one read less to find that out. */
  begin(resetId: string, events: readonly AuditEvent[]): Promise<void>;
  append(resetId: string, events: readonly AuditEvent[]): Promise<void>;
  of(resetId: string): Promise<AuditRecord[]>;
  /** Appends a signed checkpoint over the heads that moved since the last one; answers how many. */
  checkpoint(): Promise<number>;
  /** Every chain and every checkpoint; each fault in words. */
  verify(): Promise<{ chains: number; records: number; checkpoints: number; faults: string[] }>;
}

/** How many mails a lane may send (`domain/lane.ts`), and how many resets a colleague may ask for (`domain/colleague.ts`). */
export interface Quotas {
  /** Whether the mail under this key may go out; it is counted where it may. The same key gets the same answer. */
  take(lane: Lane, key: string, at: Ms): Promise<boolean>;
  /** Closes a lane until then, for whoever only types a name. Never shortens it. */
  freeze(lane: string, until: Ms): Promise<void>;
  frozen(lane: string, at: Ms): Promise<boolean>;
  /** Whether a colleague, named by a keyed hash, may ask; it is counted where they may. The same key, while it counts, is counted once. */
  ask(colleague: string, asking: Asking): Promise<Asked>;
}

/** Which resets there were about somebody or something, by a keyed name. */
export interface Attempts {
  /** Once a reset. */
  note(about: string, resetId: string, at: Ms): Promise<void>;
  /** Those noted since a moment, of the last `attemptsKept`. */
  of(about: string, since: Ms): Promise<string[]>;
}
export const attemptsKept = 50;

/** One holder at a time among all processes; a lease ends by itself. */
export interface Leases {
  take(name: string, holder: string, lasts: Ms): Promise<boolean>;
}

/** All that a part may use. */
export interface Ports {
  clock: Clock;
  keyed: Keyed;
  vault: Vault;
  directory: Directory;
  credentials: Credentials;
  challenges: Challenges;
  notifier: Notifier;
  tokens: Tokens;
  urls: Urls;
  /** Other resets: of the people who decide. */
  resets: Pick<Resets, 'get' | 'list'>;
  decisions: Pick<Decisions, 'approvedBy'>;
  attempts: Attempts;
}
/** What the activities' frame uses besides. */
export interface AllPorts extends Ports {
  proofs: Proofs;
  decisions: Decisions;
  resets: Resets;
  plans: Plans;
  audit: Audit;
  leases: Leases;
  quotas: Quotas;
}
