import { breach, type Finding, type Source } from './finding.ts';

/**
 * I7: within a conversation messages are handled, and answers delivered, in their order. A message that failed and was
 * tried again, or waited for its author to be recognised, is handled later than its successors by design.
 */
export async function checkOrder(db: Source): Promise<Finding[]> {
  const handled = await db.query<{ id: string; conversation: string }>(
    `SELECT id::text, conversation FROM (
       SELECT id, conversation, "handledAt", max("handledAt") OVER earlier AS before FROM "InboxMessage"
       WHERE state = 'done' AND attempts = 0 AND "identityId" IS NULL AND "handledAt" IS NOT NULL
       WINDOW earlier AS (PARTITION BY conversation ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) i
     WHERE "handledAt" < before`,
  );
  const versions = await db.query<{ id: string }>(
    `SELECT later.id::text FROM "InboxMessage" later JOIN "InboxMessage" first
       ON first.conversation = later.conversation AND first.platform = later.platform
       AND regexp_replace(first."messageKey", '/[^/]*$', '') = regexp_replace(later."messageKey", '/[^/]*$', '')
       AND first."messageKey" LIKE '%/0' AND later."messageKey" NOT LIKE '%/0'
     WHERE first.state = 'done' AND later.state = 'done' AND later."handledAt" < first."handledAt" AND first.id < later.id`,
  );
  const delivered = await db.query<{ id: string }>(
    `SELECT id::text FROM (
       SELECT id, "platformMessageId"::bigint AS place, max("platformMessageId"::bigint) OVER earlier AS before
       FROM "OutboxMessage" WHERE state = 'sent' AND kind = 'send' AND attempts = 1 AND priority = 0
         AND "platformMessageId" ~ '^[0-9]+$'
       WINDOW earlier AS (PARTITION BY conversation ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)) o
     WHERE place < before`,
  );
  return [
    ...handled.rows.map(({ id, conversation }) =>
      breach('I7', `inbox ${id} of ${conversation} overtook an earlier one`),
    ),
    ...versions.rows.map(({ id }) => breach('I7', `inbox ${id}, an edit, was handled before what it edits`)),
    ...delivered.rows.map(({ id }) => breach('I7', `outbox ${id} overtook an earlier one of its conversation`)),
  ];
}
