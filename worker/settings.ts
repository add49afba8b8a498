/** The worker's settings, from the environment: every mistake at once, one line each. */
import { hostname } from 'node:os';
import { z } from 'zod';
import { groupNames } from '../domain/names.js';
import { smsFields, smsMistakes, textsFrom, type Texts } from './sms-settings.js';

const port = (preset: number) =>
  z.preprocess((v) => (v === undefined ? preset : Number(v)), z.int('must be a port, 0 to 65535').min(0).max(65_535));

const schema = z.object({
  TEMPORAL_ADDRESS: z.string().default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  REKEY_TASK_QUEUE: z.string().default('rekey'),
  MONGODB_URI: z
    .url({ protocol: /^mongodb(\+srv)?$/, error: 'must be a mongodb:// or mongodb+srv:// URL' })
    .default('mongodb://127.0.0.1:27017/rekey'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// URL' })
    .default('smtp://127.0.0.1:1025'),
  REKEY_MAIL_FROM: z.string().default('Rekey <no-reply@rekey.invalid>'),
  ...smsFields,
  REKEY_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).default('http://127.0.0.1:8080'),
  REKEY_KEYS_DIR: z.string().default('.rekey/keys'),
  REKEY_AUDIT_CHECKPOINTS: z.string().default('.rekey/audit-checkpoints.log'),
  REKEY_PRIVILEGED_GROUPS: z
    .string()
    .default('privileged')
    .transform(groupNames)
    .refine((names) => names.every(Boolean), 'must be names of groups with commas between'),
  REKEY_METHODS_DIR: z.string().default('methods'),
  REKEY_WORKER_HOST: z.string().default('127.0.0.1'),
  REKEY_WORKER_INTERNAL_PORT: port(9465),
});

export type Settings = z.output<typeof schema> & { identity: string; texts: Texts };

/** An empty variable counts as none. Throws an error whose message has a line for each mistake: the variable, and what is wrong with it. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const read = schema.safeParse(given);
  const issues = read.success ? [] : read.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  const mistakes = [...issues, ...smsMistakes(given)];
  if (!read.success || mistakes.length > 0) throw new Error(mistakes.join('\n'));
  return { ...read.data, identity: `${process.pid}@${hostname()}`, texts: textsFrom(read.data) };
}
