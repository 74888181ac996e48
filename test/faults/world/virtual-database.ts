import { Client } from 'pg';
import { vi } from 'vitest';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Database } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../../support/database.ts';

/** A moment that only moves when it is told to, the same in our code, in Prisma and in every statement's `now()`. */
export interface VirtualTime extends Clock {
  /** Never goes back: an earlier moment than the present one is the present one. */
  reach(at: Date): Promise<void>;
  pass(milliseconds: number): Promise<void>;
}

export interface VirtualDatabase {
  readonly database: Database;
  /** A connection that sees to the database itself; faults do not touch it. */
  readonly admin: Client;
  readonly time: VirtualTime;
  /** What the tables hold is what `restore` brings back, with the moment and the sequences. */
  keep(): Promise<void>;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/**
 * PostgreSQL looks an unqualified `now()` up along the search path, so a function of that name in a schema before
 * pg_catalog turns the clock of every statement and trigger. Column defaults were bound when the tables were made.
 */
const virtualNow = `
  CREATE SCHEMA sim;
  CREATE TABLE sim.clock (at timestamptz NOT NULL);
  CREATE FUNCTION sim.now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM sim.clock';
  CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM sim.clock';
  GRANT USAGE ON SCHEMA sim TO PUBLIC;
  GRANT SELECT ON sim.clock TO PUBLIC;
  DO $$ DECLARE c record; BEGIN
    FOR c IN SELECT table_name, column_name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_default ~* '(CURRENT_TIMESTAMP|now\\(\\))'
    LOOP EXECUTE format('ALTER TABLE public.%I ALTER COLUMN %I SET DEFAULT sim.now()', c.table_name, c.column_name); END LOOP;
    FOR c IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      AND EXISTS (SELECT FROM unnest(proconfig) setting WHERE setting LIKE 'search_path=%')
    LOOP EXECUTE format('ALTER FUNCTION %s SET search_path = sim, public, pg_temp', c.name); END LOOP;
    EXECUTE format('ALTER DATABASE %I SET search_path = sim, public, pg_catalog', current_database());
  END $$`;

/** An empty database of our schema that lives in virtual time from `startsAt` on. One per test file: Date is turned too. */
export async function openVirtualDatabase(startsAt: Date): Promise<VirtualDatabase> {
  const database = await createTestDatabase();
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(virtualNow);
  await admin.query('SET search_path = sim, public, pg_catalog');
  await admin.query('INSERT INTO sim.clock VALUES ($1)', [startsAt]);
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: startsAt });
  const { time, set } = createTime(admin, startsAt);
  const snapshot = createSnapshot(admin);
  let kept = startsAt;
  return {
    database,
    admin,
    time,
    async keep() {
      kept = time.now();
      await snapshot.keep();
    },
    async restore() {
      await snapshot.restore();
      await set(kept);
    },
    async close() {
      vi.useRealTimers();
      await admin.end();
      await database.close();
    },
  };
}

function createTime(admin: Client, startsAt: Date): { time: VirtualTime; set: (at: Date) => Promise<void> } {
  let now = startsAt;
  const set = async (at: Date) => {
    vi.advanceTimersByTime(Math.max(0, at.getTime() - now.getTime()));
    vi.setSystemTime(at);
    now = at;
    await admin.query('UPDATE sim.clock SET at = $1', [at]);
  };
  const reach = async (at: Date) => {
    if (at > now) await set(at);
  };
  return { set, time: { now: () => now, reach, pass: (ms) => reach(new Date(now.getTime() + ms)) } };
}

interface Table {
  name: string;
  columns: string;
}

/** A copy of every table in a schema of its own. Putting it back takes milliseconds, a new database takes a hundred. */
function createSnapshot(admin: Client) {
  let restoring = '';
  const quoted = (name: string) => `"${name}"`;

  async function tables(): Promise<Table[]> {
    const { rows } = await admin.query<{ name: string; columns: string[] }>(
      `SELECT c.table_name AS name, array_agg(c.column_name::text ORDER BY c.ordinal_position) AS columns
       FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
       WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> '_prisma_migrations'
         AND c.is_generated = 'NEVER' GROUP BY 1 ORDER BY 1`,
    );
    return rows.map(({ name, columns }) => ({ name, columns: columns.map(quoted).join(', ') }));
  }

  async function sequences(): Promise<string[]> {
    const { rows } = await admin.query<{ name: string; value: string | null }>(
      `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences WHERE schemaname = 'public'`,
    );
    return rows.map(({ name, value }) => `SELECT setval('public."${name}"', ${value ?? 1}, ${value !== null})`);
  }

  return {
    async keep() {
      const all = await tables();
      const copies = all.map(({ name }) => `CREATE TABLE keep."${name}" AS TABLE public."${name}"`);
      await admin.query(`DROP SCHEMA IF EXISTS keep CASCADE; CREATE SCHEMA keep; ${copies.join('; ')}`);
      restoring = [
        'BEGIN',
        // Neither append-only tables nor references between tables are in the way of this session's own.
        'SET LOCAL session_replication_role = replica',
        ...all.map(({ name }) => `DELETE FROM public."${name}"`),
        ...all.map(
          ({ name, columns }) =>
            `INSERT INTO public."${name}" (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM keep."${name}"`,
        ),
        ...(await sequences()),
        'COMMIT',
      ].join('; ');
    },
    restore: () => admin.query(restoring),
  };
}
