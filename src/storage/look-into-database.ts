import type { Pool } from 'pg';
import { errorCode } from '../lib/errors.ts';
import { createPool, poolConfig } from './connection-pool.ts';
import { withDatabaseServer, type OpenDatabaseOptions } from './database.ts';

/** Looking through everything may take longer than any statement of the bot. */
const patienceMs = 120_000;

/**
 * For tools that only look: nothing can be written, and no migration is applied. The built-in server is started when
 * it does not run.
 * @throws StorageError with the cure in its message
 */
export function lookIntoDatabase<T>(options: OpenDatabaseOptions, use: (pool: Pool) => Promise<T>): Promise<T> {
  return withDatabaseServer(options, async (connection) => {
    // As the owner, so that also what the program's role may not see is looked at.
    const config = poolConfig(connection, options.applicationName ?? 'tongxin look', 'trigger');
    const patient = { statement_timeout: patienceMs, query_timeout: patienceMs + 1_000 };
    const readOnly = { options: `${config.options ?? ''} -c default_transaction_read_only=on` };
    const pool = createPool({ ...config, ...patient, ...readOnly }, (error) =>
      options.log.warn({ code: errorCode(error) }, 'a database connection was lost'),
    );
    try {
      return await use(pool);
    } finally {
      await pool.end();
    }
  });
}
