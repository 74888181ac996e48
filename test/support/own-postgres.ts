import { randomBytes } from 'node:crypto';
import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initCluster } from '../../src/storage/init-cluster.ts';
import { findPlace, type PostgresPlace } from '../../src/storage/postgres-place.ts';
import { ensureServer } from '../../src/storage/postgres-server.ts';
import { findHolder } from '../../src/storage/postmaster-file.ts';
import { runProgram } from '../../src/storage/run-program.ts';
import { freePort } from './port.ts';

/** A PostgreSQL of a test's own, as durable as an operator's, that the test may stop, kill and start again. */
export interface OwnPostgres {
  readonly url: string;
  readonly place: PostgresPlace;
  start(): Promise<void>;
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  restart(mode: 'fast' | 'immediate'): Promise<void>;
  /** kill -9 of the postmaster; its children notice by themselves. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

export interface OwnPostgresOptions {
  settings?: Readonly<Record<string, string>>;
  /** Folder of the data; default a temporary one. */
  folder?: string;
}

export async function startOwnPostgres({ settings = {}, folder }: OwnPostgresOptions = {}): Promise<OwnPostgres> {
  const base = folder ?? (await mkdtemp(path.join(tmpdir(), 'tongxin-pg-')));
  await chmod(base, 0o711);
  const place = await findPlace(base);
  const password = randomBytes(12).toString('hex');
  await initCluster(place, { kind: 'password', password }, false);
  const port = await freePort();
  const options = { password, settings: { port: String(port), ...settings } };
  const control = async (...args: string[]) => {
    const program = path.join(place.programs, 'pg_ctl');
    const { code, output } = await runProgram(program, [...args, '-w', '-D', place.cluster], {
      account: place.account,
    });
    if (code !== 0) throw new Error(`pg_ctl ${args.join(' ')}: ${output}`);
  };
  const start = async () => void (await ensureServer(place, options));
  await start();
  const stop = (mode: 'fast' | 'immediate') => control('stop', '-m', mode);
  return {
    url: `postgresql://tongxin:${password}@127.0.0.1:${port}/postgres`,
    place,
    start,
    stop,
    async restart(mode) {
      await stop(mode);
      await start();
    },
    async kill() {
      const holder = await findHolder(place.cluster);
      if (holder.kind === 'server') process.kill(holder.file.pid, 'SIGKILL');
    },
    async dispose() {
      const holder = await findHolder(place.cluster);
      if (holder.kind === 'server') await stop('immediate');
      if (folder === undefined) await rm(base, { recursive: true, force: true });
    },
  };
}
