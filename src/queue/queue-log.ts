import type { Logger } from '../lib/logger.ts';

/** What the queue needs of a logger. It passes ids, names and codes, never payloads. */
export type QueueLog = Pick<Logger, 'info' | 'warn' | 'error'>;
