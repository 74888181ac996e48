import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import { conversationId, readConversationId, withoutTopic, type ConversationId } from '../conversation-id.ts';

/** The same topic of another chat. */
function inChat(chat: ConversationId, conversation: ConversationId): ConversationId {
  const { topic } = readConversationId(conversation);
  return topic === undefined ? chat : conversationId({ ...readConversationId(chat), topic });
}

/** Where a conversation is now: the same one unless its chat has moved. */
export async function followMove(tx: Tx, conversation: ConversationId): Promise<ConversationId> {
  const rows = await client(tx).$queryRaw<{ to: ConversationId }[]>`
    SELECT "to" FROM "ChatMove" WHERE "from" = ${withoutTopic(conversation)}`;
  return rows[0] ? inChat(rows[0].to, conversation) : conversation;
}

/**
 * The chat has a new id on its platform: its unit, what waits to be sent, what waits to be handled and its open
 * questions go with it, and whatever is meant for the old id later follows. Message ids of the old chat mean nothing in
 * the new one: what was sent keeps the old id, and what waits loses its quotation. Safe to call again; of two chats
 * said to have become each other the later word holds.
 */
export async function moveConversation(tx: Tx, from: ConversationId, to: ConversationId): Promise<void> {
  const db = client(tx);
  const [old, now] = [withoutTopic(from), withoutTopic(to)];
  if (old === now) return;
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('chat-move', 0))`;
  await db.$executeRaw`DELETE FROM "ChatMove" WHERE "from" = ${now}`;
  await db.$executeRaw`UPDATE "ChatMove" SET "to" = ${now} WHERE "to" = ${old}`;
  await db.$executeRaw`
    INSERT INTO "ChatMove" ("from", "to") VALUES (${old}, ${now})
    ON CONFLICT ("from") DO UPDATE SET "to" = EXCLUDED."to", at = now() WHERE "ChatMove"."to" <> EXCLUDED."to"`;
  await moveRows(tx, old, now);
  // The new id may be known already: people spoke to the bot there, or bound it again. The row with a unit stays.
  await db.$executeRaw`
    DELETE FROM "Chat" c USING "Chat" other
    WHERE (c.conversation, other.conversation) IN ((${old}, ${now}), (${now}, ${old}))
      AND other.id = (SELECT id FROM "Chat" WHERE conversation IN (${old}, ${now})
        ORDER BY "unitId" IS NULL, conversation = ${old} LIMIT 1)`;
  await db.$executeRaw`
    UPDATE "Chat" SET conversation = ${now}, "closedAt" = NULL, "closedWhy" = NULL WHERE conversation IN (${old}, ${now})`;
}

/** Rows that are still to be worked on, topics included. */
async function moveRows(tx: Tx, old: ConversationId, now: ConversationId): Promise<void> {
  const db = client(tx);
  const topics = `${old.replaceAll(/[\\%_]/g, '\\$&')}:%`;
  await db.$executeRaw`
    UPDATE "OutboxMessage" SET conversation = ${now} || substr(conversation, length(${old}) + 1), body = body - 'replyTo'
    WHERE state IN ('due', 'claimed', 'sending') AND (conversation = ${old} OR conversation LIKE ${topics})`;
  await db.$executeRaw`
    UPDATE "InboxMessage" SET conversation = ${now}
    WHERE state IN ('pending', 'waiting') AND conversation = ${old}`;
  await db.$executeRaw`
    UPDATE "Question" SET conversation = ${now} WHERE conversation = ${old} AND "closedAt" IS NULL`;
}
