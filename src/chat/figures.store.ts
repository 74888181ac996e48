import type { Database } from '../storage/index.ts';

/** How the inbox and the outbox are doing, for operators. */
export interface Figures {
  /** Rows by state. */
  inbox: Readonly<Record<string, number>>;
  outbox: Readonly<Record<string, number>>;
  /** Seconds the oldest message that is due has been waiting to leave; 0 when none is. */
  outboxAgeSeconds: number;
  /** Seconds the most overdue reminder is late; 0 when none is. */
  reminderLatenessSeconds: number;
}

interface CountRow {
  box: 'inbox' | 'outbox';
  state: string;
  count: number;
}

const openStates = `
  SELECT 'inbox' AS box, state::text, count(*)::int FROM "InboxMessage" WHERE state IN ('pending', 'waiting', 'set_aside') GROUP BY 2
  UNION ALL
  SELECT 'outbox', state::text, count(*)::int FROM "OutboxMessage" WHERE state <> 'sent' GROUP BY 2`;

const ages = `
  SELECT coalesce(extract(epoch FROM now() - (SELECT min("dueAt") FROM "OutboxMessage" WHERE state = 'due' AND "dueAt" <= now())), 0)::float8 AS outbox,
         coalesce(extract(epoch FROM now() - (SELECT min("dueAt") FROM "ReminderStep" WHERE state = 'due' AND "dueAt" <= now())), 0)::float8 AS reminder`;

export async function readFigures(pool: Database['pool']): Promise<Figures> {
  const counts = await pool.query<CountRow>(openStates);
  const age = await pool.query<{ outbox: number; reminder: number }>(ages);
  const of = (box: CountRow['box']) =>
    Object.fromEntries(counts.rows.filter((row) => row.box === box).map((row) => [row.state, row.count]));
  return {
    inbox: of('inbox'),
    outbox: of('outbox'),
    outboxAgeSeconds: age.rows[0]?.outbox ?? 0,
    reminderLatenessSeconds: age.rows[0]?.reminder ?? 0,
  };
}
