/** Key rings: one JSON file each, outside every database. The last key in it is the newest and writes, all of them read; a changed file is read again while we run. */
import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto';
import { fstatSync, mkdirSync, openSync, closeSync, readFileSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ms } from '../../domain/plan.js';
import type { Clock } from '../../domain/ports.js';
import { createOnce, exclusively, replace } from './files.js';

/** `vault` wraps sealed values · `codec` encrypts Temporal's payloads · `tokens` signs · `pepper` keys the one-way functions. */
export const ringNames = ['vault', 'codec', 'tokens', 'pepper'] as const;
export type RingName = (typeof ringNames)[number];

/** 256 bits, of which only subkeys are used (`subkey`). Prints as an opaque object: a log can't leak it. */
export interface Key {
  readonly kid: string;
  readonly secret: KeyObject;
}
/** Every method throws `RingError` while the file is missing, malformed or readable by others, and works again once it is mended. */
export interface Ring {
  /** The key that writes. */
  newest(): Key;
  /** The key of this id; one that is not known yet is looked for in the file first, since another process may write with it already. */
  get(kid: string): Key | undefined;
  /** Newest first. */
  all(): readonly Key[];
}
export type Rings = Readonly<Record<RingName, Ring>>;

/** What is wrong with a ring's file, and what to do about it. Never holds what stands in it. */
export class RingError extends Error {
  override readonly name = 'RingError';
}

/** How old the last look at a file may be. */
const lookEvery: Ms = 1000;
const bitsOthersMustNotHave = 0o077;

const keyBytes = 32;
const keySchema = z.strictObject({
  kid: z.string().regex(/^[A-Za-z0-9_-]{4,64}$/),
  /** For the operator; the order in the file decides which is the newest. */
  created: z.iso.datetime(),
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes as base64url'),
});
type StoredKey = z.output<typeof keySchema>;
const ringSchema = z
  .array(keySchema)
  .min(1, 'must hold a key')
  .refine((keys) => new Set(keys.map((k) => k.kid)).size === keys.length, 'must not hold two keys of one kid');

const fileOf = (dir: string, ring: RingName): string => join(dir, `${ring}.json`);

/**
 * Opens all rings of a folder. With `create` (development) rings that are not there are made; two processes that start
 * at once get the same. Throws `RingError`.
 */
export function openRings(dir: string, { create, clock }: { create: boolean; clock: Clock }): Rings {
  if (create) createRings(dir, clock);
  return Object.fromEntries(ringNames.map((name) => [name, openRing(fileOf(dir, name), clock)])) as Rings;
}

/** Makes the rings that are not there, each with one key; leaves the others alone. */
export function createRings(dir: string, clock: Clock): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const name of ringNames) createOnce(fileOf(dir, name), () => textOf([newKey(clock)]));
}

/** Adds a key to a ring, from now on its newest, and answers with its id. Running processes follow by themselves. Throws `RingError`. */
export function addKey(dir: string, ring: RingName, clock: Clock): string {
  const file = fileOf(dir, ring);
  const key = newKey(clock);
  const added = exclusively(file, () => replace(file, textOf([...readRing(file).stored, key])));
  if (!added)
    throw new RingError(`${file} is being changed by another process; if none is at work, delete ${file}.lock.`);
  return key.kid;
}

const newKey = (clock: Clock): StoredKey => ({
  kid: randomBytes(6).toString('base64url'),
  created: new Date(clock.now()).toISOString(),
  key: randomBytes(keyBytes).toString('base64url'),
});
const textOf = (keys: readonly StoredKey[]): string => `${JSON.stringify(keys, null, 2)}\n`;

interface ReadRing {
  stored: readonly StoredKey[];
  /** Changes whenever the file does. */
  stamp: string;
}

/** A renamed file has another inode even where its time and size are the same. */
const stampOf = (s: Stats): string => `${s.ino}:${s.mtimeMs}:${s.ctimeMs}:${s.size}`;

function readRing(file: string): ReadRing {
  const { text, stats } = orRefused(file, () => textAndStats(file));
  if (stats.mode & bitsOthersMustNotHave)
    throw new RingError(`${file} can be used by others than its owner (mode ${octal(stats.mode)}): chmod 600 ${file}`);
  return { stored: parseRing(file, text), stamp: stampOf(stats) };
}
/** Of one opened file, so that what is judged is what was read. */
function textAndStats(file: string): { text: string; stats: Stats } {
  const fd = openSync(file, 'r');
  try {
    return { stats: fstatSync(fd), text: readFileSync(fd, 'utf8') };
  } finally {
    closeSync(fd);
  }
}
const octal = (mode: number): string => (mode & 0o777).toString(8).padStart(4, '0');

function parseRing(file: string, text: string): readonly StoredKey[] {
  const parsed = ringSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((i) => `${['ring', ...i.path.map(String)].join('.')}: ${i.message}`);
  throw new RingError(`${file} is not a key ring: ${faults.join('; ')}`);
}
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // JSON's own error quotes the text.
    return undefined;
  }
}

function orRefused<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new RingError(
      code === 'ENOENT'
        ? `The key ring ${file} is missing: restore it from your backup, or, for a new installation only, make it with "rekey keys init".`
        : `The key ring ${file} can't be read (${code}).`,
    );
  }
}

function openRing(file: string, clock: Clock): Ring {
  let stamp = '';
  let lookedAt: Ms = 0;
  let keys: ReadonlyMap<string, Key> = new Map();
  let newestFirst: readonly [Key, ...Key[]];

  const look = (): void => {
    if (stampOf(orRefused(file, () => statSync(file))) !== stamp) load();
    // Only after it went well: a faulty file is looked at, and complained about, at every use.
    lookedAt = clock.now();
  };
  const load = (): void => {
    stamp = '';
    const read = readRing(file);
    // A key that was there stays the same object, with the subkeys that were derived from it.
    const all = read.stored.map((s) => same(keys.get(s.kid), keyOf(s))).reverse();
    newestFirst = all as [Key, ...Key[]];
    keys = new Map(all.map((k) => [k.kid, k]));
    stamp = read.stamp;
  };
  const lookIfDue = (): void => {
    if (stamp === '' || Math.abs(clock.now() - lookedAt) >= lookEvery) look();
  };

  look();
  return {
    newest() {
      lookIfDue();
      return newestFirst[0];
    },
    get(kid) {
      lookIfDue();
      if (!keys.has(kid)) look();
      return keys.get(kid);
    },
    all() {
      lookIfDue();
      return newestFirst;
    },
  };
}

const same = (known: Key | undefined, read: Key): Key => (known?.secret.equals(read.secret) ? known : read);
const keyOf = ({ kid, key }: StoredKey): Key => ({ kid, secret: createSecretKey(key, 'base64url') });

const subkeys = new WeakMap<Key, Map<string, KeyObject>>();
/**
 * The key's 256-bit subkey for one use (HKDF-SHA-256, RFC 5869). Labels are constants of the code: each is derived once and kept.
 */
export function subkey(key: Key, label: string): KeyObject {
  const derived = subkeys.get(key) ?? new Map<string, KeyObject>();
  subkeys.set(key, derived);
  const known = derived.get(label);
  if (known) return known;
  const fresh = createSecretKey(new Uint8Array(hkdfSync('sha256', key.secret, '', `rekey/${label}`, keyBytes)));
  derived.set(label, fresh);
  return fresh;
}
