import type { Client } from 'pg';
import { quoteName } from './dump-database.ts';
import { presenceLock } from './server-presence.ts';

/** Our tables that are there, by name. */
export async function findTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

export async function hasRows(client: Client, tables: readonly string[]): Promise<boolean> {
  for (const table of tables.filter((name) => name !== '_prisma_migrations')) {
    const { rows } = await client.query<{ any: boolean }>(`SELECT EXISTS (SELECT FROM ${quoteName(table)}) AS any`);
    if (rows[0]?.any === true) return true;
  }
  return false;
}

/**
 * Other connections of this program to this database, by the name they give; and, on the built-in server, other users
 * of it, who may be between two connections.
 */
export async function findOthers(client: Client, embedded: boolean): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT DISTINCT application_name AS name FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND application_name LIKE 'tongxin%' ORDER BY 1`,
  );
  if (rows.length > 0 || !embedded) return rows.map(({ name }) => name);
  const users = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) + objid::bigint = $1`,
    [presenceLock],
  );
  return (users.rows[0]?.count ?? 0) > 1 ? ['another process of the built-in server'] : [];
}

/** Drops all that is ours of the schema, so that the migrations can make it again. Extensions' things stay. */
export async function emptySchema(client: Client, alsoDrop: readonly string[]): Promise<void> {
  for (const schema of alsoDrop) await client.query(`DROP SCHEMA IF EXISTS ${quoteName(schema)} CASCADE`);
  const tables = await findTables(client);
  if (tables.length > 0) await client.query(`DROP TABLE ${tables.map(quoteName).join(', ')} CASCADE`);
  const { rows } = await client.query<{ sql: string }>(
    `SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure) AS sql FROM pg_proc p
     WHERE p.pronamespace = current_schema()::regnamespace AND NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
     UNION ALL
     SELECT format('DROP TYPE IF EXISTS %s CASCADE', t.oid::regtype) FROM pg_type t
     WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype = 'e' AND NOT EXISTS (
       SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')`,
  );
  for (const { sql } of rows) await client.query(sql);
}
