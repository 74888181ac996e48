import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { client, inTransaction } from '../../../src/storage/index.ts';
import { createTestDatabase } from '../../support/database.ts';

describe('inTransaction', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
    await database.prisma.unit.create({ data: { key: 'u', name: '支部' } });
  });
  afterAll(() => database.close());

  it('runs again what collided, so that no count is lost', async () => {
    let runs = 0;
    const countUp = () =>
      inTransaction(
        database,
        async (tx) => {
          runs += 1;
          const unit = await client(tx).unit.findUniqueOrThrow({ where: { key: 'u' } });
          await client(tx).unit.update({ where: { key: 'u' }, data: { draftCount: unit.draftCount + 1 } });
        },
        { isolationLevel: 'Serializable', attempts: 30 },
      );
    await Promise.all([1, 2, 3, 4].map(countUp));
    expect((await database.prisma.unit.findUniqueOrThrow({ where: { key: 'u' } })).draftCount).toBe(4);
    expect(runs).toBeGreaterThan(4);
  });

  it('runs again a raw statement that collided', async () => {
    let runs = 0;
    const collide = async () =>
      inTransaction(database, async (tx) => {
        runs += 1;
        if (runs === 1) {
          await client(tx).$executeRaw`do $$ begin raise exception 'collided' using errcode = '40P01'; end $$`;
        }
        return 'done';
      });
    expect(await collide()).toBe('done');
    expect(runs).toBe(2);
  });

  it('rolls back and does not repeat what failed otherwise', async () => {
    let runs = 0;
    const failing = inTransaction(database, async (tx) => {
      runs += 1;
      await client(tx).unit.create({ data: { key: 'v', name: '支部' } });
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(runs).toBe(1);
    expect(await database.prisma.unit.count({ where: { key: 'v' } })).toBe(0);
  });
});
