import { Client } from 'pg';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/lib/logger.ts';
import { appRole, openDatabase, readProtection } from '../../../src/storage/index.ts';
import { createEmptyDatabase, createTestDatabase, urlOf, type TestDatabase } from '../../support/database.ts';

const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDir: tmpdir(), log: silentLogger });

describe('the role of the running program', { timeout: 60_000 }, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('is that of every session, by pool and by Prisma', async () => {
    expect((await database.pool.query('select current_user as name')).rows).toEqual([{ name: appRole }]);
    expect(await database.prisma.$queryRaw`select current_user::text as name`).toEqual([{ name: appRole }]);
    expect(await readProtection(database.pool)).toBe('role');
  });

  it('may read and write the other tables, and change neither the schema nor the list of migrations', async () => {
    const unit = await database.prisma.unit.create({ data: { key: 'u', name: '支部' } });
    await database.prisma.unit.update({ where: { id: unit.id }, data: { name: '二支部' } });
    await database.prisma.unit.delete({ where: { id: unit.id } });
    for (const statement of [
      'create table mine (x int)',
      'drop table "Unit"',
      'alter table "PointEntry" disable trigger user',
      `update "_prisma_migrations" set checksum = ''`,
      `insert into "PointEntry" ("unitId") values (1)`,
      `update "PointBalance" set points = 1000`,
      'delete from "PointLedger"',
    ]) {
      await expect(database.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('gets what a start finds missing and loses what it finds too much', async () => {
    await database.asOwner(`create table "Later" (id serial primary key)`);
    await database.asOwner(`grant update on "PointEntry" to ${appRole}`);
    expect(await readProtection(database.pool)).toBe('trigger');
    const again = await open(database.url);
    expect(await readProtection(again.pool)).toBe('role');
    expect((await again.pool.query('insert into "Later" default values returning id')).rows).toEqual([{ id: 1 }]);
    await again.close();
    await database.asOwner('drop table "Later"');
  });

  it('is made by several first starts in different databases at the same time', async () => {
    const several = await Promise.all([1, 2, 3].map(() => createEmptyDatabase()));
    const opened = await Promise.all(several.map(({ connection }) => open(urlOf(connection))));
    expect(await Promise.all(opened.map(({ pool }) => readProtection(pool)))).toEqual(['role', 'role', 'role']);
    await Promise.all(opened.map((one) => one.close()));
    await Promise.all(several.map((one) => one.drop()));
  });

  it('is done without where the user may not make it, and the triggers still hold', async () => {
    const empty = await createEmptyDatabase();
    const { database: name } = empty.connection;
    await database.asOwner(`create role plain login password 'plain'`);
    await database.asOwner(`alter database "${name}" owner to plain`);
    const plain = await open(urlOf({ ...empty.connection, user: 'plain', password: 'plain' }));
    expect(await readProtection(plain.pool)).toBe('trigger');
    await plain.prisma.auditEvent.create({ data: { action: 'test', subject: 'audit:1' } });
    await expect(plain.pool.query('delete from "AuditEvent"')).rejects.toThrow(/never changed or removed/);
    await plain.close();
    await empty.drop();
    await database.asOwner('drop role plain');
  });

  it('is used as well by an owner who may make roles and is no superuser', async () => {
    const empty = await createEmptyDatabase();
    await database.asOwner(`create role maker login createrole password 'maker'`);
    await database.asOwner(`alter database "${empty.connection.database}" owner to maker`);
    // The role is the server's, and its first maker lets others in.
    await database.asOwner(`grant ${appRole} to maker`);
    const made = await open(urlOf({ ...empty.connection, user: 'maker', password: 'maker' }));
    expect(await readProtection(made.pool)).toBe('role');
    const client = new Client({ ...empty.connection, user: 'maker', password: 'maker' });
    await client.connect();
    expect((await client.query('select current_user as name')).rows).toEqual([{ name: 'maker' }]);
    await client.end();
    await made.close();
    await empty.drop();
    await database.asOwner('drop role maker');
  });
});
