/** The worker's log, and the SDK's lines in it, from an allow-list: the SDK prints failures and their causes whole. */
import type { LogLevel, Logger, LogMetadata } from '@temporalio/worker';
import { pino } from 'pino';

export const log = pino({ name: 'worker' });

const allowed = [
  'activityType',
  'workflowType',
  'workflowId',
  'runId',
  'attempt',
  'taskQueue',
  'state',
  'durationMs',
] as const;
const levels: Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

export function sdkLogger(): Logger {
  const write = (level: LogLevel, message: string, meta: LogMetadata = {}): void => {
    const facts = Object.fromEntries(
      allowed.filter((name) => meta[name] !== undefined).map((name) => [name, meta[name] as unknown]),
    );
    const failed: unknown = meta['error'];
    log[levels[level]]({ ...facts, ...(failed instanceof Error && { failure: failed.name }) }, message);
  };
  return {
    log: write,
    trace: (m, meta) => write('TRACE', m, meta),
    debug: (m, meta) => write('DEBUG', m, meta),
    info: (m, meta) => write('INFO', m, meta),
    warn: (m, meta) => write('WARN', m, meta),
    error: (m, meta) => write('ERROR', m, meta),
  };
}
