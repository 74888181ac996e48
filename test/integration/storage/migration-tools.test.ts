import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrateTool } from '../../../src/cli/migrate.ts';
import { newMigrationTool } from '../../../src/cli/new-migration.ts';
import type { Tool } from '../../../src/cli/tool.ts';
import { createTestDatabase } from '../../support/database.ts';

describe('the tools for migrations', { timeout: 60_000 }, () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  async function run(tool: Tool, argv: string[], url = database.url) {
    const out: string[] = [];
    const err: string[] = [];
    const io = {
      out: (line: string) => void out.push(line),
      err: (line: string) => void err.push(line),
      env: { DATABASE_URL: url },
    };
    return { code: await tool.run(argv, io), out, err };
  }

  it('say that all is well', async () => {
    expect(await run(migrateTool, [])).toEqual({ code: 0, out: ['The database is up to date.'], err: [] });
    expect(await run(migrateTool, ['--check'])).toMatchObject({ code: 0, out: [expect.stringContaining('agree')] });
    expect(await run(newMigrationTool, ['nothing_new'])).toMatchObject({
      code: 0,
      out: [expect.stringContaining('nothing new')],
    });
  });

  it('fail with a change by hand named', async () => {
    await database.asOwner('create table "ByHand" (id int primary key)');
    const { code, out } = await run(migrateTool, ['--check']);
    expect(code).toBe(1);
    expect(out.join('\n')).toMatch(/departs from its migrations[\s\S]*ByHand/);
    await database.asOwner('drop table "ByHand"');
  });

  it('say what is wrong with how they were called', async () => {
    expect(await run(newMigrationTool, [])).toMatchObject({ code: 2, err: [expect.stringContaining('<name>')] });
    expect(await run(newMigrationTool, ['Not-A-Name'])).toMatchObject({ code: 2 });
    expect(await run(migrateTool, ['--wrong'])).toMatchObject({ code: 1, err: [expect.stringContaining('--wrong')] });
    expect(await run(migrateTool, [], 'postgresql://u@127.0.0.1:1/d')).toMatchObject({
      code: 1,
      err: [expect.stringContaining('Nothing listens')],
    });
  });
});
