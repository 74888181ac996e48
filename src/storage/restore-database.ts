import { Client, type QueryResultRow } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';
import { quoteName, type DatabaseDump } from './dump-database.ts';
import { readPrismaFiles, checksum, type MigrationFile } from './migration-files.ts';
import { migrationLock } from './migrations.ts';
import { Prisma } from './generated/prisma/client.ts';
import { emptySchema, findOthers, findTables, hasRows } from './restore-target.ts';
import { StorageError } from './storage-error.ts';

/** Runs SQL inside the restore's transaction. */
export type RunSql = <R extends QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<R[]>;

export interface RestoreOptions {
  /** Rows of the dump, in portions, as dumpDatabase gave them. */
  readonly portions: AsyncIterable<{ readonly table: string; readonly lines: Buffer }>;
  /** What is in the database already may be thrown away. */
  readonly replace: boolean;
  /** Schemas beside ours that are thrown away with it, such as the queue's: their owners make them anew. */
  readonly alsoDrop: readonly string[];
  /** The built-in server counts its users; we are one of them. */
  readonly embedded: boolean;
  /** Puts right, in the same transaction, what must not go on as if no time had passed. Throwing undoes everything. */
  settle(run: RunSql): Promise<void>;
  /** Package whose prisma folder counts. Default: ours. */
  readonly root?: string;
}

/**
 * Puts a dump in the place of what is in the database, in one transaction: either all of it, or nothing has changed.
 * The tables are made by the migrations of the dump's time, filled, then brought to ours. A program that starts
 * meanwhile waits, for this holds the lock of the migrations.
 * @throws StorageError `storage.in_use`, `storage.newer_database`, `storage.not_empty`, `storage.refused`
 */
export async function restoreDatabase(
  connection: ConnectionOptions,
  dump: DatabaseDump,
  options: RestoreOptions,
): Promise<void> {
  const { migrations } = await readPrismaFiles(options.root);
  const plan = planMigrations(dump, migrations);
  const client = new Client({ ...connection, application_name: 'tongxin restore', options: '-c TimeZone=UTC' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await takeOver(client, options.embedded);
    await assertTarget(client, dump, options.replace, migrations);
    await client.query('BEGIN');
    await client.query(`SET LOCAL lock_timeout = '10s'`);
    await emptySchema(client, options.alsoDrop);
    await client.query(historySql);
    for (const migration of plan.before) await migrate(client, migration);
    await fill(client, dump, options.portions);
    for (const migration of plan.after) await migrate(client, migration);
    await options.settle(
      async <R extends QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
        (await client.query<R>(sql, [...values])).rows,
    );
    await client.query('COMMIT');
  } finally {
    // Whatever was not committed is rolled back with the connection.
    await client.end();
  }
}

/** Migrations that made the dump's tables, and those that came since. @throws StorageError `storage.newer_database` */
function planMigrations(dump: DatabaseDump, ours: readonly MigrationFile[]) {
  const unknown = dump.migrations.filter((name) => !ours.some((file) => file.name === name));
  if (unknown.length > 0) {
    throw new StorageError(
      'storage.newer_database',
      `The backup was made by a newer version of this program (${unknown.join(', ')}). Restore it with that version.`,
    );
  }
  const made = new Set(dump.migrations);
  return { before: ours.filter(({ name }) => made.has(name)), after: ours.filter(({ name }) => !made.has(name)) };
}

/** From here on nobody else changes the schema, and nobody is at work. @throws StorageError `storage.in_use` */
async function takeOver(client: Client, embedded: boolean): Promise<void> {
  const { rows } = await client.query<{ free: boolean }>('SELECT pg_try_advisory_lock($1) AS free', [migrationLock]);
  const others = rows[0]?.free === true ? await findOthers(client, embedded) : ['a program that is starting'];
  if (others.length === 0) return;
  throw new StorageError(
    'storage.in_use',
    `The database is in use (${others.join(', ')}). Stop every running instance of the program, then restore.`,
  );
}

async function assertTarget(
  client: Client,
  dump: DatabaseDump,
  replace: boolean,
  migrations: readonly MigrationFile[],
): Promise<void> {
  const tables = await findTables(client);
  const ours = new Set([...Object.keys(dump.tables), ...Object.values(Prisma.ModelName), '_prisma_migrations']);
  const foreign = tables.filter((table) => !ours.has(table));
  const known = new Set(migrations.map(({ name }) => name));
  if (foreign.length > 0) {
    throw new StorageError(
      'storage.refused',
      `The database holds tables that are not this program's: ${foreign.join(', ')}. Name a database of its own in DATABASE_URL.`,
    );
  }
  if (tables.includes('_prisma_migrations')) {
    const { rows } = await client.query<{ name: string }>('SELECT migration_name AS name FROM _prisma_migrations');
    const newer = rows.filter(({ name }) => !known.has(name)).map(({ name }) => name);
    if (newer.length > 0) {
      throw new StorageError(
        'storage.newer_database',
        `The database was changed by a newer version of this program (${newer.join(', ')}). Restore with that version.`,
      );
    }
  }
  if (!replace && (await hasRows(client, tables))) {
    throw new StorageError('storage.not_empty', 'There are data in this database already.');
  }
}

/** The table that Prisma keeps its migrations in, as its engine makes it. */
const historySql = `CREATE TABLE _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

async function migrate(client: Client, migration: MigrationFile): Promise<void> {
  await client.query(migration.sql);
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES (gen_random_uuid(), $1, clock_timestamp(), $2, clock_timestamp(), 1)`,
    [checksum(migration), migration.name],
  );
}

/**
 * Fills the tables with the rows of the dump and nothing else. Triggers are off meanwhile: what they would refuse or
 * work out is in the rows. Keys into other tables are looked at once all rows are there, whatever their order.
 */
async function fill(client: Client, dump: DatabaseDump, portions: RestoreOptions['portions']): Promise<void> {
  const there = await findTables(client);
  const missing = Object.keys(dump.tables).filter((table) => !there.includes(table));
  if (missing.length > 0) {
    throw new StorageError('storage.refused', `No migration of the backup makes the tables ${missing.join(', ')}.`);
  }
  const triggers = await client.query<{ sql: string }>(
    `SELECT format('ALTER TABLE %s ENABLE %s TRIGGER %I', tgrelid::regclass,
       CASE tgenabled WHEN 'A' THEN 'ALWAYS' WHEN 'R' THEN 'REPLICA' ELSE '' END, tgname) AS sql
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE NOT tgisinternal AND tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace`,
  );
  const keys = await client.query<{ sql: string }>(
    `SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I ', conrelid::regclass, conname) AS sql FROM pg_constraint
     WHERE contype = 'f' AND NOT condeferrable AND connamespace = current_schema()::regnamespace`,
  );
  for (const { sql } of keys.rows) await client.query(`${sql} DEFERRABLE INITIALLY DEFERRED`);
  for (const table of there) await client.query(`ALTER TABLE ${quoteName(table)} DISABLE TRIGGER USER`);
  for (const table of Object.keys(dump.tables)) await client.query(`DELETE FROM ${quoteName(table)}`);
  await insertPortions(client, dump, portions);
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  for (const { sql } of triggers.rows) await client.query(sql);
  for (const { sql } of keys.rows) await client.query(`${sql} NOT DEFERRABLE`);
  for (const [name, last] of Object.entries(dump.sequences)) {
    await client.query('SELECT setval($1::regclass, $2::bigint)', [quoteName(name), last]);
  }
}

async function insertPortions(client: Client, dump: DatabaseDump, portions: RestoreOptions['portions']): Promise<void> {
  const counts = new Map<string, number>();
  for await (const { table, lines } of portions) {
    const columns = dump.tables[table]?.columns.map(quoteName).join(', ');
    if (columns === undefined)
      throw new StorageError('storage.refused', `The backup does not list its table ${table}.`);
    const { rowCount } = await client.query(
      `INSERT INTO ${quoteName(table)} (${columns}) OVERRIDING SYSTEM VALUE
       SELECT ${columns} FROM jsonb_populate_recordset(NULL::${quoteName(table)}, $1::jsonb)`,
      [`[${lines.toString('utf8').trimEnd().replaceAll('\n', ',')}]`],
    );
    counts.set(table, (counts.get(table) ?? 0) + (rowCount ?? 0));
  }
  const wrong = Object.entries(dump.tables).find(([table, { rows }]) => (counts.get(table) ?? 0) !== rows);
  if (wrong) throw new StorageError('storage.refused', `Of table ${wrong[0]} not all rows are in the backup.`);
}
