import { PrismaPg } from '@prisma/adapter-pg';
import { Client, type Pool } from 'pg';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Protection } from './app-role.ts';
import { assertUsable } from './assert-usable.ts';
import { parseDatabaseUrl, type ConnectionOptions } from './connection-options.ts';
import { createPool, poolConfig } from './connection-pool.ts';
import { openEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { PrismaClient } from './generated/prisma/client.ts';
import { ownerName } from './init-cluster.ts';
import { bringUpToDate } from './migrations.ts';
import { systemCode } from './storage-error.ts';

export interface OpenDatabaseOptions {
  /** An own PostgreSQL 14+; unset = the built-in one with its files in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  /** Shown in the server's list of connections. */
  readonly applicationName?: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Settings of the built-in PostgreSQL beside our own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** An open database, its schema up to date. */
export interface Database {
  readonly prisma: PrismaClient;
  /** For hand-written SQL on the hot paths. */
  readonly pool: Pool;
  /** For whoever keeps connections of its own, as the queue does: with the rights of the owner. */
  readonly connection: ConnectionOptions;
  readonly embedded: boolean;
  /** Ends all connections of ours, and stops the built-in server unless another process uses it. May be called twice. */
  close(): Promise<void>;
}

/**
 * Opens the database: starts or finds the built-in PostgreSQL, or goes to `databaseUrl`; checks that it suits us;
 * applies migrations. Several processes may do so at once.
 * @throws StorageError with the cure in its message
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { connection, server } = await openServer(options);
  try {
    const { applied, protection } = await bringUpToDate(connection, options);
    if (applied.length > 0) options.log.info({ applied }, 'database brought up to date');
    return connect({ connection, server }, protection, options);
  } catch (error) {
    await server?.close();
    throw error;
  }
}

/**
 * For tools that look after the database itself: the checked server, its schema as it is, for the time of `use`.
 * @throws StorageError with the cure in its message
 */
export async function withDatabaseServer<T>(
  options: OpenDatabaseOptions,
  use: (connection: ConnectionOptions) => Promise<T>,
): Promise<T> {
  const { connection, server } = await openServer(options);
  try {
    return await use(connection);
  } finally {
    await server?.close();
  }
}

interface OpenServer {
  readonly connection: ConnectionOptions;
  /** Undefined = the server of DATABASE_URL. */
  readonly server: EmbeddedPostgres | undefined;
}

async function openServer(options: OpenDatabaseOptions): Promise<OpenServer> {
  if (options.databaseUrl !== undefined) {
    const connection = parseDatabaseUrl(options.databaseUrl);
    await assertUsable(connection);
    return { connection, server: undefined };
  }
  const server = await openEmbeddedPostgres(options);
  try {
    const connection = await ownDatabase(server);
    await assertUsable(connection);
    return { connection, server };
  } catch (error) {
    await server.close();
    throw error;
  }
}

/** Our database on the built-in server, created by whoever comes first. */
async function ownDatabase(server: EmbeddedPostgres): Promise<ConnectionOptions> {
  const client = new Client(server.connection);
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [ownerName]);
    if (found.rowCount === 0) await client.query(`create database ${ownerName}`).catch(fineWhenThere);
  } finally {
    await client.end();
  }
  return { ...server.connection, database: ownerName };
}

function fineWhenThere(error: unknown): void {
  if (!['42P04', '23505'].includes(systemCode(error) ?? '')) throw error;
}

function connect(
  { connection, server }: OpenServer,
  protection: Protection,
  { log, applicationName = 'tongxin' }: OpenDatabaseOptions,
): Database {
  const onLost = (error: Error) => log.warn({ code: errorCode(error) }, 'a database connection was lost');
  const pool = createPool(poolConfig(connection, applicationName, protection), onLost);
  const ofPrisma = poolConfig(connection, `${applicationName} prisma`, protection);
  const adapter = new PrismaPg(ofPrisma, { onPoolError: onLost, onConnectionError: onLost });
  let prisma: PrismaClient | undefined;
  let closing: Promise<void> | undefined;
  const end = async () => {
    await Promise.allSettled([prisma?.$disconnect(), pool.end()]);
    await server?.close();
  };
  return {
    // Made when first asked for: it takes longer than everything else that comes before the first acknowledgement.
    get prisma() {
      return (prisma ??= new PrismaClient({ adapter }));
    },
    pool,
    connection,
    embedded: server !== undefined,
    close: () => (closing ??= end()),
  };
}
