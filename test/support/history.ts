// What Temporal keeps of a workflow, as text in which tests look for what must not, or must, stand there.
import type { PayloadCodec } from '@temporalio/common';
import { isEncrypted } from '../../adapters/keys/codec.js';

/** Everything that stands in a history as text; of payloads the bytes, as they are. */
export function readable(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(readable).join('\n');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([key, inner]) => `${key}: ${readable(inner)}`)
      .join('\n');
  return String(value);
}

/** The same with each encrypted payload opened, wherever it stands: arguments, results, summaries, what failures say. */
export async function decoded<T>(value: T, codec: PayloadCodec): Promise<T> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  if (isEncrypted(value)) return (await codec.decode([value]))[0] as T;
  const inner = Object.entries(value).map(async ([key, one]: [string, unknown]) => [key, await decoded(one, codec)]);
  const entries = (await Promise.all(inner)) as [string, unknown][];
  return (Array.isArray(value) ? entries.map(([, one]) => one) : Object.fromEntries(entries)) as T;
}
