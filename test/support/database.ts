import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, type QueryResult } from 'pg';
import { inject } from 'vitest';
import { silentLogger } from '../../src/lib/logger.ts';
import { openEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { findHolder } from '../../src/storage/postmaster-file.ts';
import { openDatabase, parseDatabaseUrl, type ConnectionOptions, type Database } from '../../src/storage/index.ts';

/** Durability is switched off: nothing here outlives the run. */
const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

const template = `tongxin_template_${process.pid}`;

/** A server for one test run; of `TEST_DATABASE_URL` when set, else a built-in one in a temporary folder. */
export async function startTestServer(): Promise<{ url: string; template: string; stop(): Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL'];
  const server = given === undefined ? await startBuiltIn() : { url: given, stop: () => Promise.resolve() };
  await administer(server.url, `CREATE DATABASE "${template}"`);
  const database = await openDatabase({
    databaseUrl: withDatabase(server.url, template),
    dataDir: tmpdir(),
    log: silentLogger,
  });
  await database.close();
  const stop = async () => {
    await administer(server.url, `DROP DATABASE "${template}" WITH (FORCE)`);
    await server.stop();
  };
  return { url: server.url, template, stop };
}

async function startBuiltIn() {
  await sweep();
  const dataDir = await mkdtemp(path.join(tmpdir(), `tongxin-test-${process.pid}-`));
  // The server of root runs under another account, which has to pass.
  await chmod(dataDir, 0o711);
  const server = await openEmbeddedPostgres({ dataDir, log: silentLogger, settings: hasty, sync: false });
  const stop = async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { url: urlOf(server.connection), stop };
}

/** Stops and removes what runs that were killed have left: a server outlives the process that started it. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(/^tongxin-test-(\d+)-/.exec(name)?.[1]);
    if (!pid || existsSync(`/proc/${pid}`) || process.platform !== 'linux') continue;
    const dataDir = path.join(tmpdir(), name);
    const holder = await findHolder(path.join(dataDir, 'postgres'));
    if (holder.kind === 'server') process.kill(holder.file.pid, 'SIGQUIT');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

/** The same place as a URL. */
export function urlOf({ host, port, user, password, database }: ConnectionOptions): string {
  const login = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  const place = host.startsWith('/') ? `localhost:${port}` : `${host}:${port}`;
  const socket = host.startsWith('/') ? `?host=${encodeURIComponent(host)}` : '';
  return `postgresql://${login}@${place}/${database}${socket}`;
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function administer(url: string, sql: string, values?: readonly unknown[]): Promise<QueryResult> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    return await client.query(sql, values && [...values]);
  } finally {
    await client.end();
  }
}

/** A test's own database. */
export interface TestDatabase extends Database {
  readonly url: string;
  /** One statement with the rights of the owner, who may change the schema, which the program itself may not. */
  asOwner(sql: string, values?: readonly unknown[]): Promise<QueryResult<Record<string, unknown>>>;
}

/**
 * An empty database with our schema, for one test file. `close()` drops it.
 * Needs test/support/vitest-global-setup.ts among the globalSetup files of the vitest configuration.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server.url, `CREATE DATABASE "${name}" TEMPLATE "${server.template}"`);
  const url = withDatabase(server.url, name);
  const database = await openDatabase({ databaseUrl: url, dataDir: tmpdir(), log: silentLogger });
  const close = async () => {
    await database.close();
    await administer(server.url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
  };
  return { ...database, url, asOwner: (sql, values) => administer(url, sql, values), close };
}

/** A database without anything in it, for tests of migrations. */
export async function createEmptyDatabase(): Promise<{ connection: ConnectionOptions; drop(): Promise<unknown> }> {
  const { url } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(url, `CREATE DATABASE "${name}"`);
  return {
    connection: parseDatabaseUrl(withDatabase(url, name)),
    drop: () => administer(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`),
  };
}
