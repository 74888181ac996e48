import { AppError, errorCode } from '../lib/errors.ts';

/** What of an error may be logged or kept beside a job. */
export interface ErrorFields {
  readonly code: string;
  /** Only of our own errors: the text of others may quote the data they failed on. */
  readonly reason?: string;
  /** Where it was thrown: the first line of the stack, without the message. */
  readonly at?: string;
}

/** The loggable part of anything thrown. */
export function errorFields(error: unknown): ErrorFields {
  const frame = error instanceof Error ? /^\s+at (.+)$/m.exec(error.stack ?? '')?.[1] : undefined;
  return {
    code: errorCode(error),
    ...(error instanceof AppError && { reason: error.message }),
    ...(frame !== undefined && { at: frame }),
  };
}

/** PostgreSQL's codes for a schema, table or function that is not there. */
const goneCodes = new Set(['3F000', '42P01', '42883']);

/** True when somebody has removed the tables of the queue: opening it anew makes them again. */
export const isGone = (error: unknown): boolean => goneCodes.has(errorCode(error));
