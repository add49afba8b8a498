/** Two resets that wait for an approval, each with somebody who was asked, and for the helpdesk's check, and everybody who may call the façade about them. */
import type { Gateway } from '../../api/gateway.js';
import { Problem } from '../../api/problem.js';
import type { Deps } from '../../api/deps.js';
import type { AuditRecord, TokenClaims } from '../../domain/ports.js';
import { roles } from '../../domain/request.js';
import { next, type Reset } from '../../domain/reset.js';
import { Fixture } from '../activities/fixture.js';
import { api, bearer, noGateway, staffOf, type Api, type TestPerson } from './support.js';

const hour = 3_600_000;
const approved = `
id: access
title: A code and somebody who knows you
request: { by: [self, self-signed-in, colleague, helpdesk, admin, service] }
authentication: { atLeast: 2, of: [email-code, approval: { from: manager }, caller-check] }
source: user-entry
targets: [directory]
expires: P5D
`;
/** The steps that others decide: those who are asked by name, and those who have a role. */
const decidable = ['approval', 'caller-check'];
const atOnce = `
id: at-once
title: On somebody's word
request: { by: [self-signed-in, admin, service] }
source: random
targets: [directory]
delivery: display
`;

export const holders = [
  "the subject's token",
  "the requester's token",
  "the subject's token of another reset",
  "the requester's token of another reset",
] as const;
const plain = [
  'a person without a role',
  'the subject, signed in',
  'who was asked to decide',
  'who was asked in another reset',
] as const;
export const people = [...plain, ...roles.map((role) => `a person with the role ${role}` as const)];
const strangers = [
  'nobody known',
  'a token that is none',
  'a token that has expired',
  'a login that has expired',
] as const;
export const callers = [...strangers, ...holders, ...people];
export type CallerName = (typeof callers)[number];
export type PersonName = (typeof people)[number];
export const isPerson = (name: string): name is PersonName => (people as readonly string[]).includes(name);

const ids: Partial<Record<PersonName, string>> = {
  'the subject, signed in': 'person-alice',
  'who was asked to decide': 'person-mona',
  'who was asked in another reset': 'person-nina',
};
/** Somebody who signs in, as the issuer tells of them. */
export const personOf = (name: PersonName): TestPerson => ({
  personId: ids[name] ?? `person-${name.split(' ').at(-1)}`,
  roles: roles.filter((role) => name.endsWith(` ${role}`)),
});
/** Their bearer token here. */
export const loginOf = (name: PersonName): string => name.replaceAll(/\W+/g, '-');

export interface Waiting {
  f: Fixture;
  on: Api;
  mine: Reset;
  other: Reset;
  tokenOf(of: Reset, holder: TokenClaims['holder'], expiresAt?: number): Promise<string>;
  /** The headers with which somebody calls about `mine`. */
  headersOf(caller: CallerName): Promise<Record<string, string>>;
  /** All that there is of both resets, without the records of refusals. */
  truth(): Promise<unknown>;
  refusals(of?: Reset): Promise<AuditRecord['data'][]>;
}

/** Temporal takes what starts a reset and decisions, which count at once, and does not answer what waits for a worker. */
const gatewayOver = (f: Fixture, decided: () => void): Gateway => ({
  ...noGateway,
  start: async () => undefined,
  update: () => Promise.reject(new Problem('outcome-unknown')),
  decide: async (resetId, { decision }) => {
    await f.ports.decisions.settle(resetId, decision.id, { done: false, passed: false });
    decided();
  },
});

async function invited(f: Fixture, user: string): Promise<Reset> {
  const method = await f.method(approved);
  let reset = await f.open(method, user);
  const until = f.now + 72 * hour;
  for (const stepId of decidable) {
    reset = next(reset, { type: 'inviting', stepId });
    const out = await f.part<object>(method.plan, reset, stepId, 'invite', { until });
    reset = next(reset, { type: 'began', stepId, until, ...out });
  }
  return reset;
}

export async function waitingResets(deps: Partial<Omit<Deps, 'ports'>> = {}): Promise<Waiting> {
  const f = new Fixture();
  await f.user('mona');
  await f.user('nina');
  await f.user('alice', { manager: 'person-mona' });
  await f.user('bob', { manager: 'person-nina' });
  await f.method(atOnce);
  const [mine, other] = [await invited(f, 'alice'), await invited(f, 'bob')];
  let isDecided = false;
  const gateway = gatewayOver(f, () => (isDecided = true));
  // A stream tells the reset as it is, and ends there; a decision was judged at once.
  const changed = async (): Promise<null> => {
    if (!isDecided) throw new Problem('outcome-unknown');
    return null;
  };
  const ports = { ...f.ports, resets: { ...f.ports.resets, changed } };
  const logins = Object.fromEntries(people.map((name) => [loginOf(name), { ...personOf(name), signedInAt: f.now }]));
  const on = await api({ ports, gateway, staff: staffOf(logins), ...deps });

  const tokenOf: Waiting['tokenOf'] = ({ id: resetId, planHash, requestedAt, epoch }, holder, end = f.now + hour) =>
    f.ports.tokens.issue({ resetId, epoch: holder === 'subject' ? epoch : 0, holder, planHash, requestedAt }, end);
  const tokens: Readonly<Record<Exclude<CallerName, PersonName | 'nobody known'>, () => Promise<string>>> = {
    'a token that is none': async () => 'nonsense',
    'a token that has expired': () => tokenOf(mine, 'subject', f.now - 1),
    'a login that has expired': async () => 'late',
    "the subject's token": () => tokenOf(mine, 'subject'),
    "the requester's token": () => tokenOf(mine, 'requester'),
    "the subject's token of another reset": () => tokenOf(other, 'subject'),
    "the requester's token of another reset": () => tokenOf(other, 'requester'),
  };
  const chain = ({ id }: Reset): Promise<AuditRecord[]> => f.ports.audit.of(id);
  const { decisions } = f.ports;
  return {
    ...{ f, on, mine, other, tokenOf },
    async headersOf(caller) {
      if (caller === 'nobody known') return {};
      return bearer(isPerson(caller) ? loginOf(caller) : await tokens[caller]());
    },
    async truth() {
      const of = async (reset: Reset): Promise<unknown> => ({
        ...((await f.traces(reset.id)) as object),
        audit: (await chain(reset)).filter((r) => r.type !== 'refused').map((r) => r.key),
        asked: await Promise.all(decidable.map((stepId) => decisions.asked(reset.id, stepId))),
        judged: await Promise.all(decidable.map((stepId) => decisions.judged(reset.id, stepId))),
      });
      return [await of(mine), await of(other)];
    },
    refusals: async (of = mine) => (await chain(of)).filter((r) => r.type === 'refused').map((r) => r.data),
  };
}
