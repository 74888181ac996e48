import type { BenchDatabase } from './bench-server.ts';

/** Fills the outbox: `each` messages for every group, the first of all groups before the second of any. */
export async function queueMessages({ pool }: BenchDatabase, groups: number, each: number): Promise<void> {
  await pool.query('TRUNCATE "OutboxMessage", "OutboxPlace", "OutboxAccount"');
  await pool.query(
    `INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive")
     SELECT 'telegram', 'telegram:-' || (1000000 + g), 'bench:' || g || ':' || n, 'activity:' || g, $3::jsonb, 1, true
     FROM generate_series(1, $2::int) n, generate_series(1, $1::int) g`,
    [groups, each, JSON.stringify({ text })],
  );
  await pool.query('ANALYZE "OutboxMessage"');
  await pool.query('CHECKPOINT');
}

const text = '【提醒】主题党日：垃圾分类怎么推进 明天 15:00 开始，地点：社区二楼。还没回复的朋友请回“参加”或“请假”。';

export async function proveSent({ pool }: BenchDatabase): Promise<void> {
  const { rows } = await pool.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM "OutboxMessage" WHERE state <> 'sent' OR "platformMessageId" IS NULL`,
  );
  if (rows[0]?.open !== 0) throw new Error(`${rows[0]?.open} messages are not marked sent`);
}

/** What the fake platform saw since the last question. Times in milliseconds of its own clock. */
export interface Tally {
  delivered: number;
  refused: number;
  doubles: number;
  firstAt: number;
  lastAt: number;
}

export async function takeTally(port: number): Promise<Tally> {
  const response = await fetch(`http://127.0.0.1:${port}/tally`);
  const tally: unknown = await response.json();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench's own program answers so
  return tally as Tally;
}
