/** Rings in a folder of their own, a clock that only moves when told, and ways to spoil what was made under them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { keysFrom, type Keys } from '../../../adapters/keys/index.js';
import { addKey, type RingName } from '../../../adapters/keys/rings.js';
import type { Ms } from '../../../domain/plan.js';

const folders: string[] = [];
afterAll(() => folders.splice(0).forEach((dir) => rmSync(dir, { recursive: true })));

export function temporaryFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'rekey-keys-'));
  folders.push(dir);
  return dir;
}

export interface Bench extends Keys {
  dir: string;
  clock: { now(): Ms; pass(ms: Ms): void };
  /** A new newest key, known to all from the next use on. */
  rotate: (ring: RingName) => string;
}
export function freshKeys(): Bench {
  const dir = temporaryFolder();
  let now = Date.parse('2026-01-01T12:00:00Z');
  const clock = { now: () => now, pass: (ms: Ms) => void (now += ms) };
  const rotate = (ring: RingName): string => {
    const kid = addKey(dir, ring, clock);
    clock.pass(1000);
    return kid;
  };
  return { ...keysFrom(dir, { create: true, clock }), dir, clock, rotate };
}

/** Another first character: it carries six bits of the first byte, whatever the text's length. */
const spoiled = (part: string): string => (part.startsWith('A') ? 'B' : 'A') + part.slice(1);

/** For each of a text's dot-separated parts, the text with only that part changed. */
export function tamperings(text: string): string[] {
  const parts = text.split('.');
  return parts.map((_, i) => parts.map((part, j) => (i === j ? spoiled(part) : part)).join('.'));
}
