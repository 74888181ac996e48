import { Client, type ClientConfig } from 'pg';
import { StorageError } from './storage-error.ts';

/** Where a database is, in the fields that pg, the Prisma adapter and BullMQ take. */
export interface ConnectionOptions {
  /** Name, address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  readonly password?: string;
  readonly ssl?: ClientConfig['ssl'];
}

/**
 * Takes a DATABASE_URL apart as node-postgres does, `sslmode` and `?host=<folder of a socket>` included.
 * @throws StorageError `storage.url`; the URL is not repeated, it holds a password
 */
export function parseDatabaseUrl(url: string): ConnectionOptions {
  const client = readUrl(url);
  if (!client.user || !client.database) {
    throw new StorageError(
      'storage.url',
      'DATABASE_URL lacks the user or the database: postgresql://user:password@host:5432/database',
    );
  }
  const { host, port, user, database, password, ssl } = client;
  return {
    host,
    port,
    user,
    database,
    ...(typeof password === 'string' ? { password } : {}),
    ...(ssl ? { ssl } : {}),
  };
}

function readUrl(connectionString: string): Client {
  try {
    return new Client({ connectionString: new URL(connectionString).href });
  } catch (cause) {
    // The cause repeats the URL, and with it the password: only its kind is kept.
    throw new StorageError(
      'storage.url',
      'DATABASE_URL cannot be read. It looks like postgresql://user:password@host:5432/database, with signs such as ' +
        '@ : / # % in the password written as %40 %3A %2F %23 %25.',
      { cause: cause instanceof Error ? cause.name : 'unknown' },
    );
  }
}

/** The place in words, without the password. */
export function describeConnection({ host, port, database, user }: ConnectionOptions): string {
  return `database ${database} on ${host}${host.startsWith('/') ? '' : `:${port}`} as ${user}`;
}
