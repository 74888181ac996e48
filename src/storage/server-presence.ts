import { Client } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';

/**
 * Every process that uses the built-in server holds a connection with a shared lock on this number. Whoever leaves and
 * then gets the lock for itself alone is the last and stops the server; a process that arrives in that moment waits
 * for the lock, is cut off with the server, and starts it anew. A killed process loses its lock with its connection.
 */
export const presenceLock = '8317093420715524';

/** Our place among the users of the server. */
export interface Presence {
  /** Resolves when the connection is lost without our doing: the server is gone. */
  readonly lost: Promise<void>;
  /** Gives the place up. True = nobody else is there; then the lock is kept, so that nobody comes in before the stop. */
  leave(): Promise<boolean>;
  /** Closes the connection. */
  end(): Promise<void>;
}

/** @throws the connection's error when the server went away meanwhile */
export async function joinServer(connection: ConnectionOptions): Promise<Presence> {
  const client = new Client({
    ...connection,
    application_name: 'tongxin presence',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  const lost = new Promise<void>((resolve) => {
    client.once('end', () => resolve());
    client.on('error', () => resolve());
  });
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [presenceLock]);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    lost,
    async leave() {
      await client.query('select pg_advisory_unlock_shared($1)', [presenceLock]);
      const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [
        presenceLock,
      ]);
      return rows[0]?.alone === true;
    },
    end: () => client.end(),
  };
}
