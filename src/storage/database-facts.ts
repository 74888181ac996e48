import { Client } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';
import { readPrismaFiles } from './migration-files.ts';
import { readHistory, type MigrationHistory } from './migration-history.ts';
import { Prisma } from './generated/prisma/client.ts';
import { findOthers, findTables } from './restore-target.ts';

/** What can be told of a database without changing it, whatever state it is in. */
export interface DatabaseFacts {
  /** Such as "18.4". */
  readonly version: string;
  /** Milliseconds by which its clock is ahead of ours, at the least; negative = behind. */
  readonly clockGapMs: number;
  readonly history: MigrationHistory;
  /** Tables in our schema that are not ours. */
  readonly foreignTables: readonly string[];
  /** The user may make tables and schemas, as migrations and the queue have to. */
  readonly mayCreate: boolean;
  readonly connections: { readonly used: number; readonly most: number };
  /** Names of running parts of the program. */
  readonly running: readonly string[];
}

/** @throws the connection's error */
export async function readDatabaseFacts(connection: ConnectionOptions, embedded: boolean): Promise<DatabaseFacts> {
  const client = new Client({ ...connection, application_name: 'doctor', query_timeout: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const asked = Date.now();
    const { rows } = await client.query<Omit<DatabaseFacts, 'clockGapMs' | 'connections'> & Row>(factsQuery);
    const answered = Date.now();
    const [row] = rows;
    const { migrations } = await readPrismaFiles();
    const ours = new Set<string>([...Object.values(Prisma.ModelName), '_prisma_migrations']);
    const now = row?.now.getTime() ?? asked;
    return {
      version: row?.version ?? '?',
      clockGapMs: now < asked ? now - asked : Math.max(0, now - answered),
      history: await readHistory(client, migrations),
      foreignTables: (await findTables(client)).filter((table) => !ours.has(table)),
      mayCreate: row?.mayCreate ?? false,
      connections: { used: row?.used ?? 0, most: row?.most ?? 0 },
      running: await findOthers(client, embedded),
    };
  } finally {
    await client.end();
  }
}

interface Row {
  readonly now: Date;
  readonly used: number;
  readonly most: number;
}

const factsQuery = `SELECT clock_timestamp() AS now, split_part(current_setting('server_version'), ' ', 1) AS version,
  has_schema_privilege(current_schema(), 'CREATE') AND has_database_privilege(current_database(), 'CREATE') AS "mayCreate",
  (SELECT count(*)::int FROM pg_stat_activity WHERE datid IS NOT NULL) AS used,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS most`;
