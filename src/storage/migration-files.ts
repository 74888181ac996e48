import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { MigrationList, SchemasContainer } from '@prisma/schema-engine-wasm/schema_engine_bg';
import { packageRoot } from './package-root.ts';
import { systemCode } from './storage-error.ts';

/** One folder of prisma/migrations. */
export interface MigrationFile {
  /** `<time>_<name>`: the order in which they are applied. */
  readonly name: string;
  readonly sql: string;
}

export interface PrismaFiles {
  readonly schema: { readonly path: string; readonly content: string };
  readonly folder: string;
  readonly migrations: readonly MigrationFile[];
}

const lockName = 'migration_lock.toml';

/** Reads schema.prisma and the migrations, oldest first. @param root default: this package */
export async function readPrismaFiles(root = packageRoot()): Promise<PrismaFiles> {
  const schemaPath = path.join(root, 'prisma', 'schema.prisma');
  const folder = path.join(root, 'prisma', 'migrations');
  const names = (await readdir(folder, { withFileTypes: true }).catch(noneWhenMissing))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const migrations = await Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(path.join(folder, name, 'migration.sql'), 'utf8') })),
  );
  return { schema: { path: schemaPath, content: await readFile(schemaPath, 'utf8') }, folder, migrations };
}

function noneWhenMissing(error: unknown): never[] {
  if (systemCode(error) === 'ENOENT') return [];
  throw error;
}

/** The same in the engine's terms. */
export function migrationList({ folder, migrations }: PrismaFiles): MigrationList {
  return {
    baseDir: folder,
    shadowDbInitScript: '',
    lockfile: { path: lockName, content: migrations.length > 0 ? lockText : null },
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

export function schemaContainer({ schema }: PrismaFiles): SchemasContainer {
  return { files: [{ ...schema }] };
}

/** As the engine keeps it beside each applied migration. */
export function checksum({ sql }: MigrationFile): string {
  return createHash('sha256').update(sql).digest('hex');
}

const lockText = '# Which database the migrations are for. Written by new-migration.\nprovider = "postgresql"\n';

/** @returns the place of the new migration.sql */
export async function writeMigration(folder: string, { name, sql }: MigrationFile): Promise<string> {
  await mkdir(path.join(folder, name), { recursive: true });
  const place = path.join(folder, name, 'migration.sql');
  await writeFile(place, sql, { flag: 'wx' });
  await writeFile(path.join(folder, lockName), lockText);
  return place;
}
