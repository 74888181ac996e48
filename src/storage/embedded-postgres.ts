import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { errorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { initCluster, type Admission } from './init-cluster.ts';
import { findPlace, noteInitialised, type PostgresPlace } from './postgres-place.ts';
import { ensureServer, stopServer, type RunningServer, type ServerOptions } from './postgres-server.ts';
import { joinServer, type Presence } from './server-presence.ts';
import { StorageError, systemCode } from './storage-error.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** Settings of PostgreSQL beside our own; they count for whoever starts the server. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  /** `loopback` where there are no Unix sockets: 127.0.0.1 with a password. */
  readonly door?: 'socket' | 'loopback';
  /** Where root puts what other accounts cannot reach in DATA_DIR. Default /var/lib/tongxin. */
  readonly elsewhere?: string;
  /** False = do not wait for the disk when creating the database: only for data that may be lost. */
  readonly sync?: boolean;
}

/** The built-in PostgreSQL of one DATA_DIR, in use by this process. */
export interface EmbeddedPostgres {
  /** To the maintenance database `postgres`. */
  readonly connection: ConnectionOptions;
  readonly pid: number;
  /** It ran before: another process uses it, or a killed one left it. */
  readonly reused: boolean;
  /** Gives it up, and stops it unless another process of ours still uses it. */
  close(): Promise<void>;
}

/** The server went away between finding it and entering; the next look finds out how things stand. */
const passing = new Set(['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE']);
const isPassing = (error: unknown) =>
  passing.has(systemCode(error) ?? '') || (error instanceof Error && error.message.startsWith('Connection terminated'));

const retryMs = 3_000;

/**
 * Runs PostgreSQL from the npm packages for this DATA_DIR: creates the data at the first start, reuses a server that
 * runs, replaces what a killed one left, and brings it back if it dies while we use it.
 * @throws StorageError with the cure
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const place = await findPlace(options.dataDir, options.elsewhere);
  const password = await passwordFor(place, options);
  const admission: Admission = password === undefined ? { kind: 'socket' } : { kind: 'password', password };
  await initCluster(place, admission, options.sync ?? true);
  await noteInitialised(options.dataDir);
  const user = new ServerUser(place, { password, settings: options.settings }, log);
  const server = await user.enter();
  const { cluster, account } = place;
  log.info({ cluster, account: account?.name, pid: server.pid, reused: server.reused }, 'built-in PostgreSQL is ready');
  return { ...server, close: () => user.leave() };
}

async function passwordFor(place: PostgresPlace, { door }: EmbeddedOptions): Promise<string | undefined> {
  if ((door ?? (process.platform === 'win32' ? 'loopback' : 'socket')) === 'socket') return undefined;
  const file = path.join(place.base, 'postgres-password');
  try {
    await writeFile(file, randomBytes(24).toString('base64url'), { flag: 'wx', mode: 0o600, flush: true });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  return readFile(file, 'utf8');
}

/** This process as a user of the server: in, out, and back in when the server was lost. */
class ServerUser {
  readonly #place: PostgresPlace;
  readonly #options: ServerOptions;
  readonly #log: EmbeddedOptions['log'];
  #presence: Presence | null = null;
  #closing = new AbortController();
  #returning: Promise<void> = Promise.resolve();

  constructor(place: PostgresPlace, options: ServerOptions, log: EmbeddedOptions['log']) {
    this.#place = place;
    this.#options = options;
    this.#log = log;
  }

  async enter(): Promise<RunningServer> {
    for (let attempt = 1; ; attempt += 1) {
      const server = await ensureServer(this.#place, this.#options);
      try {
        const presence = await joinServer(server.connection);
        this.#presence = presence;
        this.#returning = presence.lost.then(() => this.#return(presence));
        return server;
      } catch (error) {
        if (!isPassing(error) || attempt >= 20) {
          throw new StorageError('storage.refused', 'The built-in PostgreSQL runs but does not let us in.', {
            cause: error,
          });
        }
        await wait(100);
      }
    }
  }

  async #return(lost: Presence): Promise<void> {
    if (this.#presence !== lost) return;
    this.#presence = null;
    while (!this.#closing.signal.aborted) {
      try {
        this.#log.warn({ cluster: this.#place.cluster }, 'the built-in PostgreSQL went away; bringing it back');
        await this.enter();
        return;
      } catch (error) {
        this.#log.error({ code: errorCode(error) }, 'the built-in PostgreSQL does not come back; trying again');
        await wait(retryMs, undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }

  async leave(): Promise<void> {
    this.#closing.abort();
    // A way back in that is under way is finished first: it may have started the server.
    if (!this.#presence) await this.#returning;
    const presence = this.#presence;
    this.#presence = null;
    if (!presence) return;
    const last = await presence.leave().catch((error: unknown) => {
      if (isPassing(error)) return true;
      throw error;
    });
    if (last) await stopServer(this.#place);
    await presence.end();
  }
}
