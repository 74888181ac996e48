import type { Pool } from 'pg';
import { clockGap } from './assert-usable.ts';
import { StorageError } from './storage-error.ts';

/** The database's time. Leases and due times go by it, so that all processes agree. */
export async function databaseNow(pool: Pick<Pool, 'query'>): Promise<Date> {
  const { rows } = await pool.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  const now = rows[0]?.now;
  if (!now) throw new StorageError('storage.unreachable', 'The database told no time', { transient: true });
  return now;
}

/** Milliseconds by which the database's clock is ahead of ours (negative: behind); 0 within the time of the question. */
export async function readClockGap(pool: Pick<Pool, 'query'>): Promise<number> {
  const asked = Date.now();
  const database = (await databaseNow(pool)).getTime();
  return clockGap(database, asked, Date.now());
}
