import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { InboxRow, Pool } from './inbox.store.ts';

/** Whether anything waits on these platforms that was received before `since`. */
export async function isOldWaiting(pool: Pool, platforms: readonly string[], since: Date): Promise<boolean> {
  const { rows } = await pool.query<{ waits: boolean }>(
    `SELECT EXISTS (SELECT FROM "InboxMessage"
       WHERE state = 'pending' AND platform = ANY($1) AND "receivedAt" < $2) AS waits`,
    [platforms, since],
  );
  return rows[0]?.waits ?? false;
}

/**
 * Commits that the next update of a conversation is about to be handled, if it was received before `since`: should that
 * end the process, the next one knows. Nothing is counted while another process has the conversation.
 * @param known updates that this process has begun before and outlived
 * @returns how often it was begun, this time included; null when the next one is not old
 */
export async function noteBegun(
  pool: Pool,
  conversation: string,
  since: Date,
  known: readonly string[],
): Promise<{ id: string; begun: number } | null> {
  const { rows } = await pool.query<{ id: string; begun: number }>(
    `WITH lock AS (SELECT pg_try_advisory_xact_lock(hashtextextended('inbox:' || $1, 0)) AS free),
     next AS (
       SELECT id, "receivedAt" FROM "InboxMessage", lock
       WHERE lock.free AND conversation = $1 AND state = 'pending' AND "dueAt" <= now() ORDER BY id LIMIT 1)
     UPDATE "InboxMessage" i SET begun = begun + 1 FROM next
     WHERE i.id = next.id AND next."receivedAt" < $2 AND i.id <> ALL($3::bigint[]) RETURNING i.id, i.begun`,
    [conversation, since, known],
  );
  return rows[0] ?? null;
}

/** The update ends whatever handles it: it is set aside unhandled. @returns false when it was no longer waiting */
export async function setAsideUnhandled(tx: Tx, { id }: InboxRow): Promise<boolean> {
  const count = await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'set_aside', error = 'handler.died' WHERE id = ${id} AND state = 'pending'`;
  return count === 1;
}
