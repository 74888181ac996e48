import type { Client } from 'pg';
import { checksum, type MigrationFile } from './migration-files.ts';

/** How the migrations noted in a database compare with our files; names, oldest first. */
export interface MigrationHistory {
  readonly pending: readonly string[];
  /** Applied, and not among our files: a newer program was here. */
  readonly unknown: readonly string[];
  /** Begun and broken off. Nothing of them is in the database: a script is one transaction and notes its own end. */
  readonly unfinished: readonly string[];
  /** Applied with another text than our file has now. */
  readonly edited: readonly string[];
}

interface Row {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** Reads Prisma's table of applied migrations; one that is not there yet counts as empty. */
export async function readHistory(client: Client, files: readonly MigrationFile[]): Promise<MigrationHistory> {
  const rows = await readRows(client);
  const applied = new Map(rows.filter((row) => row.finished).map((row) => [row.name, row.checksum]));
  const known = new Map(files.map((file) => [file.name, checksum(file)]));
  return {
    pending: [...known.keys()].filter((name) => !applied.has(name)),
    unknown: [...applied.keys()].filter((name) => !known.has(name)),
    unfinished: rows.filter((row) => !row.finished).map((row) => row.name),
    edited: [...known].flatMap(([name, sum]) => (applied.has(name) && applied.get(name) !== sum ? [name] : [])),
  };
}

async function readRows(client: Client): Promise<readonly Row[]> {
  const table = await client.query<{ there: boolean }>(`select to_regclass('_prisma_migrations') is not null as there`);
  if (table.rows[0]?.there !== true) return [];
  const { rows } = await client.query<Row>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from "_prisma_migrations" where rolled_back_at is null order by started_at`,
  );
  return rows;
}
