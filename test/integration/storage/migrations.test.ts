import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { applyMigrations, checkMigrations, createMigration } from '../../../src/storage/index.ts';
import { readPrismaFiles } from '../../../src/storage/migration-files.ts';
import { packageRoot } from '../../../src/storage/package-root.ts';
import { createEmptyDatabase, createTestDatabase } from '../../support/database.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const log = silentLogger;

/** A copy of our prisma folder with one more migration. */
async function withMigration(name: string, sql: string): Promise<string> {
  const root = await scratchFolder();
  await cp(path.join(packageRoot(), 'prisma'), path.join(root, 'prisma'), { recursive: true });
  await addMigration(root, name, sql);
  return root;
}

async function addMigration(root: string, name: string, sql: string): Promise<void> {
  const folder = path.join(root, 'prisma', 'migrations', name);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'migration.sql'), sql);
}

describe('migrations', { timeout: 60_000 }, () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.close());

  const tables = async (name: string) =>
    (await database.pool.query('select 1 from pg_class where relname = $1', [name])).rowCount;

  it('say what schema.prisma says, and the database what they say', async () => {
    expect(await checkMigrations(database.connection)).toEqual({
      history: { pending: [], unknown: [], unfinished: [], edited: [] },
      drift: null,
      missing: null,
    });
    expect(await createMigration(database.connection, 'nothing')).toBeNull();
  });

  it('show a change by hand and a schema that nobody wrote a migration for', async () => {
    await database.asOwner('alter table "Unit" add column hack int');
    const { drift } = await checkMigrations(database.connection);
    expect(drift).toContain('hack');
    const root = await withMigration('20990101000000_more', 'create table "More" (id int primary key);');
    await rm(path.join(root, 'prisma', 'migrations', '20990101000000_more'), { recursive: true });
    const { schema } = await readPrismaFiles(root);
    await writeFile(schema.path, `${schema.content}\nmodel Extra {\n  id Int @id\n}\n`);
    const { missing } = await checkMigrations(database.connection, root);
    expect(missing).toContain('CREATE TABLE "Extra"');
  });

  it('are written from a changed schema, with a warning of what would be lost', async () => {
    await database.prisma.unit.create({ data: { key: 'u', name: '支部' } });
    const root = await withMigration('20990101000000_none', 'select 1;');
    await rm(path.join(root, 'prisma', 'migrations', '20990101000000_none'), { recursive: true });
    const { schema } = await readPrismaFiles(root);
    await writeFile(schema.path, schema.content.replace(/^(model Unit \{)$/m, '$1\n  motto String'));
    const made = await createMigration(database.connection, 'add_motto', root);
    expect(made?.name).toMatch(/_add_motto$/);
    expect(made?.warnings.join()).toContain('motto');
    await expect(applyMigrations(database.connection, { log, root })).rejects.toMatchObject({
      code: 'storage.migration_failed',
    });
    expect(await database.prisma.unit.count()).toBe(1);
  });

  it('that fail leave nothing, say so, and go through once the cause is gone', async () => {
    const name = '20990101000000_half';
    const root = await withMigration(name, 'create table half (x int); insert into half values (1 / 0);');
    await expect(applyMigrations(database.connection, { log, root })).rejects.toMatchObject({
      code: 'storage.migration_failed',
      message: expect.stringMatching(/20990101000000_half[\s\S]*start again/),
    });
    expect(await tables('half')).toBe(0);
    await addMigration(root, name, 'create table half (x int);');
    expect(await applyMigrations(database.connection, { log, root })).toEqual([name]);
    expect(await tables('half')).toBe(1);
  });

  it('that a killed process broke off are run again', async () => {
    const name = '20990101000000_again';
    const root = await withMigration(name, `create function f() returns int language sql as $$ select 1; $$;`);
    await database.asOwner(
      `insert into "_prisma_migrations" (id, checksum, migration_name, started_at, applied_steps_count)
       values ('x', 'y', $1, now(), 0)`,
      [name],
    );
    expect(await applyMigrations(database.connection, { log, root })).toEqual([name]);
    expect(await applyMigrations(database.connection, { log, root })).toEqual([]);
  });

  it('note their end in the transaction that applies them', async () => {
    const name = '20990101000000_noted';
    const blocked = `create function stop_note() returns trigger language plpgsql as $$ begin
        if new.finished_at is not null then raise 'noted by the engine, too late'; end if; return new; end $$;
      create trigger stop_note before update on "_prisma_migrations" for each row execute function stop_note();`;
    const root = await withMigration(name, blocked);
    await expect(applyMigrations(database.connection, { log, root })).rejects.toMatchObject({
      code: 'storage.migration_failed',
    });
    // The note was refused inside the script's transaction, so the script is undone as a whole.
    expect((await database.pool.query(`select 1 from pg_proc where proname = 'stop_note'`)).rowCount).toBe(0);
  });

  it('of a newer program are not gone back on', async () => {
    const root = await withMigration('20990101000000_newer', 'create table newer (x int);');
    await applyMigrations(database.connection, { log, root });
    await expect(applyMigrations(database.connection, { log })).rejects.toMatchObject({
      code: 'storage.newer_database',
      message: expect.stringContaining('20990101000000_newer'),
    });
  });

  it('are applied once by several at the same time', async () => {
    const empty = await createEmptyDatabase();
    const results = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(empty.connection, { log })));
    await empty.drop();
    expect(results.filter((names) => names.length > 0)).toHaveLength(1);
  });
});
