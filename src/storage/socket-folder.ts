import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PostgresPlace } from './postgres-place.ts';
import { canReach } from './run-program.ts';
import { StorageError, systemCode } from './storage-error.ts';

/** Unix limit for the path of a socket: 108 bytes with the closing zero on Linux, 104 on macOS and the BSDs. */
const longestPath = process.platform === 'linux' ? 107 : 103;

const fits = (folder: string) => Buffer.byteLength(path.join(folder, '.s.PGSQL.5432')) <= longestPath;

/**
 * Makes the folder of the server's socket: beside the data, or, where that path is too long, a short one under the
 * system's folder for passing files. Only the server's account may enter it.
 * @throws StorageError `storage.path_too_long` when nothing is short enough
 */
export async function makeSocketFolder(place: PostgresPlace, temporary = tmpdir()): Promise<string> {
  const short = `tongxin-${createHash('sha256').update(place.base).digest('hex').slice(0, 12)}`;
  const candidates = [path.join(place.base, 'postgres-socket'), path.join(temporary, short), path.join('/tmp', short)];
  for (const folder of candidates.filter(fits)) {
    if (place.account && !(await canReach(place.account, path.dirname(folder)))) continue;
    await makePrivate(folder, place);
    return folder;
  }
  throw new StorageError(
    'storage.path_too_long',
    `The path of DATA_DIR is too long for a Unix socket (${longestPath} bytes), and so is the system's temporary folder ` +
      `${temporary}. Choose a shorter DATA_DIR or TMPDIR.`,
  );
}

/** In a folder that everybody may write to, somebody else could have made ours first: then it is not used. */
async function makePrivate(folder: string, { account }: PostgresPlace): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
    if (account) await chown(folder, account.uid, account.gid);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  const found = await lstat(folder);
  const owner = account?.uid ?? process.getuid?.() ?? found.uid;
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.())) {
    throw new StorageError('storage.data_owner', `${folder} belongs to somebody else. Remove it and start again.`);
  }
  if (account && found.uid !== owner) await chown(folder, account.uid, account.gid);
  await chmod(folder, 0o700);
}
