/** The façade for tests: over ports in memory, checked on the way out, with staff whose tokens are their names. */
import type express from 'express';
import request from 'supertest';
import { pino } from 'pino';
import { compile } from '../../activities/compile.js';
import { registry } from '../../activities/registry.js';
import { createApp } from '../../api/app.js';
import type { Staff } from '../../api/callers.js';
import type { Deps } from '../../api/deps.js';
import type { Gateway } from '../../api/gateway.js';
import { BadToken } from '../../domain/ports.js';
import type { Person } from '../../domain/request.js';
import { memoryPorts, type MemoryPorts } from '../support/memory/index.js';

export const methods = {
  emailCode: `
id: email-code
title: By a code
request: { by: [self], subjects: { notIn: [privileged] } }
authentication: { of: [{ email-code: { digits: 8 } }] }
source: user-entry
targets: [directory]
`,
  emailLink: `
id: email-link
title: By a link
request: { by: [self] }
authentication: { of: [email-link] }
source: user-entry
targets: [directory]
`,
  randomDisplay: `
id: random-display
title: Shown once
request: { by: [self] }
authentication: { of: [email-code] }
source: random
targets: [directory]
delivery: display
`,
  helped: `
id: helped
title: Asked for by others
request: { by: [helpdesk, colleague] }
authentication: { of: [email-code] }
source: user-entry
targets: [directory]
`,
  adminExecute: `
id: admin-execute
title: On an administrator's word
request: { by: [admin, service] }
source: random
targets: [directory]
delivery: display
`,
  setValue: `
id: set-value
title: Set a given password
request: { by: [service, admin, self-signed-in] }
source: user-entry
targets: [directory]
`,
} as const;

export const allLimits = {
  resets: 10_000,
  challenges: 10_000,
  answers: 10_000,
  links: 10_000,
  signIns: 10_000,
  streams: 5,
};
export const settings: Deps['settings'] = {
  trustProxy: ['loopback'],
  defaultMethod: 'email-code',
  limits: allLimits,
  checkResponses: true,
};

/** A person who, unless the test says otherwise, is in no group. */
export type TestPerson = Omit<Person, 'groups'> & Partial<Pick<Person, 'groups'>>;

/** People by their bearer token. `late`: a token that has expired. */
export function staffOf(people: Readonly<Record<string, TestPerson>>): Staff {
  return {
    async verify(token) {
      const person = people[token];
      if (person) return { groups: [], ...person };
      throw new BadToken(token === 'late' ? 'expired' : 'invalid');
    },
  };
}

/** For calls that must be refused before anything is said to Temporal. */
export const noGateway: Gateway = {
  start: () => Promise.reject(new Error('a workflow was started')),
  update: () => Promise.reject(new Error('an Update was sent')),
  decide: () => Promise.reject(new Error('a Signal was sent')),
  veto: () => Promise.reject(new Error('a veto was passed on')),
};

async function publishAll(ports: MemoryPorts, more: readonly string[]): Promise<void> {
  for (const yaml of [...Object.values(methods), ...more]) {
    const compiled = compile('test.yaml', yaml, registry);
    if ('mistakes' in compiled) throw new Error(JSON.stringify(compiled.mistakes));
    await ports.plans.publish(compiled);
  }
}

export interface Api {
  app: express.Express;
  ports: MemoryPorts;
  /** Lines of the log. */
  log: string[];
  call: ReturnType<typeof request>;
}

/** `methods`: YAML of methods besides the usual ones. */
export async function api({
  methods: more = [],
  ...given
}: Partial<Deps> & { ports?: MemoryPorts; methods?: readonly string[] } = {}): Promise<Api> {
  const ports = given.ports ?? memoryPorts();
  await publishAll(ports, more);
  const log: string[] = [];
  const app = createApp({
    gateway: noGateway,
    staff: null,
    settings,
    probes: {},
    log: pino({}, { write: (line: string) => void log.push(line) }),
    ...given,
    ports,
  });
  return { app, ports, log, call: request(app) };
}

/** An anonymous Idempotency-Key. */
export const key = (n: number): string => `anonymous-key-of-128-bits-${n}`;
export const bearer = (token: string): { Authorization: string } => ({ Authorization: `Bearer ${token}` });

/** What a problem of this type looks like. */
export const problem = (type: string, status: number): object => ({ type: `urn:rekey:problem:${type}`, status });
