import type { Tx } from '../lib/tx.ts';
import { client, type Prisma } from '../storage/index.ts';

/**
 * Queues reminders (priority 1, must arrive) in one statement, thousands at a time, without their words and keys going
 * back and forth. One whose natural key is there already is passed over.
 * @param rows a query that gives conversation, "naturalKey", subject and body (OutboundBody as JSON text), and may have
 *   effects of its own, such as settling what the reminders come from
 */
export async function enqueueReminders(tx: Tx, rows: Prisma.Sql): Promise<void> {
  await client(tx).$executeRaw`
    WITH reminder AS (${rows})
    INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive")
    SELECT split_part(conversation, ':', 1), conversation, "naturalKey", subject, body::jsonb, 1, true FROM reminder
    ON CONFLICT ("naturalKey") DO NOTHING`;
}
