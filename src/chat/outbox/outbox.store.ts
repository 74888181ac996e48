import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import { readConversationId, withoutTopic, type ConversationId } from '../conversation-id.ts';
import type { SendOptions, SentBefore } from '../handling-context.ts';
import type { OutboundBody } from '../message.ts';

/** Characters of a receipt's line among others; a longer one leaves alone. */
const longestMergeLine = 150;

/**
 * Queues a message; for a chat that has moved, at its present place.
 * @returns the row's id; null when the natural key was there already, or the chat is closed to the bot
 */
export async function enqueueSend(
  tx: Tx,
  to: ConversationId,
  body: OutboundBody,
  options: SendOptions = {},
): Promise<bigint | null> {
  const chat = withoutTopic(to);
  const merge = mergeable(body, options);
  const rows = await client(tx).$queryRaw<{ id: bigint }[]>`
    INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive", "mergeLine", "mergePerson")
    SELECT ${readConversationId(to).platform}, coalesce(moved."to" || substr(${to}, length(${chat}) + 1), ${to}),
      ${options.naturalKey ?? null}::text, ${options.subject ?? null}::text,
      ${JSON.stringify(body)}::jsonb - CASE WHEN moved."to" IS NULL THEN '' ELSE 'replyTo' END,
      ${options.priority ?? 0}::int, ${options.mustArrive ?? false}::boolean,
      ${merge?.line ?? null}::text, ${merge?.memberId ?? null}::int
    FROM (SELECT 1) one LEFT JOIN "ChatMove" moved ON moved."from" = ${chat}
    WHERE NOT EXISTS (SELECT 1 FROM "Chat" c
      WHERE c.conversation = coalesce(moved."to", ${chat}) AND c."closedAt" IS NOT NULL)
    ON CONFLICT ("naturalKey") DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

/** Only words are merged: buttons, files and reactions belong to one message. */
function mergeable({ buttons = [], files = [], reaction }: OutboundBody, { merge }: SendOptions): SendOptions['merge'] {
  if (reaction !== undefined) return undefined;
  const fits = merge && merge.line.length <= longestMergeLine && !merge.line.includes('\n');
  return fits && buttons.length === 0 && files.length === 0 ? merge : undefined;
}

/**
 * An edit not yet sent is replaced by a newer one of the same message: only the last state matters. Of a message whose
 * chat has moved there is nothing left to change: the edit goes to the new place, as a message of its own. Of one that
 * was never sent nothing changes.
 */
export async function enqueueEdit(tx: Tx, sent: SentBefore, body: OutboundBody): Promise<void> {
  const outboxId = typeof sent === 'bigint' ? sent : await rowOf(tx, sent.naturalKey);
  if (outboxId === undefined) return;
  await client(tx).$executeRaw`
    WITH target AS (SELECT * FROM "OutboxMessage" WHERE id = ${outboxId}),
    replaced AS (
      UPDATE "OutboxMessage" SET body = ${JSON.stringify(body)}::jsonb
      WHERE "editsId" = ${outboxId} AND state = 'due' RETURNING id)
    INSERT INTO "OutboxMessage" (platform, conversation, kind, "editsId", subject, body, priority)
    SELECT platform, coalesce(moved."to" || substr(conversation, length(moved."from") + 1), conversation),
      'edit', id, subject, ${JSON.stringify(body)}::jsonb, priority
    FROM target LEFT JOIN "ChatMove" moved ON target.conversation IN (moved."from", moved."from" || ':' || split_part(target.conversation, ':', 3))
    WHERE NOT EXISTS (SELECT 1 FROM replaced) AND NOT EXISTS (SELECT 1 FROM "Chat" c
      WHERE c.conversation = coalesce(moved."to", target.conversation) AND c."closedAt" IS NOT NULL)`;
}

async function rowOf(tx: Tx, naturalKey: string): Promise<bigint | undefined> {
  return (await client(tx).outboxMessage.findUnique({ where: { naturalKey }, select: { id: true } }))?.id;
}

/**
 * What a message of the bot is about. Of receipts that left as one, the speaker's own; for anybody else what all of
 * them are about, else nothing.
 */
export async function subjectOf(
  tx: Tx,
  conversation: ConversationId,
  platformMessageId: string,
  memberId: number | null = null,
): Promise<{ subject: string | null } | null> {
  const rows = await client(tx).outboxMessage.findMany({
    // Also an edit that went out as a message of its own: no other edit has a platform message.
    where: { conversation, platformMessageId },
    select: { subject: true, mergePerson: true },
    orderBy: { id: 'asc' },
  });
  const [first] = rows;
  if (!first) return null;
  const own = rows.filter(({ mergePerson }) => memberId !== null && mergePerson === memberId);
  const [subject = null, ...others] = new Set((own.length > 0 ? own : rows).map((row) => row.subject));
  return { subject: others.length === 0 ? subject : null };
}
