import type { Database } from '../storage/index.ts';

/** Rows that nobody has worked on for longer than they should wait, by the database's clock. */
export interface StuckRows {
  /** Messages that are due to be handled. */
  inbox: number;
  /** Messages whose sender has let its lease run out. */
  outbox: number;
  /** Drafts that were asked for and have no end. */
  drafts: number;
  /** Files that a platform still has. */
  attachments: number;
  /** Reminders that are due. */
  reminders: number;
}

/** How long each may wait, in seconds; drafts are long work. Attachments are given up after three days. */
const stuckSql = `
  SELECT
    (SELECT count(*) FROM "InboxMessage"
      WHERE state = 'pending' AND "dueAt" < now() - interval '60 s')::int AS inbox,
    (SELECT count(*) FROM "OutboxMessage"
      WHERE state IN ('claimed', 'sending') AND "leaseUntil" < now() - interval '60 s')::int AS outbox,
    (SELECT count(*) FROM "Draft"
      WHERE state IN ('queued', 'drafting') AND "createdAt" < now() - interval '5 min')::int AS drafts,
    (SELECT count(*) FROM "Attachment" WHERE sha256 IS NULL AND error IS NULL AND remote IS NOT NULL AND "submissionId" IS NOT NULL
      AND "createdAt" BETWEEN now() - interval '3 days' AND now() - interval '2 min')::int AS attachments,
    (SELECT count(*) FROM "ReminderStep"
      WHERE state = 'due' AND "dueAt" < now() - interval '60 s')::int AS reminders`;

export async function countStuckRows(pool: Pick<Database['pool'], 'query'>): Promise<StuckRows> {
  const { rows } = await pool.query<StuckRows>(stuckSql);
  return rows[0] ?? { inbox: 0, outbox: 0, drafts: 0, attachments: 0, reminders: 0 };
}
