import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/storage/package-root.ts';
import { createTestDatabase } from '../../support/database.ts';

const schema = await readFile(path.join(packageRoot(), 'prisma', 'schema.prisma'), 'utf8');
const marked = [...schema.matchAll(/^\/\/\/ @append-only\s*\n(?:\/\/\/.*\n)*model (\w+)/gm)].map(
  (match) => match[1] ?? '',
);

describe('append-only tables', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.prisma.auditEvent.create({ data: { action: 'test', subject: 'audit:1' } });
  });

  afterAll(() => database.close());

  it('are those that the schema marks', async () => {
    const { rows } = await database.pool.query<{ table: string; triggers: string }>(
      `select c.relname as table, count(*) as triggers from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where t.tgfoid = 'forbid_change'::regproc group by 1`,
    );
    expect(marked.length).toBeGreaterThan(0);
    expect(rows.map((row) => row.table).toSorted((a, b) => a.localeCompare(b))).toEqual(
      marked.toSorted((a, b) => a.localeCompare(b)),
    );
    expect(rows.every((row) => row.triggers === '2')).toBe(true);
  });

  const changes = marked.flatMap((table) => [
    `update "${table}" set id = id`,
    `delete from "${table}"`,
    `truncate "${table}" cascade`,
  ]);

  it.each(changes)('refuse to the program, for want of the right: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    await expect(database.prisma.$executeRawUnsafe(statement)).rejects.toThrow(/permission denied/);
  });

  it('refuse to the owner, by trigger, to change and to remove', async () => {
    for (const statement of [
      `update "AuditEvent" set action = 'other'`,
      `delete from "AuditEvent"`,
      ...marked.map((table) => `truncate "${table}" cascade`),
    ]) {
      await expect(database.asOwner(statement)).rejects.toMatchObject({
        code: '23001',
        message: expect.stringContaining('never changed or removed'),
      });
    }
    expect(await database.prisma.auditEvent.count()).toBe(1);
  });
});
