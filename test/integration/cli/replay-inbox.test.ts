import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { replayInboxTool } from '../../../src/cli/replay-inbox.ts';
import { createTestDatabase } from '../../support/database.ts';
import { runTool } from '../../support/run-tool.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(`INSERT INTO "Unit" (key, name) VALUES ('east', '城东支部'), ('west', '城西支部')`);
  await database.pool.query(
    `INSERT INTO "Chat" (conversation, platform, kind, title, "unitId")
     SELECT 'web:' || key, 'web', 'group', name, id FROM "Unit"`,
  );
});
afterAll(() => database.close());

const post = (id: number, room: string) => ({
  id,
  room,
  roomName: room,
  from: 'zhang-wei',
  fromName: '张伟',
  text: '金丝雀',
  at: '2026-11-24T01:00:00Z',
});

beforeEach(async () => {
  await database.pool.query('DELETE FROM "InboxMessage"');
  for (const [id, room] of [
    [1, 'east'],
    [2, 'west'],
    [3, 'west:7'],
    [4, 'nowhere'],
  ] as const) {
    await database.pool.query(
      `INSERT INTO "InboxMessage" (id, platform, account, "updateKey", conversation, payload, state, attempts, error)
       VALUES ($1::bigint, 'web', 'web', $1::bigint::text, $2, $3, 'set_aside', 3, '22P02')`,
      [id, `web:${room}`, post(id, room)],
    );
  }
});

const run = (...argv: string[]) => runTool(replayInboxTool, argv, { DATABASE_URL: database.url });
const states = async () => {
  const { rows } = await database.pool.query<{ is: string }>(
    `SELECT id || ' ' || state || ' ' || attempts AS is FROM "InboxMessage" ORDER BY id`,
  );
  return rows.map((row) => row.is);
};

describe('replay-inbox', () => {
  it('lists ids, platforms, units, times and codes, and nobody’s words', async () => {
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^1 {2}web {2}east {2}20.*Z {2}failed with 22P02$/),
      expect.stringMatching(/^2 {2}web {2}west /),
      expect.stringMatching(/^3 {2}web {2}west /),
      expect.stringMatching(/^4 {2}web {2}no unit /),
      '4 set aside. Try again with --id or --all.',
    ]);
    expect(out).not.toContain('金丝雀');
    expect((await run('--words')).out.match(/"金丝雀"/g)).toHaveLength(4);
    expect((await states()).every((state) => state.includes('set_aside 3'))).toBe(true);
  });

  it('puts back what is asked for, once, with a note of it', async () => {
    expect((await run('--id', '2', '--id', '4')).out).toMatch(/^2 back in the queue/);
    expect(await states()).toEqual(['1 set_aside 3', '2 pending 0', '3 set_aside 3', '4 pending 0']);
    const again = await run('--id', '2', '--id', '99');
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/^2: is not set aside; left as it is\n99: is not set aside.*\n0 back/);
    const { rows } = await database.pool.query(`SELECT subject FROM "AuditEvent" ORDER BY id`);
    expect(rows).toEqual([{ subject: 'inbox:2' }, { subject: 'inbox:4' }]);
  });

  it('keeps to one unit', async () => {
    expect((await run('--unit', 'west')).out).toMatch(/2 set aside/);
    await run('--all', '--unit', 'west');
    expect(await states()).toEqual(['1 set_aside 3', '2 pending 0', '3 pending 0', '4 set_aside 3']);
    expect((await run('--id', '1', '--unit', 'west')).out).toMatch(/^1: is not set aside/);
    await run('--all');
    expect((await run()).out).toBe('Nothing is set aside.');
  });

  it.each([[['--id', 'x']], [['--all', '--id', '1']], [['--help']]])('explains itself on %j', async (argv) => {
    const { code, err } = await run(...argv);
    expect([code, err.split('\n')[0]]).toEqual([2, expect.stringMatching(/^replay-inbox /)]);
  });
});
