import type { Client, Pool, QueryResult } from 'pg';

/** The database role that the running program works as; migrations and the queue keep the owner's rights. */
export const appRole = 'tongxin_app';

/**
 * What keeps the history from being changed. role: the program's own role lacks the right, and a trigger refuses.
 * trigger: a trigger alone, because the user of DATABASE_URL may neither create roles nor act as `tongxin_app`.
 */
export type Protection = 'role' | 'trigger';

/** Tables that only functions of the database write, which run with their owner's rights. */
const bookedTables = ['PointEntry', 'PointLedger', 'PointBalance'];
const readOnlyTables = [...bookedTables, '_prisma_migrations'];
const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ');

/**
 * Makes the role when it is missing and gives it exactly what it needs of our schema, also of tables that are new.
 * Only differences are written. Whatever the user may not do, the program works on under its own name.
 */
const grantScript = `
DO $$
DECLARE
  ours CONSTANT oid := current_schema()::regnamespace;
  missing record;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${appRole}') THEN
    BEGIN
      CREATE ROLE ${appRole} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN
      NULL; -- a start beside ours, in another database of this server, was faster
    END;
  END IF;
  IF NOT pg_has_role('${appRole}', 'USAGE') THEN
    GRANT ${appRole} TO CURRENT_USER;
  END IF;
  IF NOT has_schema_privilege('${appRole}', ours, 'USAGE') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO ${appRole}', ours::regnamespace);
  END IF;
  FOR missing IN
    SELECT c.oid::regclass AS name, right_name, wanted
    FROM pg_class c
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS right_name
    CROSS JOIN LATERAL (SELECT right_name = 'SELECT' OR right_name <> 'TRUNCATE' AND c.relkind <> 'v'
      AND c.relname NOT IN (${list(readOnlyTables)}) AND (right_name = 'INSERT' OR NOT EXISTS (
        SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE t.tgrelid = c.oid AND p.proname = 'forbid_change')) AS wanted) AS w
    WHERE c.relnamespace = ours AND c.relkind IN ('r', 'p', 'v') AND pg_has_role(c.relowner, 'USAGE')
      AND has_table_privilege('${appRole}', c.oid, right_name) <> wanted
  LOOP
    IF missing.wanted THEN
      EXECUTE format('GRANT %s ON %s TO ${appRole}', missing.right_name, missing.name);
    ELSE
      EXECUTE format('REVOKE %s ON %s FROM ${appRole}', missing.right_name, missing.name);
    END IF;
  END LOOP;
  FOR missing IN
    SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = ours AND pg_has_role(c.relowner, 'USAGE')
      AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege('${appRole}', c.oid, 'USAGE') END
  LOOP
    EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO ${appRole}', missing.name);
  END LOOP;
  FOR missing IN
    SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = ours AND pg_has_role(p.proowner, 'USAGE')
      AND NOT has_function_privilege('${appRole}', p.oid, 'EXECUTE')
  LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO ${appRole}', missing.name);
  END LOOP;
  PERFORM set_config('role', '${appRole}', true);
  PERFORM set_config('role', 'none', true);
  PERFORM set_config('tongxin.protection', 'role', false);
EXCEPTION WHEN insufficient_privilege THEN
  NULL; -- told by the setting, which is not made then
END
$$;
SELECT CASE current_setting('tongxin.protection', true) WHEN 'role' THEN 'role' ELSE 'trigger' END AS protection`;

/** Runs as the owner, one process at a time. One round trip. */
export async function prepareAppRole(client: Client): Promise<Protection> {
  // A script of two statements answers with two results.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg's types know of single statements only
  const results = (await client.query(grantScript)) as unknown as QueryResult<{ protection: Protection }>[];
  return results.at(-1)?.rows[0]?.protection ?? 'trigger';
}

/** How the history is protected in the sessions of this pool, asked of the database. */
export async function readProtection(pool: Pool): Promise<Protection> {
  const { rows } = await pool.query<{ may: boolean }>(
    `SELECT bool_or(has_table_privilege(t.tgrelid, 'UPDATE, DELETE, TRUNCATE')) AS may
     FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
     WHERE p.proname = 'forbid_change' AND p.pronamespace = current_schema()::regnamespace`,
  );
  return rows[0]?.may === false ? 'role' : 'trigger';
}
