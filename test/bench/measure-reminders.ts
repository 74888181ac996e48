import path from 'node:path';
import type { BenchDatabase } from './bench-server.ts';
import { compare, figureOf } from './figures.ts';
import { openLineProgram } from './line-program.ts';
import type { Measure } from './measure.ts';

/** Jobs of one addBulk: the fastest of 500, 1,000, 2,000, 5,000 and 10,000 that were tried. */
const perCall = 2_000;

/** A unit for every hundred groups; every group has an activity of its own, so nothing can be shared. */
const fill = `
  WITH units AS (
    INSERT INTO "Unit" (key, name) SELECT 'bench-' || n, '单位' || n FROM generate_series(1, $1::int / 100) n RETURNING id)
  INSERT INTO "Activity" ("unitId", number, kind, title, place, "startsAt", "endsAt", state, "createdById", "inboxId")
  SELECT id, g, 'theme_day', '主题党日：垃圾分类怎么推进（第' || g || '组）', '社区二楼',
    now() + interval '7 days', now() + interval '7 days 2 hours', 'open', 1, id * 100 + g
  FROM units, generate_series(1, 100) g`;

/** Check-in notices, which no quiet hours hold back: the bench may run at night. */
const remake = [
  'TRUNCATE "OutboxMessage", "ReminderStep"',
  `INSERT INTO "ReminderStep" ("activityId", kind, conversation, "dueAt")
   SELECT id, 'check_in', 'web:group-' || id, now() FROM "Activity"`,
  'ANALYZE "ReminderStep"',
  'CHECKPOINT',
];

async function proveMade({ pool }: BenchDatabase, groups: number): Promise<void> {
  const { rows } = await pool.query<{ queued: number; done: number }>(
    `SELECT (SELECT count(DISTINCT "naturalKey") FROM "OutboxMessage" WHERE "mustArrive")::int AS queued,
            (SELECT count(*) FROM "ReminderStep" WHERE state = 'done')::int AS done`,
  );
  const { queued, done } = rows[0] ?? { queued: 0, done: 0 };
  if (queued !== groups || done !== groups) throw new Error(`${groups} due, ${done} done, ${queued} queued`);
}

async function proveAdded({ pool }: BenchDatabase, groups: number): Promise<void> {
  const { rows } = await pool.query<{ jobs: number }>('SELECT count(*)::int AS jobs FROM bullmq.job');
  if (rows[0]?.jobs !== groups) throw new Error(`${groups} jobs added, ${rows[0]?.jobs} there`);
  await pool.query('TRUNCATE bullmq.job CASCADE');
  await pool.query('CHECKPOINT');
}

/** Every group has a reminder at the same minute. */
export const measureReminders: Measure = {
  name: 'reminders',
  async run({ server, pace }) {
    const groups = pace.reminders;
    const ours = await server.create('reminders_ours');
    const bare = await server.create('reminders_bare');
    await ours.pool.query(fill, [groups]);
    await ours.pool.query('ANALYZE');
    const program = path.join(import.meta.dirname, 'reminder-program.ts');
    const we = openLineProgram(['--import', 'tsx', program], { DATABASE_URL: ours.url });
    const they = openLineProgram([path.join(import.meta.dirname, 'bare', 'bulk-adder.mjs')], {
      DATABASE_URL: bare.url,
      REMINDERS: String(groups),
      PER_CALL: String(perCall),
    });
    const seconds: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    const runs = [
      async () => {
        for (const sql of remake) await ours.pool.query(sql);
        seconds.ours.push((await we.ask('go')) / 1000);
        await proveMade(ours, groups);
      },
      async () => {
        seconds.bare.push((await they.ask('go')) / 1000);
        await proveAdded(bare, groups);
      },
    ];
    try {
      // The first round warms both up and is not counted.
      for (const run of runs) await run();
      seconds.ours.length = 0;
      seconds.bare.length = 0;
      for (let round = 0; round < pace.rounds; round += 1) {
        for (const run of round % 2 === 0 ? runs : runs.toReversed()) await run();
      }
    } finally {
      await Promise.all([we.stop(), they.stop()]);
    }
    return {
      title: `Making the reminders of ${groups.toLocaleString('en')} groups that are due at once`,
      lines: [
        {
          what: 'until all are in the outbox',
          unit: 's',
          ours: figureOf(seconds.ours),
          bare: figureOf(seconds.bare),
          goal: { most: 2 },
        },
        compare(
          'reminders made',
          'per s',
          seconds.ours.map((one) => groups / one),
          seconds.bare.map((one) => groups / one),
          { least: 5 },
        ),
      ],
      notes: [
        `Bare: a BullMQ job for each group with the same text, ${perCall.toLocaleString('en')} in one addBulk, on the same PostgreSQL. Ours locks each step, looks whether its activity is still open, puts it into words, queues the message under its natural key and settles the step.`,
        'Every group has an activity of its own. After each round: one message and one settled step, or one job, for each group.',
      ],
    };
  },
};
