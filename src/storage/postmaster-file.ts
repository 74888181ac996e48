import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemCode } from './storage-error.ts';

/** What a running server writes into `postmaster.pid` of its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Folder of its Unix socket; empty when it has none. */
  readonly socketFolder: string;
  /** First address it listens on; empty when it is on no network. */
  readonly listenAddress: string;
  /** Id of its System V shared memory segment, 0 = unknown. */
  readonly sharedMemoryId: number;
  /** `starting`, `ready`, `stopping`; empty in the first moments. */
  readonly state: string;
}

/** Reads the text of a postmaster.pid; null when there is no process id in it. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return null;
  return {
    pid,
    port: Number(lines[3]) || 0,
    socketFolder: lines[4] ?? '',
    listenAddress: lines[5] ?? '',
    sharedMemoryId: Number(lines[6]?.split(/\s+/)[1]) || 0,
    state: lines[7] ?? '',
  };
}

/** Who holds a data folder. `left`: a server that is no more, its file still naming it. */
export type Holder =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'left'; readonly file: PostmasterFile }
  | { readonly kind: 'server'; readonly file: PostmasterFile };

const lockFile = (cluster: string) => path.join(cluster, 'postmaster.pid');

async function readIfThere(place: string): Promise<string> {
  return readFile(place, 'utf8').catch((error: unknown) => {
    if (['ENOENT', 'ESRCH', 'ENOTDIR', 'EACCES'].includes(systemCode(error) ?? '')) return '';
    throw error;
  });
}

/** Looks at the data folder's lock file and at the process it names. */
export async function findHolder(cluster: string): Promise<Holder> {
  const file = parsePostmasterFile(await readIfThere(lockFile(cluster)));
  if (!file) return { kind: 'nobody' };
  return { kind: (await isPostgres(file.pid)) ? 'server' : 'left', file };
}

/**
 * A number may be taken by another program by now, and a dead server keeps its own until its parent has noticed (a
 * container's process 1 may take seconds). PostgreSQL takes both for a living server and refuses to start.
 */
async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const stat = await readIfThere(`/proc/${pid}/stat`);
  const state = stat.slice(stat.lastIndexOf(')') + 2)[0];
  return state !== undefined && state !== 'Z' && (await readIfThere(`/proc/${pid}/cmdline`)).includes('postgres');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/**
 * Removes what a dead server left, unless children of it still use its memory: a second server beside them would
 * damage the data. False = not yet.
 */
export async function clearLeftovers(cluster: string, file: PostmasterFile): Promise<boolean> {
  const segments = await readIfThere('/proc/sysvipc/shm');
  const columns = segments
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1] === String(file.sharedMemoryId));
  if (file.sharedMemoryId !== 0 && columns && Number(columns[6]) > 0) return false;
  await rm(lockFile(cluster), { force: true });
  return true;
}

/** The same for the lock beside a socket, in a folder that is this server's alone. */
export async function clearSocket(folder: string): Promise<void> {
  for (const lock of await readdir(folder)) {
    if (!/^\.s\.PGSQL\.\d+\.lock$/.test(lock)) continue;
    const file = parsePostmasterFile(await readIfThere(path.join(folder, lock)));
    if (file && !(await isPostgres(file.pid))) await rm(path.join(folder, lock), { force: true });
  }
}
