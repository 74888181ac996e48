import { readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ownerName } from './init-cluster.ts';
import { canConnect } from './can-connect.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { clearLeftovers, clearSocket, findHolder, type PostmasterFile } from './postmaster-file.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { runProgram } from './run-program.ts';
import { makeSocketFolder } from './socket-folder.ts';
import { startFailure, StorageError, systemCode } from './storage-error.ts';

/**
 * What the server is started with. It is small, on no network, and its log holds no members' text: neither failing
 * statements nor the values that broke a rule are written to it.
 */
const ownSettings: Readonly<Record<string, string>> = {
  shared_buffers: '64MB',
  max_connections: '150',
  jit: 'off',
  io_method: 'sync',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  max_wal_size: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

const startLimitMs = 60_000;
const stopLimitMs = 30_000;
const longestLog = 5_000_000;

export interface ServerOptions {
  /** Given = listen on 127.0.0.1 with this password, for systems without Unix sockets. */
  readonly password?: string | undefined;
  /** More settings of PostgreSQL, over our own. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
}

/** A running server of a data folder, and whether it ran before. */
export interface RunningServer {
  readonly connection: ConnectionOptions;
  readonly reused: boolean;
  readonly pid: number;
}

const logFile = (place: PostgresPlace) => path.join(place.cluster, 'server.log');

/**
 * Finds the server of this data folder running, or starts it. Safe for several processes at once: PostgreSQL lets one
 * win, the others find it.
 * @throws StorageError `storage.not_started`, `storage.disk_full`, `storage.path_too_long`
 */
export async function ensureServer(place: PostgresPlace, options: ServerOptions): Promise<RunningServer> {
  let failure = 'it was not ready after a minute';
  for (const until = Date.now() + startLimitMs; Date.now() < until; await wait(100)) {
    const holder = await findHolder(place.cluster);
    const running = holder.kind === 'nobody' ? null : await answering(place, holder.file, options);
    if (running) return running;
    if (holder.kind === 'server') continue;
    if (holder.kind === 'left' && !(await clearLeftovers(place.cluster, holder.file))) continue;
    const { code, output } = await start(place, options);
    const started = code === 0 ? await findHolder(place.cluster) : null;
    if (started?.kind === 'server') return { ...describe(started.file, options), reused: false };
    failure = `${output.trim()}\n${await endOfLog(place)}`;
    // Whoever lost the race to another starter finds that one's server next time round.
    if ((await findHolder(place.cluster)).kind !== 'server') throw startFailure('starting', failure);
  }
  throw startFailure('starting', failure);
}

/** A ready server that takes connections, wherever its process is; null while it is starting or stopping, or dead. */
async function answering(
  place: PostgresPlace,
  file: PostmasterFile,
  options: ServerOptions,
): Promise<RunningServer | null> {
  if (file.state !== 'ready') return null;
  const found = describe(file, options);
  if (!(await canConnect(found.connection))) return null;
  if (options.password === undefined && file.listenAddress !== '') {
    throw new StorageError(
      'storage.refused',
      `The PostgreSQL that runs in ${place.cluster} (process ${file.pid}) listens on the network. Stop it and start again.`,
    );
  }
  return { ...found, reused: true };
}

function describe(file: PostmasterFile, { password }: ServerOptions): Omit<RunningServer, 'reused'> {
  const host = password === undefined ? file.socketFolder : '127.0.0.1';
  const login = password === undefined ? {} : { password };
  return { pid: file.pid, connection: { host, port: file.port, user: ownerName, database: 'postgres', ...login } };
}

async function start(place: PostgresPlace, options: ServerOptions) {
  const settings = { ...ownSettings, ...(await doorSettings(place, options)), ...options.settings };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${quote(value)}`);
  await shortenLog(place);
  return pgCtl(place, ['start', '-w', '-t', '50', '-l', logFile(place), '-o', flags.join(' ')]);
}

async function doorSettings(place: PostgresPlace, { password }: ServerOptions): Promise<Record<string, string>> {
  if (password !== undefined) {
    return { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(await freePort()) };
  }
  const folder = await makeSocketFolder(place);
  await clearSocket(folder);
  return { listen_addresses: '', unix_socket_directories: folder, unix_socket_permissions: '0700', port: '5432' };
}

/** pg_ctl hands the options to a shell: on Unix in single quotes, on Windows in double ones. */
function quote(value: string): string {
  if (process.platform === 'win32') return `"${value.replaceAll('"', '')}"`;
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Stops the server quickly and cleanly; open transactions are rolled back. Fine when it is not running. We wait for
 * this process's end ourselves: pg_ctl waits for the lock file to go, and would take for it the file of a server that
 * another process of ours has started in the meantime.
 */
export async function stopServer(place: PostgresPlace): Promise<void> {
  const holder = await findHolder(place.cluster);
  if (holder.kind !== 'server') return;
  const { pid } = holder.file;
  const { output } = await pgCtl(place, ['stop', '-m', 'fast', '-W']);
  for (const until = Date.now() + stopLimitMs; Date.now() < until; await wait(20)) {
    const now = await findHolder(place.cluster);
    if (now.kind !== 'server' || now.file.pid !== pid) return;
  }
  throw startFailure('stopping', output);
}

async function pgCtl(place: PostgresPlace, args: readonly string[]) {
  const program = path.join(place.programs, 'pg_ctl');
  try {
    return await runProgram(program, [...args, '-D', place.cluster], { account: place.account, cwd: place.cluster });
  } catch (error) {
    throw startFailure(`running ${program}`, String(error), error);
  }
}

async function shortenLog(place: PostgresPlace): Promise<void> {
  const size = await stat(logFile(place)).then(
    (found) => found.size,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT') return 0;
      throw error;
    },
  );
  if (size < longestLog) return;
  await rm(`${logFile(place)}.1`, { force: true });
  await rename(logFile(place), `${logFile(place)}.1`);
}

async function endOfLog(place: PostgresPlace): Promise<string> {
  return readFile(logFile(place), 'utf8').then(
    (text) => text.trim().split('\n').slice(-4).join('\n'),
    () => 'It left no log.',
  );
}
