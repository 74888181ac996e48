import { array, assert, asyncProperty, constantFrom, integer, oneof, record, constant } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { award, pointsSummary, reverse } from '../../../src/features/points/index.ts';
import { PrismaPg } from '@prisma/adapter-pg';
import { asTx, type Database } from '../../../src/storage/index.ts';
import { PrismaClient } from '../../../src/storage/generated/prisma/client.ts';
import type { Tx } from '../../../src/lib/tx.ts';
import { createTestDatabase } from '../../support/database.ts';

let database: Database;
/** With as many connections as there are rivals, so that they do meet. */
let crowd: PrismaClient;
let unitId: number;
let memberId: number;
let keys = 0;

const zone = 'Asia/Shanghai';
const eventAt = new Date('2026-11-24T01:00:00Z');
const transact = <T>(work: (tx: Tx) => Promise<T>) =>
  crowd.$transaction((tx) => work(asTx(tx)), { timeout: 60_000, maxWait: 60_000 });
const give = (naturalKey: string, points: number) =>
  transact((tx) =>
    award(tx, { unitId, memberId, item: 'manual', points, eventAt, zone, naturalKey, reason: '主持', inboxId: null }),
  );
const takeBack = (naturalKey: string) =>
  transact((tx) => reverse(tx, { naturalKey, reason: '记错', inboxId: null, now: eventAt }));
const summary = () => pointsSummary(database.prisma, unitId, 2026);

beforeAll(async () => {
  database = await createTestDatabase();
  crowd = new PrismaClient({ adapter: new PrismaPg({ ...database.connection, max: 50 }) });
  const unit = await database.prisma.unit.create({ data: { key: 'u', name: '支部' } });
  unitId = unit.id;
  memberId = (await database.prisma.member.create({ data: { key: 'm', name: '张伟', unitId } })).id;
});
afterAll(async () => {
  await crowd.$disconnect();
  await database.close();
});

describe('the ledger', () => {
  it('books one key once from fifty transactions at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => give('parallel', 7)));
    expect(results.filter(({ awarded }) => awarded)).toHaveLength(1);
    expect(results.every(({ points }) => points === 7)).toBe(true);
    expect(await database.prisma.pointEntry.count({ where: { naturalKey: 'parallel' } })).toBe(1);
  });

  it('takes one entry back once from twenty transactions at the same time', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => takeBack('parallel')));
    expect(results.filter(Boolean)).toHaveLength(1);
    const { totals } = await summary();
    expect(totals).toEqual([{ member: 'm', name: '张伟', counted: 0, raw: 0 }]);
  });

  it('takes back neither what is not there nor a reversal', async () => {
    const { id } = await database.prisma.pointEntry.findUniqueOrThrow({ where: { naturalKey: 'parallel' } });
    expect(await takeBack('never')).toBe(false);
    expect(await takeBack(`reversal:${id}`)).toBe(false);
  });

  it('refuses to book nothing, halves and less', async () => {
    for (const points of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(give(`bad ${points}`, points)).rejects.toMatchObject({ code: 'points.amount' });
    }
  });

  it('shows outside what stands, what was taken back and by what', async () => {
    const { entries } = await summary();
    expect(entries.map(({ state, counted }) => [state, counted])).toEqual([
      ['reversal', -7],
      ['reversed', 7],
    ]);
    expect(entries[1]).toMatchObject({
      member: 'm',
      item: 'manual',
      raw: 7,
      at: eventAt.toISOString(),
      reason: '主持',
    });
    expect(await pointsSummary(database.prisma, unitId, 2025)).toEqual({ year: 2025, totals: [], entries: [] });
  });
});

type Step = { do: 'give'; key: string; points: number } | { do: 'takeBack'; key: string };
const key = constantFrom('a', 'b', 'c', 'd', 'e');
const step = oneof(
  record({ do: constant('give' as const), key, points: integer({ min: 1, max: 100 }) }),
  record({ do: constant('takeBack' as const), key }),
);

/** What the sum must be, counted the simple way: the first gift under a key counts until it is taken back, and never again. */
function recount(steps: readonly Step[]): number {
  const standing = new Map<string, number>();
  for (const one of steps) {
    if (one.do === 'takeBack') {
      if (standing.has(one.key)) standing.set(one.key, 0);
    } else if (!standing.has(one.key)) standing.set(one.key, one.points);
  }
  return [...standing.values()].reduce((sum, points) => sum + points, 0);
}

it(
  'sums up to the naive recount after any order of gifts, duplicates and reversals',
  { timeout: 120_000 },
  async () => {
    await assert(
      asyncProperty(array(step, { maxLength: 14 }), async (steps) => {
        keys += 1;
        const own = await database.prisma.member.create({ data: { key: `p${keys}`, name: '甲', unitId } });
        const prefix = `run ${keys} `;
        await transact(async (tx) => {
          for (const one of steps) {
            const naturalKey = prefix + one.key;
            if (one.do === 'give') {
              const gift = { unitId, memberId: own.id, item: 'manual' as const, points: one.points };
              await award(tx, { ...gift, eventAt, zone, naturalKey, reason: '主持', inboxId: null });
            } else await reverse(tx, { naturalKey, reason: '记错', inboxId: null, now: eventAt });
          }
        });
        const { totals } = await summary();
        expect(totals.find(({ member }) => member === own.key)?.counted ?? 0).toBe(recount(steps));
      }),
      { numRuns: 60 },
    );
  },
);
