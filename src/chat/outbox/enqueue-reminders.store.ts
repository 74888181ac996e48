import type { Tx } from '../../lib/tx.ts';
import { client, type Prisma } from '../../storage/index.ts';

/**
 * Queues reminders (priority 1, must arrive) in one statement, thousands at a time, without their words and keys going
 * back and forth. One whose natural key is there already is passed over (looked up first, which costs a third of what a
 * conflict does; whoever calls this has locked what the keys come from), and so is one for a chat that is closed to the
 * bot. A chat that has moved gets its reminders at its present place.
 * @param rows a query that gives conversation, "naturalKey", subject and body (OutboundBody as JSON text), and may have
 *   effects of its own, such as settling what the reminders come from
 */
export async function enqueueReminders(tx: Tx, rows: Prisma.Sql): Promise<void> {
  await client(tx).$executeRaw`
    WITH reminder AS (${rows}),
    placed AS (
      SELECT coalesce(m."to", r.conversation) AS conversation, "naturalKey", subject, body
      FROM reminder r LEFT JOIN "ChatMove" m ON m."from" = r.conversation)
    INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive")
    SELECT split_part(conversation, ':', 1), conversation, "naturalKey", subject, body::jsonb, 1, true FROM placed p
    WHERE NOT EXISTS (SELECT FROM "OutboxMessage" o WHERE o."naturalKey" = p."naturalKey")
      AND NOT EXISTS (SELECT FROM "Chat" c WHERE c.conversation = p.conversation AND c."closedAt" IS NOT NULL)`;
}
