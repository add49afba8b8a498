// The note that a running stack leaves in its data folder, so that others (the demo, a second start) find it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from './components/component.js';
import type { Settings } from './settings.js';

/** Where to look at a running stack. */
export interface StackUrls {
  readonly api: string;
  readonly docs: string;
  /** The list of resets in Temporal's UI; like the mails, only where the stack started it. */
  readonly temporalUi?: string;
  readonly mail?: string;
  readonly idp: string;
  readonly codec: string;
}

/** What the note says. */
export interface StackNote {
  /** Who started it. */
  readonly pid: number;
  readonly processes: Readonly<Record<string, number>>;
  readonly env: Readonly<Record<string, string>>;
  readonly urls: StackUrls;
}

/** The stack that runs on a data folder; nothing when none does, whatever an earlier one left behind. */
export function runningStack(dataDir: string): StackNote | undefined {
  try {
    const note = JSON.parse(readFileSync(fileIn(dataDir), 'utf8')) as StackNote;
    return isAlive(note.pid) && Object.values(note.processes).some(isAlive) ? note : undefined;
  } catch {
    return undefined;
  }
}

/** Leaves the note. It may hold addresses with passwords in them: for the owner's eyes. */
export function leaveNote(dataDir: string, note: StackNote): void {
  writeFileSync(fileIn(dataDir), JSON.stringify(note, undefined, 2), { mode: 0o600 });
}

/** Takes the note away. */
export function removeNote(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** The pages of a stack. `env`: what it tells its processes. */
export function urlsOf({ ports, env: given }: Settings, env: Env): StackUrls {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  const api = env.REKEY_PUBLIC_URL ?? '';
  return {
    api,
    docs: `${api}/docs`,
    ...(!given.TEMPORAL_ADDRESS && {
      temporalUi: `${at(ports.temporalUi)}/namespaces/${env.TEMPORAL_NAMESPACE}/workflows`,
    }),
    ...(!given.SMTP_URL && { mail: at(ports.mailUi) }),
    idp: env.REKEY_OIDC_ISSUER ?? '',
    codec: at(ports.codec),
  };
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'stack.json');
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
