import { Client } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';
import { StorageError } from './storage-error.ts';

/** What a dump says of itself beside the rows. */
export interface DatabaseDump {
  /** Names of the migrations that made the tables, oldest first. */
  readonly migrations: readonly string[];
  readonly tables: Readonly<Record<string, DumpedTable>>;
  /** Last value given by each sequence; those that have given none are left out. */
  readonly sequences: Readonly<Record<string, string>>;
}

export interface DumpedTable {
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Takes a portion of a table: rows as JSON objects, one on each line. */
export type TakeRows = (table: string, portion: number, lines: Buffer) => Promise<void>;

const historyTable = '_prisma_migrations';
const rowsAtOnce = 1_000;

/** PostgreSQL's own quoting of names. */
export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;

/**
 * Reads all tables as they were at one moment, beside a running program and without holding it up: one REPEATABLE READ
 * transaction that only reads. Rows are written by PostgreSQL itself (to_jsonb), so that no number or time passes
 * through JavaScript.
 * @throws StorageError `storage.refused` when the program was never started on this database
 */
export async function dumpDatabase(connection: ConnectionOptions, take: TakeRows): Promise<DatabaseDump> {
  const client = new Client({ ...connection, application_name: 'tongxin backup', options: '-c TimeZone=UTC' });
  // The queries report a lost connection; without a listener the same error would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const migrations = await readMigrations(client);
    const tables: Record<string, DumpedTable> = {};
    for (const [table, columns] of await readColumns(client)) {
      tables[table] = { columns, rows: await dumpTable(client, table, columns, take) };
    }
    // Sequences are of no transaction: read last, they are never behind the rows.
    return { migrations, tables, sequences: await readSequences(client) };
  } finally {
    await client.end();
  }
}

async function readMigrations(client: Client): Promise<string[]> {
  const found = await client.query<{ there: boolean }>(`SELECT to_regclass('${historyTable}') IS NOT NULL AS there`);
  if (found.rows[0]?.there !== true) {
    throw new StorageError('storage.refused', 'There is nothing in this database yet; start the program once.');
  }
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM ${historyTable}
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`,
  );
  return rows.map(({ name }) => name);
}

/** Columns of each of our tables; generated ones make themselves. */
async function readColumns(client: Client): Promise<[string, string[]][]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '${historyTable}'
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname`,
  );
  return rows.map(({ name, columns }) => [name, columns]);
}

async function dumpTable(client: Client, table: string, columns: readonly string[], take: TakeRows): Promise<number> {
  await client.query(
    `DECLARE rows NO SCROLL CURSOR FOR
     SELECT to_jsonb(r)::text AS line FROM (SELECT ${columns.map(quoteName).join(', ')} FROM ${quoteName(table)}) r`,
  );
  let count = 0;
  for (let portion = 1; ; portion += 1) {
    const { rows } = await client.query<{ line: string }>(`FETCH ${rowsAtOnce} FROM rows`);
    if (rows.length === 0) break;
    count += rows.length;
    await take(table, portion, Buffer.from(`${rows.map(({ line }) => line).join('\n')}\n`));
  }
  await client.query('CLOSE rows');
  return count;
}

async function readSequences(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; last: string }>(
    `SELECT sequencename AS name, last_value::text AS last FROM pg_sequences
     WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}
