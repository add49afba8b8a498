/** What every conformance suite runs in: the ports of one adapter, a clock and a mail server that the test moves, and hands that tamper. */
import { decoySubject } from '../../../activities/subject.js';
import { afterEach, beforeEach, describe } from '@jest/globals';
import type { Head } from '../../../adapters/audit-chain.js';
import type { OutgoingMail, OutgoingText, Texting } from '../../../adapters/mail-rules.js';
import type { MongoPorts } from '../../../adapters/mongo/index.js';
import type { NewUser, UserAdmin } from '../../../adapters/user.js';
import type { Ms, Plan } from '../../../domain/plan.js';
import type { AuditRecord, Keyed, Subject } from '../../../domain/ports.js';

export interface World {
  ports: MongoPorts & { userAdmin: UserAdmin };
  keyed: Keyed;
  /** The group that this deployment names as privileged. */
  privilegedGroup: string;
  /** The clock's moment. */
  time: { now: Ms };
  mail: { server: 'up' | 'down' | 'refuses'; sent: OutgoingMail[] };
  /** Whoever carries text messages. */
  texts: { server: 'up' | 'down' | 'refuses'; sent: OutgoingText[] };
  /** What somebody with access to the storage could do. */
  tamper: {
    records(resetId: string, change: (records: AuditRecord[]) => AuditRecord[]): Promise<void>;
    /** As `records`, and the head kept beside them made to fit. */
    recordsAndHead(resetId: string, change: (records: AuditRecord[]) => AuditRecord[]): Promise<void>;
    dropChain(resetId: string): Promise<void>;
    lines(change: (lines: string[]) => string[]): Promise<void>;
    revoke(planHash: string): Promise<void>;
    plan(hash: string, plan: Plan): Promise<void>;
  };
  close(): Promise<void>;
}
/** The tests of one port; `world` is a new one in each test. */
export type Suite = (world: () => World) => void;

/** Runs suites, each test in a world of its own. */
export function conforms(adapter: string, make: () => Promise<World>, suites: Record<string, Suite>): void {
  describe.each(Object.entries(suites))(`${adapter}: %s`, (_port, suite) => {
    let world: World;
    beforeEach(async () => {
      world = await make();
    });
    afterEach(() => world.close());
    suite(() => world);
  });
}

/** A mail server as the tests want it. */
export const mailServer = (mail: World['mail']) => ({
  async send(outgoing: OutgoingMail): Promise<void> {
    if (mail.server === 'down') throw new Error('the mail server is down');
    if (mail.server === 'refuses') throw Object.assign(new Error('no such mailbox'), { lasting: true });
    mail.sent.push(outgoing);
  },
});

/** The message that has no form for phones. */
export const tooLongForPhones = 'too-long-for-phones';
/** Text messages as the tests want them. */
export const textCarrier = (texts: World['texts']): Texting => ({
  forms: {
    has: (messageId) => messageId !== tooLongForPhones,
    render: (messageId, values) => `${messageId} ${JSON.stringify(values)}`,
  },
  sms: {
    async send(outgoing) {
      if (texts.server === 'down') throw new Error('the carrier is down');
      if (texts.server === 'refuses') throw Object.assign(new Error('no such number'), { lasting: true });
      texts.sent.push(outgoing);
    },
  },
});

/** Not the preset one. */
export const privilegedGroup = 'domain-admins';

export const minute: Ms = 60_000;
/** When worlds begin. */
export const monday: Ms = Date.UTC(2026, 10, 2, 9);

export const alice: NewUser = {
  personId: 'person-alice',
  userName: 'Alice',
  displayName: 'Alice Example',
  groups: ['staff'],
  addresses: [
    { kind: 'email', value: 'alice@example.org', verified: true },
    { kind: 'email', value: 'alice@home.example', verified: true },
    { kind: 'email', value: 'unproved@example.net', verified: false },
  ],
};
export const bob: NewUser = { ...alice, personId: 'person-bob', userName: 'Bob', addresses: [] };

/** What stands for nobody. */
export const decoy: Subject = decoySubject('decoy-1');

export function headOf(records: readonly AuditRecord[]): Head {
  const { seq, hash } = records.at(-1)!;
  return { seq, hash };
}
