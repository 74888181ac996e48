import { Pool, type PoolConfig } from 'pg';
import { appRole, type Protection } from './app-role.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { GuardedClient } from './guarded-client.ts';

/** Most connections of one pool; a process has two pools (ours and Prisma's) beside those of the queue. */
const poolSize = 8;

/**
 * Times are UTC in every session: the Prisma adapter sends and reads them without a zone. A statement
 * that takes longer than a platform waits for its answer is cut off, here as well when the server no longer answers.
 * @param protection role: the sessions work as the role that cannot change the history
 */
export function poolConfig(connection: ConnectionOptions, applicationName: string, protection: Protection): PoolConfig {
  return {
    ...connection,
    application_name: applicationName,
    options: `-c TimeZone=UTC${protection === 'role' ? ` -c role=${appRole}` : ''}`,
    max: poolSize,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 8_000,
    query_timeout: 9_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** @param onLost an idle connection broke; the pool replaces it when it needs one */
export function createPool(config: PoolConfig, onLost: (error: Error) => void): Pool {
  const pool = new Pool({ ...config, Client: GuardedClient });
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', onLost);
  return pool;
}
