import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { findAccount, isRoot, type Account } from './postgres-account.ts';
import { completeLinks, copyBinaries, exists, findBinaries, type Binaries } from './postgres-binaries.ts';
import { canReach } from './run-program.ts';
import { StorageError, systemCode } from './storage-error.ts';

/** Where the built-in server's files and programs are, and whose they are. */
export interface PostgresPlace {
  /** Folder that holds the data, the socket and the lock of one database. */
  readonly base: string;
  /** PostgreSQL's data folder. */
  readonly cluster: string;
  /** Folder of initdb, pg_ctl and postgres. */
  readonly programs: string;
  readonly major: string;
  /** Undefined = this process's own. */
  readonly account: Account | undefined;
}

/** For root, whose folders other accounts may not enter: a place they can. */
export const systemFolder = '/var/lib/tongxin';

const pointerName = 'postgres-is-elsewhere.json';
const pointerSchema = z.object({ base: z.string(), initialised: z.boolean() });
type Pointer = z.infer<typeof pointerSchema>;

const clusterIn = (base: string) => path.join(base, 'postgres');
const hasData = (base: string) => exists(path.join(clusterIn(base), 'PG_VERSION'));

/**
 * Decides where the server lives. As root it gets an account without rights; where that account cannot reach DATA_DIR,
 * the data go to `elsewhere` and a note is left in DATA_DIR; where it cannot reach the programs, they are copied.
 * @throws StorageError `storage.account`, `storage.binaries`, `storage.data_missing`, `storage.data_owner`
 */
export async function findPlace(dataDir: string, elsewhere = systemFolder): Promise<PostgresPlace> {
  await mkdir(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  const home = await realpath(dataDir);
  if (isRoot()) await letPass(home);
  const binaries = await findBinaries();
  const noted = await readPointer(home);
  if (noted) await assertPresent(home, noted);
  const account = await accountFor(noted?.base ?? home);
  const base = noted?.base ?? (await chooseBase(home, account, elsewhere));
  if (base !== home) await ownFolder(base, account);
  const native = await reachablePrograms(binaries, account, account ? elsewhere : base);
  const programs = path.join(native, 'bin');
  return { base, cluster: clusterIn(base), programs, major: binaries.major, account };
}

/** A folder of root's own that nothing is in yet: others may pass through it, and see no more than what lets them. */
async function letPass(home: string): Promise<void> {
  if ((await stat(home)).uid === 0 && (await readdir(home)).length === 0) await chmod(home, 0o711);
}

/** As root, data that exist keep their owner. Otherwise they must be our own. */
async function accountFor(base: string): Promise<Account | undefined> {
  const owner = (await hasDataFolder(base)) ? await stat(clusterIn(base)) : undefined;
  if (isRoot())
    return owner && owner.uid !== 0 ? { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid } : findAccount();
  if (owner && process.getuid && owner.uid !== process.getuid()) {
    throw new StorageError(
      'storage.data_owner',
      `The database in ${clusterIn(base)} belongs to the account with number ${owner.uid}, as when it was begun by root. ` +
        'Start as root again, or hand the folder over with chown -R.',
    );
  }
  return undefined;
}

async function hasDataFolder(base: string): Promise<boolean> {
  try {
    return await exists(clusterIn(base));
  } catch (cause) {
    throw new StorageError('storage.data_owner', `The folder ${base} may not be entered by this account.`, { cause });
  }
}

async function chooseBase(home: string, account: Account | undefined, elsewhere: string): Promise<string> {
  if (!account || (await canReach(account, home))) return home;
  if (await hasData(home)) {
    throw new StorageError(
      'storage.data_owner',
      `The database in ${clusterIn(home)} cannot be reached by its owner, ${account.name}. Let it pass: chmod o+x on ` +
        `${home} and the folders above it.`,
    );
  }
  return claimElsewhere(home, elsewhere);
}

/** Several processes may start at once: the first to put its note there decides, the others follow it. */
async function claimElsewhere(home: string, elsewhere: string): Promise<string> {
  const name = `${createHash('sha256').update(home).digest('hex').slice(0, 8)}-${randomBytes(2).toString('hex')}`;
  const base = path.join(elsewhere, name);
  const draft = path.join(home, `${pointerName}.${name}`);
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  await writeFile(draft, JSON.stringify({ base, initialised: false } satisfies Pointer));
  try {
    await link(draft, path.join(home, pointerName));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readPointer(home))?.base ?? base;
}

async function readPointer(home: string): Promise<Pointer | null> {
  const text = await readFile(path.join(home, pointerName), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  });
  return text === null ? null : pointerSchema.parse(JSON.parse(text));
}

/** Remembers that there are data now, so that their loss is noticed instead of an empty database being begun. */
export async function noteInitialised(dataDir: string): Promise<void> {
  const home = await realpath(dataDir);
  const noted = await readPointer(home);
  if (!noted || noted.initialised) return;
  const draft = path.join(home, `${pointerName}.${randomBytes(4).toString('hex')}`);
  await writeFile(draft, JSON.stringify({ ...noted, initialised: true } satisfies Pointer));
  await rename(draft, path.join(home, pointerName));
}

async function assertPresent(home: string, noted: Pointer): Promise<void> {
  if (!noted.initialised || (await hasData(noted.base))) return;
  throw new StorageError(
    'storage.data_missing',
    `${path.join(home, pointerName)} says that the database is in ${clusterIn(noted.base)}, and it is not there. Bring ` +
      'it back; or, to begin with an empty one, delete that file.',
  );
}

async function reachablePrograms(binaries: Binaries, account: Account | undefined, folder: string): Promise<string> {
  const linked = await completeLinks(binaries.native);
  const native = binaries.native;
  const reached = !account || (await canReach(account, path.join(native, 'bin'), path.join(native, 'bin', 'postgres')));
  return linked && reached ? native : path.join(await copyBinaries(binaries, folder), 'native');
}

/** A folder for the server alone: its own, and closed to others. */
export async function ownFolder(place: string, account: Account | undefined): Promise<void> {
  await mkdir(place, { recursive: true, mode: 0o700 });
  if (account) await chown(place, account.uid, account.gid);
}
