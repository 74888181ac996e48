import { randomBytes } from 'node:crypto';
import { chown, lstat, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { exists } from './postgres-binaries.ts';
import { ownFolder, type PostgresPlace } from './postgres-place.ts';
import { runProgram } from './run-program.ts';
import { startFailure, StorageError, systemCode } from './storage-error.ts';

/** How the server lets us in: everybody who reaches the socket, or whoever knows the password. */
export type Admission = { readonly kind: 'socket' } | { readonly kind: 'password'; readonly password: string };

/** Name of the server's only role and of our database. */
export const ownerName = 'tongxin';

const versionFile = (cluster: string) => path.join(cluster, 'PG_VERSION');

/**
 * Makes the data folder unless there is one. It is made aside and renamed when complete, so that a process that is
 * killed meanwhile leaves nothing half made, and of several that try at once one wins.
 * @throws StorageError `storage.another_version`, `storage.disk_full`, `storage.not_started`
 */
export async function initCluster(place: PostgresPlace, admission: Admission, sync: boolean): Promise<void> {
  for (const until = Date.now() + 120_000; !(await exists(versionFile(place.cluster)));) {
    const release = await takeTurn(place);
    if (release) {
      try {
        await makeAside(place, admission, sync);
      } finally {
        await release();
      }
    } else if (Date.now() > until) {
      throw startFailure('creating the database', 'another process has been at it for two minutes');
    } else {
      await wait(50);
    }
  }
  await assertVersion(place);
  await assertOwner(place);
}

async function assertVersion({ cluster, major }: PostgresPlace): Promise<void> {
  const found = (await readFile(versionFile(cluster), 'utf8')).trim();
  if (found === major) return;
  throw new StorageError(
    'storage.another_version',
    `The database in ${cluster} was made by PostgreSQL ${found}; this program brings ${major}. Start the program's older ` +
      `version once and copy the data (pg_dump), or serve them with PostgreSQL ${found} and set DATABASE_URL.`,
  );
}

/** A copy made by root, as from a backup, belongs to root; the server cannot use it before it has its own again. */
async function assertOwner({ cluster, account }: PostgresPlace): Promise<void> {
  if (!account || (await lstat(cluster)).uid === account.uid) return;
  for (const entry of await readdir(cluster, { recursive: true })) {
    await chown(path.join(cluster, entry), account.uid, account.gid);
  }
  await chown(cluster, account.uid, account.gid);
}

/** Saves the others the work; correctness does not hang on it. Null = another living process is at it. */
async function takeTurn({ base, account }: PostgresPlace): Promise<(() => Promise<void>) | null> {
  if (account && !(await exists(base))) await ownFolder(base, account);
  const turn = path.join(base, 'postgres-init.lock');
  try {
    await writeFile(turn, String(process.pid), { flag: 'wx' });
    return () => rm(turn, { force: true });
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw startFailure('creating the database', String(error), error);
    const holder = Number(await readFile(turn, 'utf8').catch(() => String(process.pid)));
    if (holder !== 0 && !isRunning(holder)) await rm(turn, { force: true });
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function makeAside(place: PostgresPlace, admission: Admission, sync: boolean): Promise<void> {
  if (await exists(versionFile(place.cluster))) return;
  await removeAbandoned(place);
  const aside = path.join(place.base, `postgres-new-${process.pid}-${randomBytes(3).toString('hex')}`);
  try {
    await ownFolder(aside, place.account);
    await runInitdb(place, aside, admission, sync);
    await rename(aside, place.cluster);
    if (sync) await syncFolder(place.base);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (await exists(versionFile(place.cluster))) return;
    throw error instanceof StorageError ? error : startFailure('creating the database', String(error), error);
  }
}

async function removeAbandoned({ base }: PostgresPlace): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = Number(/^postgres-new-(\d+)-/.exec(name)?.[1]);
    if (pid && !isRunning(pid)) await rm(path.join(base, name), { recursive: true, force: true });
  }
}

/** PostgreSQL's own C.UTF-8 sorts the same on every system; Chinese names are sorted with "zh-x-icu" where shown. */
async function runInitdb(place: PostgresPlace, folder: string, admission: Admission, sync: boolean): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  const passwordFile = path.join(folder, '..', `${path.basename(folder)}.password`);
  const entry =
    admission.kind === 'socket'
      ? ['--auth-local=trust', '--auth-host=reject']
      : ['--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  if (admission.kind === 'password') {
    await writeFile(passwordFile, `${admission.password}\n`, { mode: 0o600 });
    if (place.account) await chown(passwordFile, place.account.uid, place.account.gid);
  }
  try {
    const args = ['-D', folder, '-U', ownerName, ...locale, ...entry, ...(sync ? [] : ['--no-sync'])];
    const { code, output } = await runProgram(path.join(place.programs, 'initdb'), args, { account: place.account });
    if (code !== 0) throw startFailure('creating the database', output);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
