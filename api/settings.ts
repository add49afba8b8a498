/** The API's settings, from the environment: every mistake at once, one line each. */
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Ms } from '../domain/plan.js';
import type { AppSettings } from './deps.js';
import { groupNames } from '../domain/names.js';
import { durationUpTo } from './durations.js';

export interface Settings {
  port: number;
  host: string;
  /** Where /metrics and the details of health are: never reachable from outside. */
  internalPort: number;
  app: AppSettings;
  /** Where browsers reach the pages: scheme, host and port. */
  publicUrl: string;
  oidc: { issuer: string; audience: string; roleClaim: string; groupClaim: string; personClaim?: string } | null;
  /** How staff sign in to the pages; null where they can't. */
  staffPages: { clientId: string; clientSecret: string; idle: Ms; lasts: Ms } | null;
  temporal: { address: string; namespace: string; taskQueue: string };
  mongoUri: string;
  keysDir: string;
  /** The file of audit checkpoints. */
  checkpoints: string;
  /** Whose members are privileged. */
  privilegedGroups: readonly string[];
}

/** Each line names a variable and what is wrong with it, never its value. */
class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const port = (preset: number) =>
  z.preprocess((v) => (v === undefined ? preset : Number(v)), z.int('must be a port, 0 to 65535').min(0).max(65_535));
const perMinute = (preset: number) =>
  z.preprocess((v) => (v === undefined ? preset : Number(v)), z.int('must be a whole number').min(1).max(1_000_000));
const url = (protocols: RegExp, message: string) => z.url({ protocol: protocols, error: message });

const namedRanges = ['loopback', 'linklocal', 'uniquelocal'];
const isProxy = (entry: string): boolean =>
  namedRanges.includes(entry) || ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry);
const trustedProxies = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  )
  .transform((entries): boolean | number | string[] => {
    const [only] = entries;
    if (only === undefined) return false;
    return entries.length === 1 && /^\d{1,2}$/.test(only) ? Number(only) : entries;
  })
  .refine((trust) => !Array.isArray(trust) || trust.every(isProxy), {
    error:
      'must be a number of proxies, or a list of addresses, networks (10.0.0.0/8), loopback, linklocal, uniquelocal',
  });

const schema = z
  .object({
    REKEY_API_PORT: port(8080),
    REKEY_API_HOST: z.string().default('127.0.0.1'),
    REKEY_API_INTERNAL_PORT: port(9464),
    REKEY_PUBLIC_URL: url(/^https?$/, 'must be an http(s) URL')
      .refine(
        (text) => !URL.canParse(text) || new URL(text).pathname === '/',
        'must have no path: the pages are at the root of their host',
      )
      .default('http://127.0.0.1:8080'),
    REKEY_TRUSTED_PROXIES: trustedProxies,
    REKEY_DEFAULT_METHOD: z.string().max(64).default('email-code'),
    REKEY_OIDC_ISSUER: url(/^https?$/, 'must be an http(s) URL').optional(),
    REKEY_OIDC_AUDIENCE: z.string().optional(),
    REKEY_OIDC_CLIENT_ID: z.string().optional(),
    REKEY_OIDC_CLIENT_SECRET: z.string().optional(),
    // Bounds: NIST SP 800-63B-4, 2.2.3 (AAL2).
    REKEY_SESSION_IDLE: durationUpTo(3_600_000, 'PT1H', 'PT30M'),
    REKEY_SESSION_LASTS: durationUpTo(86_400_000, 'PT24H', 'PT8H'),
    REKEY_ROLE_CLAIM: z.string().default('roles'),
    REKEY_GROUP_CLAIM: z.string().default('groups'),
    REKEY_PERSON_CLAIM: z.string().optional(),
    TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
    TEMPORAL_NAMESPACE: z.string().default('default'),
    REKEY_TASK_QUEUE: z.string().default('rekey'),
    MONGODB_URI: url(/^mongodb(\+srv)?$/, 'must be a mongodb:// or mongodb+srv:// URL').default(
      'mongodb://127.0.0.1:27017/rekey',
    ),
    REKEY_KEYS_DIR: z.string().default('.rekey/keys'),
    REKEY_AUDIT_CHECKPOINTS: z.string().default('.rekey/audit-checkpoints.log'),
    REKEY_PRIVILEGED_GROUPS: z
      .string()
      .default('privileged')
      .transform(groupNames)
      .refine((names) => names.every(Boolean), 'must be names of groups with commas between'),
    REKEY_LIMIT_RESETS: perMinute(30),
    REKEY_LIMIT_CHALLENGES: perMinute(30),
    REKEY_LIMIT_ANSWERS: perMinute(60),
    REKEY_LIMIT_LINKS: perMinute(30),
    REKEY_LIMIT_SIGN_INS: perMinute(30),
    REKEY_LIMIT_STREAMS: perMinute(20),
  })
  .refine((env) => env.REKEY_OIDC_ISSUER === undefined || env.REKEY_OIDC_AUDIENCE !== undefined, {
    path: ['REKEY_OIDC_AUDIENCE'],
    error: 'must be set where REKEY_OIDC_ISSUER is',
  })
  .refine((env) => env.REKEY_OIDC_CLIENT_ID === undefined || env.REKEY_OIDC_ISSUER !== undefined, {
    path: ['REKEY_OIDC_ISSUER'],
    error: 'must be set where REKEY_OIDC_CLIENT_ID is',
  })
  .refine((env) => env.REKEY_OIDC_CLIENT_ID === undefined || env.REKEY_OIDC_CLIENT_SECRET !== undefined, {
    path: ['REKEY_OIDC_CLIENT_SECRET'],
    error: 'must be set where REKEY_OIDC_CLIENT_ID is',
  })
  .refine((env) => env.REKEY_OIDC_CLIENT_SECRET === undefined || env.REKEY_OIDC_CLIENT_ID !== undefined, {
    path: ['REKEY_OIDC_CLIENT_ID'],
    error: 'must be set where REKEY_OIDC_CLIENT_SECRET is',
  })
  .refine((env) => env.REKEY_SESSION_IDLE <= env.REKEY_SESSION_LASTS, {
    path: ['REKEY_SESSION_IDLE'],
    error: 'must not be longer than REKEY_SESSION_LASTS',
  });

/** An empty variable counts as none. Throws `SettingsError`. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = schema.safeParse(given);
  if (!read.success)
    throw new SettingsError(read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  const e = read.data;
  return {
    port: e.REKEY_API_PORT,
    host: e.REKEY_API_HOST,
    internalPort: e.REKEY_API_INTERNAL_PORT,
    app: {
      trustProxy: e.REKEY_TRUSTED_PROXIES,
      defaultMethod: e.REKEY_DEFAULT_METHOD,
      limits: {
        resets: e.REKEY_LIMIT_RESETS,
        challenges: e.REKEY_LIMIT_CHALLENGES,
        answers: e.REKEY_LIMIT_ANSWERS,
        links: e.REKEY_LIMIT_LINKS,
        signIns: e.REKEY_LIMIT_SIGN_INS,
        streams: e.REKEY_LIMIT_STREAMS,
      },
    },
    publicUrl: e.REKEY_PUBLIC_URL,
    oidc:
      e.REKEY_OIDC_ISSUER === undefined || e.REKEY_OIDC_AUDIENCE === undefined
        ? null
        : {
            issuer: e.REKEY_OIDC_ISSUER,
            audience: e.REKEY_OIDC_AUDIENCE,
            roleClaim: e.REKEY_ROLE_CLAIM,
            groupClaim: e.REKEY_GROUP_CLAIM,
            ...(e.REKEY_PERSON_CLAIM !== undefined && { personClaim: e.REKEY_PERSON_CLAIM }),
          },
    staffPages:
      e.REKEY_OIDC_CLIENT_ID === undefined || e.REKEY_OIDC_CLIENT_SECRET === undefined
        ? null
        : {
            clientId: e.REKEY_OIDC_CLIENT_ID,
            clientSecret: e.REKEY_OIDC_CLIENT_SECRET,
            idle: e.REKEY_SESSION_IDLE,
            lasts: e.REKEY_SESSION_LASTS,
          },
    temporal: { address: e.TEMPORAL_ADDRESS, namespace: e.TEMPORAL_NAMESPACE, taskQueue: e.REKEY_TASK_QUEUE },
    mongoUri: e.MONGODB_URI,
    keysDir: e.REKEY_KEYS_DIR,
    checkpoints: e.REKEY_AUDIT_CHECKPOINTS,
    privilegedGroups: e.REKEY_PRIVILEGED_GROUPS,
  };
}
