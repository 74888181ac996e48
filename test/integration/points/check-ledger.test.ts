import { PrismaPg } from '@prisma/adapter-pg';
import { array, assert, asyncProperty, constantFrom, integer, nat, oneof, record, constant } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  award,
  awardAll,
  checkLedger,
  describeLedgerFault,
  reverse,
  type Award,
} from '../../../src/features/points/index.ts';
import type { Tx } from '../../../src/lib/tx.ts';
import { asTx } from '../../../src/storage/index.ts';
import { PrismaClient } from '../../../src/storage/generated/prisma/client.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
/** With as many connections as there are rivals, so that they do meet. */
let crowd: PrismaClient;
let members: { id: number; unitId: number }[];
let runs = 0;

const eventAt = new Date('2026-11-24T01:00:00Z');
const transact = <T>(work: (tx: Tx) => Promise<T>) =>
  crowd.$transaction((tx) => work(asTx(tx)), { timeout: 60_000, maxWait: 60_000 });

const awardFor = (member: { id: number; unitId: number }, naturalKey: string, points = 1): Award => ({
  unitId: member.unitId,
  memberId: member.id,
  item: 'manual',
  points,
  eventAt,
  zone: 'Asia/Shanghai',
  naturalKey,
  reason: '主持',
  inboxId: 9_007_199_254_740_993n,
});
const memberAt = (index: number) => members[index % members.length] ?? { id: 0, unitId: 0 };
const give = (member: number, key: string, points: number) =>
  transact((tx) => award(tx, awardFor(memberAt(member), key, points)));
const takeBack = (naturalKey: string) =>
  transact((tx) => reverse(tx, { naturalKey, reason: '记错', inboxId: null, now: eventAt }));

beforeAll(async () => {
  database = await createTestDatabase();
  crowd = new PrismaClient({ adapter: new PrismaPg({ ...database.connection, max: 50 }) });
  for (const key of ['a', 'b']) {
    const unit = await database.prisma.unit.create({ data: { key, name: '支部' } });
    for (const name of ['甲', '乙', '丙']) {
      await database.prisma.member.create({ data: { key: `${key}-${name}`, name, unitId: unit.id } });
    }
  }
  members = await database.prisma.member.findMany({ select: { id: true, unitId: true }, orderBy: { id: 'asc' } });
});
afterAll(async () => {
  await crowd.$disconnect();
  await database.close();
});

const step = oneof(
  record({ do: constant('give' as const), key: nat(9), member: nat(5), points: integer({ min: 1, max: 100 }) }),
  record({ do: constant('takeBack' as const), key: nat(9) }),
);

describe('the ledger under many at once', { timeout: 120_000 }, () => {
  it('agrees with its entries after any parallel gifts, doubles and reversals', async () => {
    await assert(
      asyncProperty(array(step, { maxLength: 25 }), constantFrom(1, 4, 25), async (steps, atOnce) => {
        runs += 1;
        const run = `run ${runs}`;
        const waiting = [...steps];
        const work = async () => {
          for (let one = waiting.shift(); one; one = waiting.shift()) {
            if (one.do === 'give') await give(one.member, `${run} ${one.key}`, one.points);
            else await takeBack(`${run} ${one.key}`);
          }
        };
        await Promise.all(Array.from({ length: atOnce }, work));
        expect(await checkLedger(database.pool)).toEqual([]);
        const entries = await database.prisma.pointEntry.findMany({ where: { naturalKey: { startsWith: `${run} ` } } });
        expect(entries.length).toBe(new Set(steps.flatMap((one) => (one.do === 'give' ? [one.key] : []))).size);
      }),
      { numRuns: 30 },
    );
  });

  it('books one key once from a hundred at the same time, and takes it back once', async () => {
    const booked = await Promise.all(Array.from({ length: 100 }, (_, index) => give(0, 'hundred', index + 1)));
    expect(booked.filter(({ awarded }) => awarded)).toHaveLength(1);
    expect(new Set(booked.map(({ points }) => points)).size).toBe(1);
    const taken = await Promise.all(Array.from({ length: 100 }, () => takeBack('hundred')));
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await checkLedger(database.pool)).toEqual([]);
  });

  it('sums to zero in every read while it is written, and each balance is that of its entries', async () => {
    const state = { writing: true };
    const write = Promise.all(
      Array.from({ length: 20 }, async (_, writer) => {
        for (let turn = 0; turn < 15; turn += 1) {
          await give(writer + turn, `bank ${writer} ${turn}`, turn + 1);
          if (turn % 3 === 0) await takeBack(`bank ${writer} ${turn}`);
        }
      }),
    ).finally(() => (state.writing = false));
    let reads = 0;
    for (; state.writing; reads += 1) expect(await checkLedger(database.pool)).toEqual([]);
    await write;
    expect(reads).toBeGreaterThan(2);
  });

  it('books for many members in one statement, each key once, in one unit', async () => {
    const own = members.filter(({ unitId }) => unitId === members[0]?.unitId);
    await give(0, 'batch 0', 7);
    const batch = own.map((member, index) => awardFor(member, `batch ${index}`, 3));
    const results = await transact((tx) => awardAll(tx, [...batch, ...batch]));
    expect(results.map(({ awarded, points }) => [awarded, points])).toEqual([
      [false, 7],
      [true, 3],
      [true, 3],
      [false, 7],
      [false, 3],
      [false, 3],
    ]);
    await expect(
      transact((tx) =>
        awardAll(
          tx,
          members.map((m) => awardFor(m, `mixed ${m.id}`)),
        ),
      ),
    ).rejects.toThrow(/one unit/);
    expect(await transact((tx) => awardAll(tx, []))).toEqual([]);
    expect(await checkLedger(database.pool)).toEqual([]);
  });

  it('leaves nothing of a transaction that is rolled back', async () => {
    const heads = () => database.prisma.pointLedger.findMany({ orderBy: { unitId: 'asc' } });
    const before = await heads();
    const failed = transact(async (tx) => {
      await award(tx, awardFor(memberAt(0), 'rolled back', 5));
      throw new Error('later');
    });
    await expect(failed).rejects.toThrow('later');
    expect(await heads()).toEqual(before);
    expect((await give(0, 'rolled back', 5)).awarded).toBe(true);
    expect(await checkLedger(database.pool)).toEqual([]);
  });
});

describe('tampering with rights over everything', { timeout: 60_000 }, () => {
  let entries: { id: number; unitId: number; memberId: number; naturalKey: string }[];

  /** Does it as whoever can switch the triggers off, and shows what is found; then all is as before. */
  async function faultsAfter(sql: string, { guarded = true } = {}) {
    const tables = ['PointEntry', 'PointLedger', 'PointBalance'];
    const keep = tables.map((table) => `create table "kept ${table}" as table "${table}";`);
    const off = 'alter table "PointEntry" disable trigger user;';
    const on = 'alter table "PointEntry" enable trigger user;';
    await database.asOwner(`${keep.join(' ')} ${off} ${sql}; ${guarded ? on : ''}`);
    const faults = await checkLedger(database.pool);
    const back = tables.map(
      (table) => `delete from "${table}"; insert into "${table}" table "kept ${table}"; drop table "kept ${table}";`,
    );
    await database.asOwner(`${off} alter table "PointEntry" disable trigger all; ${back.join(' ')}
      alter table "PointEntry" enable trigger all;`);
    expect(await checkLedger(database.pool)).toEqual([]);
    return faults;
  }

  beforeAll(async () => {
    for (let index = 0; index < 6; index += 1) await give(0, `honest ${index}`, 10);
    await takeBack('honest 1');
  });
  beforeEach(async () => {
    const { unitId = 0 } = members[0] ?? {};
    const select = { id: true, unitId: true, memberId: true, naturalKey: true } as const;
    entries = await database.prisma.pointEntry.findMany({ where: { unitId }, orderBy: { seq: 'asc' }, select });
  });
  const honest = (key: string) => entries.find(({ naturalKey }) => naturalKey === key) ?? { id: 0, unitId: 0 };

  it.each([
    ['the points', 'counted = 1000, raw = 1000'],
    ['whose it is', '"memberId" = 2'],
    ['the reason', `reason = '别的'`],
    ['the day', `"eventAt" = "eventAt" + interval '1 microsecond'`],
    ['the time of booking', `"createdAt" = now()`],
    ['the author', '"authorId" = 1'],
    ['the message behind it', '"inboxId" = 7'],
  ])('is found and the entry named when %s was changed', async (_what, set) => {
    const { id, unitId } = honest('honest 3');
    const faults = await faultsAfter(`update "PointEntry" set ${set} where id = ${id}`);
    expect(faults).toContainEqual(
      expect.objectContaining({ kind: 'entry_changed', unitId, entryId: id, where: 'honest 3' }),
    );
  });

  it('is found when the balance was changed along with the entry', async () => {
    const { id } = honest('honest 3');
    const faults = await faultsAfter(
      `update "PointEntry" set counted = 11 where id = ${id}; update "PointLedger" set issued = issued + 1 where "unitId" = ${members[0]?.unitId};
       update "PointBalance" set points = points + 1 where "memberId" = ${members[0]?.id}`,
    );
    expect(faults).toEqual([expect.objectContaining({ kind: 'entry_changed', entryId: id })]);
  });

  it('is found in the next entry when the hash was made anew as well', async () => {
    const { id } = honest('honest 3');
    const faults = await faultsAfter(
      `update "PointEntry" e set reason = '别的' where id = ${id};
       update "PointEntry" e set hash = point_entry_hash((select hash from "PointEntry" p where p."unitId" = e."unitId" and p.seq = e.seq - 1), e) where id = ${id}`,
    );
    expect(faults).toEqual([expect.objectContaining({ kind: 'entry_changed', entryId: honest('honest 4').id })]);
  });

  it('is found when an entry in the middle, or the last ones, are gone', async () => {
    const { id } = honest('honest 3');
    const place = entries.findIndex((entry) => entry.id === id) + 1;
    const gap = await faultsAfter(`delete from "PointEntry" where id = ${id}`);
    expect(gap).toContainEqual(expect.objectContaining({ kind: 'entry_missing', where: String(place), entryId: null }));
    const last = entries.at(-1)?.id ?? 0;
    const cut = await faultsAfter(`delete from "PointEntry" where id = ${last}`);
    expect(cut).toContainEqual(
      expect.objectContaining({ kind: 'tail_missing', kept: entries.length - 1, due: entries.length }),
    );
  });

  it('is found when an entry was put in by hand', async () => {
    const faults = await faultsAfter(
      `insert into "PointEntry" ("unitId", "memberId", item, "schemeVersion", raw, counted, year, "eventAt", "naturalKey", reason, seq, hash)
       select "unitId", "memberId", item, 1, 1, 1, 2026, now(), 'by hand', '', (select max(seq) + 1 from "PointEntry"), hash from "PointEntry" where id = ${honest('honest 3').id}`,
    );
    expect(faults).toContainEqual(expect.objectContaining({ kind: 'entry_added', where: 'by hand' }));
  });

  it('is found when a balance, what a unit gave, or a reversal is not what it should be', async () => {
    const [first] = members;
    const balance = await faultsAfter(
      `update "PointBalance" set points = points + 5 where "memberId" = ${first?.id} and year = 2026`,
    );
    expect(balance).toEqual([
      expect.objectContaining({ kind: 'balance_differs', where: `member:${first?.id}:2026` }),
      expect.objectContaining({ kind: 'accounts_differ' }),
    ]);
    expect(await faultsAfter(`delete from "PointBalance" where "memberId" = ${first?.id}`)).toContainEqual(
      expect.objectContaining({ kind: 'balance_differs', where: `member:${first?.id}:2026`, kept: null }),
    );
    const given = await faultsAfter(`update "PointLedger" set issued = 1 where "unitId" = ${first?.unitId}`);
    expect(given).toContainEqual(expect.objectContaining({ kind: 'issued_differs', unitId: first?.unitId, kept: 1 }));
    const half = await faultsAfter(
      `update "PointEntry" set counted = -4 where "reversesId" = ${honest('honest 1').id}`,
    );
    expect(half).toContainEqual(expect.objectContaining({ kind: 'reversal_differs', kept: -4, due: -10 }));
  });

  it('is found when a key stands twice or the triggers are off', async () => {
    const index = '"PointEntry_naturalKey_key"';
    const double = await faultsAfter(
      `drop index ${index}; update "PointEntry" set "naturalKey" = 'honest 2' where id = ${honest('honest 3').id}`,
    );
    await database.asOwner(`create unique index ${index} on "PointEntry" ("naturalKey")`);
    expect(double).toContainEqual(expect.objectContaining({ kind: 'key_doubled', where: 'honest 2', kept: 2 }));
    const off = await faultsAfter('select 1', { guarded: false });
    expect(off).toEqual([expect.objectContaining({ kind: 'unguarded', kept: 0, due: 2 })]);
    expect(off.map((fault) => describeLedgerFault(fault, 'zh-CN'))[0]).toContain('ENABLE TRIGGER');
  });

  it('is told in words, in both languages, without gaps', async () => {
    const faults = await faultsAfter(`delete from "PointEntry" where id = ${honest('honest 1').id + 1}`);
    for (const fault of faults) {
      expect(describeLedgerFault(fault, 'zh-CN')).not.toMatch(/[{}]/);
      expect(describeLedgerFault(fault, 'en')).toMatch(/unit|members|points/i);
    }
  });
});
