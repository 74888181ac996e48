import { AppError, type AppErrorOptions } from '../lib/errors.ts';

/** What can be wrong with the database, each with its own cure in the message. */
export type StorageErrorCode =
  | 'storage.account'
  | 'storage.another_version'
  | 'storage.binaries'
  | 'storage.clock'
  | 'storage.data_missing'
  | 'storage.data_owner'
  | 'storage.disk_full'
  | 'storage.in_use'
  | 'storage.migration_failed'
  | 'storage.newer_database'
  | 'storage.not_empty'
  | 'storage.not_started'
  | 'storage.path_too_long'
  | 'storage.refused'
  | 'storage.schema_engine'
  | 'storage.server_too_old'
  | 'storage.unreachable'
  | 'storage.url';

/** The database cannot be opened or changed. The message is for the operator: what is wrong, and what to do. */
export class StorageError extends AppError {
  constructor(code: StorageErrorCode, message: string, options: AppErrorOptions = {}) {
    super(code, message, options);
  }
}

/** The system's code of an error (`ENOENT`, `EACCES`), or PostgreSQL's SQLSTATE (`57P03`); undefined when there is none. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

const fullDisk = /no space left on device|disk quota exceeded|check free disk space/i;

/** The reason stands at the end; before it comes a report of all that went well. */
const lastLines = (output: string) => output.trim().split('\n').slice(-8).join('\n');

/** What initdb, pg_ctl or the file system said, as one of our errors. `output` is a program's text or the server's log. */
export function startFailure(doing: string, output: string, cause?: unknown): StorageError {
  if (fullDisk.test(output) || ['ENOSPC', 'EDQUOT'].includes(systemCode(cause) ?? '')) {
    return new StorageError(
      'storage.disk_full',
      `No space left on the disk while ${doing}. Free some and start again.`,
      {
        cause,
      },
    );
  }
  return new StorageError(
    'storage.not_started',
    `The built-in PostgreSQL failed while ${doing}: ${lastLines(output)}`,
    {
      cause,
    },
  );
}
