import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import { Client, Pool, type QueryResult } from 'pg';
import type { ConnectionOptions } from './connection-options.ts';

/** An adapter for the schema engine, and the end of all its connections. */
export interface SafeAdapter {
  readonly factory: SqlMigrationAwareDriverAdapterFactory;
  close(): Promise<void>;
}

const charOid = 18;
const textOid = 25;

/**
 * The Prisma adapter, mended for migrations. As it comes (7.10) it cannot read the catalogue's "char" columns
 * (prisma issue 27403), cuts scripts at every `;`, also inside functions, and does not run them as one transaction;
 * its shadow database is the main one when given a URL, and stays behind when not.
 */
export function createSafeAdapter(connection: ConnectionOptions): SafeAdapter {
  const opened: SqlDriverAdapter[] = [];
  const keep = (adapter: SqlDriverAdapter) => {
    opened.push(adapter);
    return adapter;
  };
  return {
    factory: {
      provider: 'postgres',
      adapterName: '@prisma/adapter-pg',
      connect: async () => keep(await connectTo(connection, recordedScript)),
      connectToShadowDb: async () => keep(await connectToShadow(connection)),
    },
    async close() {
      for (const adapter of opened.splice(0)) await adapter.dispose();
    },
  };
}

type Script = (script: string, pool: Pool) => Promise<string>;

async function connectTo(connection: ConnectionOptions, prepare: Script): Promise<SqlDriverAdapter> {
  const pool = new Pool({ ...connection, max: 3, application_name: 'tongxin migrations' });
  relabelCharColumns(pool);
  const factory = new PrismaPg(pool, { disposeExternalPool: true });
  const adapter = await factory.connect();
  let ended = false;
  const dispose = adapter.dispose.bind(adapter);
  const plainQuery = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    queryRaw: (query: SqlQuery) => queryRaw(plainQuery, query),
    // Without parameters this is PostgreSQL's simple protocol: all statements of the script are one transaction.
    executeScript: async (script: string) => {
      await adapter.executeRaw({ sql: await prepare(script, pool), args: [], argTypes: [] });
    },
    dispose: async () => {
      if (!ended) {
        ended = true;
        await dispose();
      }
    },
  });
}

type AnyQuery = (...args: unknown[]) => Promise<QueryResult | QueryResult[]>;

/** Positions of "char" columns in the answer to the query under way. */
const charColumns = new AsyncLocalStorage<number[]>();

/** Shows the adapter "char" columns as text, which it knows, and notes where they are. */
function relabelCharColumns(pool: Pool): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of eleven overloads we pass through every one
  const query = pool.query.bind(pool) as AnyQuery;
  const relabelled: AnyQuery = async (...args) => {
    const result = await query(...args);
    for (const { fields } of Array.isArray(result) ? result : [result]) {
      fields.forEach((field, index) => {
        if (field.dataTypeID !== charOid) return;
        field.dataTypeID = textOid;
        charColumns.getStore()?.push(index);
      });
    }
    return result;
  };
  Object.assign(pool, { query: relabelled });
}

/** Tells the engine which of the text columns are "char" ones. */
async function queryRaw(plain: SqlDriverAdapter['queryRaw'], query: SqlQuery): Promise<SqlResultSet> {
  const columns: number[] = [];
  const result = await charColumns.run(columns, () => plain(query));
  for (const index of columns) result.columnTypes[index] = ColumnTypeEnum.Character;
  return result;
}

/**
 * The engine notes that a migration has finished after its script has committed. A process killed in between would
 * leave a migration that was applied and looks as if it was not; so the script itself makes the note.
 */
async function recordedScript(script: string, pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ kept: boolean }>(`select to_regclass('_prisma_migrations') is not null as kept`);
  if (rows[0]?.kept !== true) return script;
  return `${script}\n;UPDATE "_prisma_migrations" SET finished_at = now() WHERE finished_at IS NULL AND rolled_back_at IS NULL`;
}

/** An empty database beside the main one, dropped when the engine has done with it. */
async function connectToShadow(connection: ConnectionOptions): Promise<SqlDriverAdapter> {
  const database = `tongxin_shadow_${randomUUID().replaceAll('-', '')}`;
  await runOnce(connection, `CREATE DATABASE "${database}"`);
  const adapter = await connectTo({ ...connection, database }, (script) => Promise.resolve(script));
  const dispose = adapter.dispose.bind(adapter);
  return Object.assign(adapter, {
    dispose: async () => {
      await dispose();
      await runOnce(connection, `DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
    },
  });
}

async function runOnce(connection: ConnectionOptions, sql: string): Promise<void> {
  const client = new Client(connection);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}
