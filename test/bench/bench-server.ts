import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Pool } from 'pg';
import { silentLogger } from '../../src/lib/logger.ts';
import type { ConnectionOptions } from '../../src/storage/connection-options.ts';
import { openEmbeddedPostgres } from '../../src/storage/embedded-postgres.ts';
import { openDatabase } from '../../src/storage/index.ts';

/** One database of the bench's own server, with our schema. */
export interface BenchDatabase {
  url: string;
  pool: Pool;
}

export interface BenchServer {
  pool: Pool;
  create(name: string): Promise<BenchDatabase>;
  close(): Promise<void>;
}

/** The built-in PostgreSQL as the product runs it: every durability setting at its default. */
export async function startBenchServer(): Promise<BenchServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tongxin-bench-'));
  const server = await openEmbeddedPostgres({ dataDir, log: silentLogger });
  const pool = new Pool({ ...server.connection, max: 2 });
  const pools = [pool];
  return {
    pool,
    async create(name) {
      await pool.query(`CREATE DATABASE "${name}"`);
      const connection = { ...server.connection, database: name };
      const url = urlOf(connection);
      await (await openDatabase({ databaseUrl: url, dataDir, log: silentLogger })).close();
      const own = new Pool({ ...connection, max: 2 });
      pools.push(own);
      return { url, pool: own };
    },
    async close() {
      await Promise.all(pools.map((one) => one.end()));
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function urlOf({ host, port, user, password, database }: ConnectionOptions): string {
  const login = password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
  return host.startsWith('/')
    ? `postgresql://${login}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`
    : `postgresql://${login}@${host}:${port}/${database}`;
}
