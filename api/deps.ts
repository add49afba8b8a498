/** All that the façade is given: `main.ts` wires the real things, tests the in-memory ones. */
import type { Logger } from 'pino';
import type { AllPorts } from '../domain/ports.js';
import type { Staff } from './callers.js';
import type { Gateway } from './gateway.js';
import type { LimitSettings } from './limits.js';
import type { Methods } from './methods.js';
import type { StaffPages } from './sign-in.js';

export type ApiPorts = Pick<
  AllPorts,
  'clock' | 'keyed' | 'vault' | 'tokens' | 'resets' | 'decisions' | 'plans' | 'audit' | 'directory' | 'quotas'
>;

export interface AppSettings {
  /** express's `trust proxy`. */
  trustProxy: boolean | number | string[];
  defaultMethod: string;
  limits: LimitSettings;
  /** Whether what goes out is checked against its schema: for tests. */
  checkResponses?: boolean;
}

/** One finished call, for metrics. `route` is a pattern, never a path. */
export interface Seen {
  method: string;
  route: string;
  status: number;
  ms: number;
}

export interface Deps {
  ports: ApiPorts;
  gateway: Gateway;
  /** null: no issuer is configured, so nobody can sign in. */
  staff: Staff | null;
  settings: AppSettings;
  log: Logger;
  /** What the API needs to serve, by name; each resolves where it answers now. */
  probes: Readonly<Record<string, () => Promise<unknown>>>;
  seen?: (call: Seen) => void;
  /** Where browsers reach the pages; without it there are none. */
  publicUrl?: string;
  /** How staff sign in to the pages; without it there are no pages for them. */
  staffPages?: StaffPages | undefined;
}

/** What the operations behind routes and pages work with. */
export interface Work extends Pick<Deps, 'ports' | 'gateway' | 'settings'> {
  methods: Methods;
}
