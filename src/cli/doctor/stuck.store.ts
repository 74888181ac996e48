import type { Database } from '../../storage/index.ts';

/** How many rows wait for longer than they should, by what they are. */
export interface Stuck {
  /** Messages nobody has handled for a minute. */
  inbox: number;
  /** Failed three times; a person has to decide. */
  setAside: number;
  /** Messages that should have left a minute ago. */
  outbox: number;
  /** Being sent, a minute after the sender's lease was over. */
  sending: number;
  /** The answer of the platform never came, in the last seven days. */
  unknown: number;
  /** Reminders more than two minutes late. */
  reminders: number;
  /** Drafts under way for more than ten minutes. */
  drafts: number;
  /** Secretaries with something to be told who have opened no private talk. */
  untold: number;
}

/** Pauses that a platform asked for are set in dueAt: what waits for those is not late. */
const query = `SELECT
  (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'pending' AND "dueAt" < now() - interval '1 minute') AS inbox,
  (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'set_aside') AS "setAside",
  (SELECT count(*)::int FROM "OutboxMessage" WHERE state = 'due' AND "dueAt" < now() - interval '1 minute') AS outbox,
  (SELECT count(*)::int FROM "OutboxMessage" WHERE state IN ('claimed', 'sending')
    AND "leaseUntil" < now() - interval '1 minute') AS sending,
  (SELECT count(*)::int FROM "OutboxMessage" WHERE state = 'unknown' AND "createdAt" > now() - interval '7 days') AS unknown,
  (SELECT count(*)::int FROM "ReminderStep" WHERE state = 'due' AND "dueAt" < now() - interval '2 minutes') AS reminders,
  (SELECT count(*)::int FROM "Draft" WHERE state IN ('queued', 'drafting')
    AND "createdAt" < now() - interval '10 minutes') AS drafts,
  (SELECT count(DISTINCT ("unitId", "memberId"))::int FROM "Notice" WHERE "toldAt" IS NULL) AS untold`;

export async function readStuck(pool: Database['pool']): Promise<Stuck> {
  const { rows } = await pool.query<Stuck>(query);
  const nothing = { inbox: 0, setAside: 0, outbox: 0, sending: 0, unknown: 0, reminders: 0, drafts: 0, untold: 0 };
  return rows[0] ?? nothing;
}

/** The queue's own tables are made at the first start, and again after a restore. */
export async function hasQueueTables(pool: Database['pool']): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>(`SELECT to_regnamespace('bullmq') IS NOT NULL AS there`);
  return rows[0]?.there === true;
}
