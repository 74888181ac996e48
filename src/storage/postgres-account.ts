import { readFile } from 'node:fs/promises';
import { StorageError } from './storage-error.ts';

/** An account of the operating system, by number. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const loginShell = /\/(?!nologin|false|sync|halt|shutdown)\w+$/;

interface Entry extends Account {
  readonly mayLogIn: boolean;
}

function readEntry(line: string): Entry | null {
  const [name = '', , uid = '', gid = '', , , shell = ''] = line.split(':');
  if (!/^-?\d+$/.test(uid) || !/^-?\d+$/.test(gid)) return null;
  // macOS writes nobody as -2.
  return { name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0, mayLogIn: loginShell.test(shell) };
}

/**
 * The account PostgreSQL runs under when we are root, which it refuses to be: `postgres`, else `nobody`, else another
 * account without rights, those that nobody can log in to first.
 * @param passwd text of /etc/passwd
 * @throws StorageError `storage.account`
 */
export function chooseAccount(passwd: string): Account {
  const entries = passwd
    .split('\n')
    .map(readEntry)
    .filter((entry): entry is Entry => entry !== null && entry.uid !== 0 && entry.gid !== 0);
  const byName = (name: string) => entries.find((entry) => entry.name === name);
  const chosen =
    byName('postgres') ?? byName('nobody') ?? entries.find((entry) => !entry.mayLogIn) ?? entries[0] ?? undefined;
  if (!chosen) {
    throw new StorageError(
      'storage.account',
      'PostgreSQL does not run as root, and this system has no other account. Add one (useradd --system postgres), ' +
        'start as an ordinary user, or set DATABASE_URL.',
    );
  }
  return { name: chosen.name, uid: chosen.uid, gid: chosen.gid };
}

/** True when this process is root, so that PostgreSQL needs another account. Always false on Windows. */
export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** `chooseAccount` on this system. */
export async function findAccount(): Promise<Account> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch((cause: unknown) => {
    throw new StorageError('storage.account', 'The list of accounts, /etc/passwd, cannot be read.', { cause });
  });
  return chooseAccount(passwd);
}
