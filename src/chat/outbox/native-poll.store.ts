import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { Pool } from '../inbox/inbox.store.ts';

/** What a native poll is about, by the platform's id of it; null for a poll that is none of ours. */
export async function subjectOfPoll(tx: Tx, platform: string, platformPollId: string): Promise<string | null> {
  const row = await client(tx).outboxMessage.findFirst({
    where: { platform, platformPollId },
    select: { subject: true },
  });
  return row?.subject ?? null;
}

/** A poll is on its way to the platform: its id may not be noted yet, while somebody answers it already. */
export async function isPollUnderWay(tx: Tx, platform: string): Promise<boolean> {
  const [row] = await client(tx).$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM "OutboxMessage"
      WHERE platform = ${platform} AND state IN ('claimed', 'sending') AND kind = 'send' AND body ? 'poll') AS found`;
  return row?.found ?? false;
}

/** Whether an edit is of a message that became a native poll. Asked only for edits that close one. */
export async function closesNativePoll(pool: Pick<Pool, 'query'>, editId: string): Promise<boolean> {
  const { rows } = await pool.query<{ native: boolean }>(
    `SELECT t."platformPollId" IS NOT NULL AS native
     FROM "OutboxMessage" e JOIN "OutboxMessage" t ON t.id = e."editsId" WHERE e.id = $1`,
    [editId],
  );
  return rows[0]?.native ?? false;
}
