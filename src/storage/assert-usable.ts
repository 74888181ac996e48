import { Client } from 'pg';
import { describeConnection, type ConnectionOptions } from './connection-options.ts';
import { StorageError, systemCode } from './storage-error.ts';

const oldestVersion = 14;
/** Milliseconds that the database's clock and ours may be apart. */
export const largestClockGapMs = 5_000;

const cures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there. Start PostgreSQL, or correct host and port in DATABASE_URL.',
  ENOENT: 'There is no such socket. Start PostgreSQL, or correct the folder in DATABASE_URL.',
  ENOTFOUND: 'There is no such host. Correct DATABASE_URL.',
  EAI_AGAIN: 'The host name could not be looked up. Check the network, or correct DATABASE_URL.',
  '28P01': 'The password is wrong. Correct DATABASE_URL.',
  '28000': 'The server does not let this user in. Correct DATABASE_URL, or its pg_hba.conf.',
  '3D000': 'There is no such database. Create it (createdb), or correct DATABASE_URL.',
  '53300': 'All its connections are taken. Raise max_connections, or close other programs.',
  ETIMEDOUT: 'It did not answer within 5 seconds. Check the network, or correct DATABASE_URL.',
  '57P03': 'It is starting or stopping. Wait a moment and start again.',
};

const transientCodes = new Set(['ECONNREFUSED', 'ENOENT', 'EAI_AGAIN', '53300', '57P03', 'ETIMEDOUT']);

/**
 * Enters the database once and checks that it suits us: reachable, PostgreSQL 14 or newer, UTF-8, writable, and its
 * clock at most 5 seconds from ours (leases and due times are reckoned by both).
 * @throws StorageError `storage.unreachable`, `storage.server_too_old`, `storage.refused`, `storage.clock`
 */
export async function assertUsable(connection: ConnectionOptions): Promise<void> {
  const client = new Client({ ...connection, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  // Errors arrive through the calls below; without a listener the same one would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const asked = Date.now();
    const { rows } = await client.query<ServerFacts>(factsQuery);
    const answered = Date.now();
    const facts = rows[0];
    if (facts) assertFacts(facts, describeConnection(connection));
    if (facts) assertClock(facts.now.getTime(), asked, answered);
  } catch (error) {
    throw error instanceof StorageError ? error : unreachable(connection, error);
  } finally {
    await client.end();
  }
}

interface ServerFacts {
  readonly now: Date;
  readonly version: number;
  readonly encoding: string;
  readonly readOnly: boolean;
}

const factsQuery = `select clock_timestamp() as now, current_setting('server_version_num')::int / 10000 as version,
  current_setting('server_encoding') as encoding, pg_is_in_recovery() as "readOnly"`;

function assertFacts({ version, encoding, readOnly }: ServerFacts, where: string): void {
  if (version < oldestVersion) {
    const message = `${where} is PostgreSQL ${version}; ${oldestVersion} or newer is needed.`;
    throw new StorageError('storage.server_too_old', message);
  }
  if (encoding !== 'UTF8') {
    const message = `${where} keeps text as ${encoding}. Create a database with ENCODING 'UTF8' and name it in DATABASE_URL.`;
    throw new StorageError('storage.refused', message);
  }
  if (readOnly) throw new StorageError('storage.refused', `${where} is a read-only copy. Name the main server.`);
}

/** Milliseconds by which the database is ahead of us (negative: behind), at the least; see `assertClock`. */
export const clockGap = (databaseMs: number, asked: number, answered: number): number =>
  databaseMs < asked ? databaseMs - asked : Math.max(0, databaseMs - answered);

/**
 * @param databaseMs the database's time, taken at some moment between `asked` and `answered` of our clock
 * @throws StorageError `storage.clock`
 */
export function assertClock(databaseMs: number, asked: number, answered: number): void {
  const gap = clockGap(databaseMs, asked, answered);
  if (Math.abs(gap) <= largestClockGapMs) return;
  const seconds = (Math.abs(gap) / 1000).toFixed(1);
  throw new StorageError(
    'storage.clock',
    `The clock of the database is ${seconds} seconds ${gap > 0 ? 'ahead of' : 'behind'} the clock of this machine. ` +
      'Set both by the network (timedatectl set-ntp true) and start again.',
  );
}

function unreachable(connection: ConnectionOptions, cause: unknown): StorageError {
  const code = reason(cause);
  const cure = cures[code] ?? `It answered with ${code}. Check DATABASE_URL and the server's log.`;
  const options = { cause, transient: transientCodes.has(code) };
  return new StorageError('storage.unreachable', `${describeConnection(connection)} cannot be used. ${cure}`, options);
}

/** A name with several addresses fails with one error for each. */
function reason(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (systemCode(first) !== undefined) return systemCode(first) ?? '';
  return first instanceof Error && /timeout/i.test(first.message) ? 'ETIMEDOUT' : 'no clear reason';
}
