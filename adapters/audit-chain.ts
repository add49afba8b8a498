/** The audit's arithmetic: records chained per reset by SHA-256, and signed checkpoints over the chains' heads, chained themselves. Pure. */
import { createHash } from 'node:crypto';
import type { Ms } from '../domain/plan.js';
import type { AuditEvent, AuditRecord } from '../domain/ports.js';
import type { Signer } from './keys/types.js';

/** Where a chain ends: the number and hash of its newest record. */
export interface Head {
  seq: number;
  hash: string;
}
/** A chain as it is stored: the records and, kept beside them, the head. */
export interface StoredChain {
  resetId: string;
  head: Head;
  records: readonly AuditRecord[];
}
/** One line of the checkpoint file: heads by reset, `[resetId, seq, hash]`. */
interface Checkpoint {
  n: number;
  /** SHA-256 of the line before; empty in the first. */
  prev: string;
  at: Ms;
  heads: readonly (readonly [string, number, string])[];
}
interface SignedCheckpoint {
  checkpoint: Checkpoint;
  signature: string;
}

/** What the first record of every chain points to. */
export const noHead: Head = { seq: 0, hash: '' };
const label = 'audit-checkpoint';
/** Bounds the length of a line, so that the last one can be read without the file. */
const headsPerLine = 500;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Canonical: an array in fixed order, the data's names sorted, so that one record has one spelling. */
function hashOf(r: Omit<AuditRecord, 'hash'>): string {
  const data = Object.entries(r.data).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([r.resetId, r.seq, r.prev, r.key, r.type, r.at, data]));
}

/** The records that these events become at the end of a chain. */
export function chainOn(resetId: string, head: Head, events: readonly AuditEvent[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  for (const { key, type, at, data } of events) {
    const { seq, hash: prev } = records.at(-1) ?? head;
    const record = { resetId, seq: seq + 1, prev, key, type, at, data };
    records.push({ ...record, hash: hashOf(record) });
  }
  return records;
}

/** What is wrong with a chain by itself, in words; the first fault only, as all after it follows from it. */
export function chainFault({ resetId, head, records }: StoredChain): string | null {
  let prev = noHead;
  for (const record of records) {
    const where = `reset ${resetId}, record ${prev.seq + 1}`;
    if (record.resetId !== resetId) return `${where}: belongs to another reset`;
    if (record.seq !== prev.seq + 1) return `${where}: record ${record.seq} stands in its place`;
    if (record.prev !== prev.hash) return `${where}: does not follow from the one before`;
    if (record.hash !== hashOf(record)) return `${where}: was changed`;
    prev = record;
  }
  return head.seq === prev.seq && head.hash === prev.hash
    ? null
    : `reset ${resetId}: the chain should end with record ${head.seq}, but ends with ${prev.seq}`;
}

/** Where the checkpoint file ends: what the next line is chained to. */
export interface Tail {
  n: number;
  hash: string;
}

/** The end of the file as its last line tells it; null where there is none yet. Throws where that line is no checkpoint. */
export function tailOf(lastLine: string | null): Tail {
  if (lastLine === null) return { n: 0, hash: '' };
  const signed = parseLine(lastLine);
  if (!signed) throw new Error('the last line of the audit checkpoints is not a checkpoint: run `rekey audit verify`');
  return { n: signed.checkpoint.n, hash: sha256(lastLine) };
}

/** Signed lines over these heads, to be appended after `tail`. */
export function checkpointLines(
  tail: Tail,
  heads: readonly ({ resetId: string } & Head)[],
  at: Ms,
  signer: Signer,
): string[] {
  const lines: string[] = [];
  let { n, hash: prev } = tail;
  for (let from = 0; from < heads.length; from += headsPerLine) {
    const part = heads.slice(from, from + headsPerLine);
    const checkpoint: Checkpoint = { n: ++n, prev, at, heads: part.map((h) => [h.resetId, h.seq, h.hash] as const) };
    const signature = signer.sign(label, JSON.stringify(checkpoint));
    const line = JSON.stringify({ checkpoint, signature } satisfies SignedCheckpoint);
    prev = sha256(line);
    lines.push(line);
  }
  return lines;
}

function parseLine(line: string): SignedCheckpoint | null {
  try {
    const parsed = JSON.parse(line) as Partial<SignedCheckpoint> | null;
    const { checkpoint, signature } = parsed ?? {};
    const whole = typeof signature === 'string' && typeof checkpoint?.n === 'number' && Array.isArray(checkpoint.heads);
    return whole ? { checkpoint, signature } : null;
  } catch {
    return null;
  }
}

/** The heads that a chain must hold, by reset, each with the moment of its checkpoint. */
type Witnessed = Map<string, (Head & { n: number; at: Ms })[]>;

/** Reads all lines: which heads they bear witness to, and what is wrong with the lines themselves. */
function readCheckpoints(lines: readonly string[], signer: Signer): { witnessed: Witnessed; faults: string[] } {
  const witnessed: Witnessed = new Map();
  const faults: string[] = [];
  let tail: Tail = tailOf(null);
  for (const [i, line] of lines.entries()) {
    const signed = parseLine(line);
    if (!signed || !signer.verify(label, JSON.stringify(signed.checkpoint), signed.signature)) {
      faults.push(`checkpoint line ${i + 1}: was not signed by this system`);
      tail = { n: tail.n + 1, hash: sha256(line) };
      continue;
    }
    const { n, prev, at, heads } = signed.checkpoint;
    if (n !== tail.n + 1 || prev !== tail.hash)
      faults.push(`checkpoint line ${i + 1}: does not follow from the one before`);
    for (const [resetId, seq, hash] of heads)
      witnessed.set(resetId, [...(witnessed.get(resetId) ?? []), { seq, hash, n, at }]);
    tail = { n, hash: sha256(line) };
  }
  return { witnessed, faults };
}

/** What a chain lacks of that which checkpoints bear witness to. */
function witnessFault(chain: StoredChain, heads: readonly (Head & { n: number })[]): string | null {
  for (const { seq, hash, n } of heads) {
    const record = chain.records[seq - 1];
    if (!record) return `reset ${chain.resetId}: checkpoint ${n} saw record ${seq}, which is gone`;
    if (record.hash !== hash) return `reset ${chain.resetId}, record ${seq}: is not the one that checkpoint ${n} saw`;
  }
  return null;
}

export interface AuditVerdict {
  chains: number;
  records: number;
  checkpoints: number;
  faults: string[];
}

/** Every chain and every checkpoint. A chain witnessed before `keptSince` may be gone: its time was over. */
export async function verifyAudit(
  chains: AsyncIterable<StoredChain> | Iterable<StoredChain>,
  lines: readonly string[],
  signer: Signer,
  keptSince: Ms,
): Promise<AuditVerdict> {
  const { witnessed, faults } = readCheckpoints(lines, signer);
  const verdict: AuditVerdict = { chains: 0, records: 0, checkpoints: lines.length, faults };
  for await (const chain of chains) {
    verdict.chains += 1;
    verdict.records += chain.records.length;
    const fault = chainFault(chain) ?? witnessFault(chain, witnessed.get(chain.resetId) ?? []);
    if (fault) faults.push(fault);
    witnessed.delete(chain.resetId);
  }
  for (const [resetId, heads] of witnessed) {
    const last = heads.at(-1)!;
    if (last.at >= keptSince)
      faults.push(`reset ${resetId}: checkpoint ${last.n} saw ${last.seq} records, all of which are gone`);
  }
  return verdict;
}
