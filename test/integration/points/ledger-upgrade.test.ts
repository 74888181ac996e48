import { cp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { award, checkLedger, pointsSummary } from '../../../src/features/points/index.ts';
import { silentLogger } from '../../../src/lib/logger.ts';
import { applyMigrations, inTransaction, openDatabase } from '../../../src/storage/index.ts';
import { packageRoot } from '../../../src/storage/package-root.ts';
import { createEmptyDatabase, urlOf } from '../../support/database.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const initial = '20261122164556_initial';

/** Our prisma folder as it was with the first migration alone. */
async function atTheBeginning(): Promise<string> {
  const root = await scratchFolder();
  await cp(path.join(packageRoot(), 'prisma'), path.join(root, 'prisma'), { recursive: true });
  const folder = path.join(root, 'prisma', 'migrations');
  const later = (await readdir(folder)).filter((name) => /^\d/.test(name) && name !== initial);
  await Promise.all(later.map((name) => rm(path.join(folder, name), { recursive: true })));
  return root;
}

/** Two units, entries of two years and a reversal, out of order between the units. */
const oldRows = `
  INSERT INTO "Unit" (key, name) VALUES ('a', '一支部'), ('b', '二支部'), ('c', '三支部');
  INSERT INTO "Member" (key, "unitId", name) VALUES ('m1', 1, '甲'), ('m2', 1, '乙'), ('m3', 2, '丙');
  INSERT INTO "PointEntry" ("unitId", "memberId", item, "schemeVersion", raw, counted, year, "eventAt", "naturalKey", reason, "inboxId", "authorId", "reversesId", "createdAt")
  VALUES (1, 1, 'manual', 1, 7, 7, 2025, '2025-12-31T10:00:00.123456Z', 'k1', '主持|发言', NULL, 2, NULL, '2025-12-31T11:00:00Z'),
    (2, 3, 'attended', 1, 3, 3, 2026, '2026-03-01T10:00:00Z', 'k2', '到场', 9007199254740993, NULL, NULL, '2026-03-01T11:00:00Z'),
    (1, 2, 'attended', 1, 3, 3, 2026, '2026-03-01T10:00:00Z', 'k3', '到场', 5, NULL, NULL, '2026-03-01T11:00:00Z'),
    (1, 1, 'manual', 1, 9, 9, 2026, '2026-04-01T10:00:00Z', 'k4', '记错', 6, 2, NULL, '2026-04-01T11:00:00Z'),
    (1, 1, 'manual', 1, -9, -9, 2026, '2026-04-01T10:00:00Z', 'reversal:4', '更正', 7, 2, 4, '2026-04-02T11:00:00Z');`;

it('a database from before the chain keeps its entries, gets balances and a whole chain, and goes on', async () => {
  const empty = await createEmptyDatabase();
  const root = await atTheBeginning();
  expect(await applyMigrations(empty.connection, { log: silentLogger, root })).toEqual([initial]);
  const client = new Client(empty.connection);
  await client.connect();
  await client.query(oldRows);
  const { rows: old } = await client.query('SELECT * FROM "PointEntry" ORDER BY id');
  await client.end();

  const database = await openDatabase({
    databaseUrl: urlOf(empty.connection),
    dataDir: tmpdir(),
    log: silentLogger,
  });
  const { rows: kept } = await database.pool.query<{ seq: number }>('SELECT * FROM "PointEntry" ORDER BY id');
  expect(kept).toEqual(old.map((row) => expect.objectContaining(row)));
  expect(kept.map(({ seq }) => seq)).toEqual([1, 1, 2, 3, 4]);
  expect(await database.prisma.pointBalance.findMany({ orderBy: [{ memberId: 'asc' }, { year: 'asc' }] })).toEqual([
    { unitId: 1, memberId: 1, year: 2025, points: 7, entries: 1 },
    { unitId: 1, memberId: 1, year: 2026, points: 0, entries: 2 },
    { unitId: 1, memberId: 2, year: 2026, points: 3, entries: 1 },
    { unitId: 2, memberId: 3, year: 2026, points: 3, entries: 1 },
  ]);
  expect(await checkLedger(database.pool)).toEqual([]);

  const gift = { item: 'attended' as const, zone: 'Asia/Shanghai', reason: '到场', inboxId: null };
  const eventAt = new Date('2026-11-24T01:00:00Z');
  await inTransaction(database, async (tx) => {
    expect(await award(tx, { ...gift, unitId: 1, memberId: 2, naturalKey: 'k3', eventAt })).toMatchObject({
      awarded: false,
    });
    expect(await award(tx, { ...gift, unitId: 1, memberId: 2, naturalKey: 'k5', eventAt })).toMatchObject({
      awarded: true,
    });
  });
  expect((await pointsSummary(database.prisma, 1, 2026)).totals).toEqual([
    { member: 'm2', name: '乙', counted: 6, raw: 6 },
    { member: 'm1', name: '甲', counted: 0, raw: 0 },
  ]);
  expect(await checkLedger(database.pool)).toEqual([]);
  await database.close();
  await empty.drop();
}, 60_000);
