import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import { withoutTopic, type ConversationId } from '../conversation-id.ts';

/** A chat that has just been found closed to the bot. */
export interface ClosedChat {
  id: number;
  kind: 'group' | 'dm';
  title: string;
  closedAt: Date;
  /** The unit it belongs to; for a private talk that of its member. Null = nobody's. */
  unitId: number | null;
  /** The member of a private talk. */
  memberName: string | null;
}

/**
 * The bot may not write there any more (thrown out, blocked). Remembered until somebody speaks to it there again;
 * what waits for the chat is given up, and nothing more is queued.
 * @returns null when it was known before, or the chat is nobody's
 */
export async function closeChat(tx: Tx, conversation: ConversationId, code: string): Promise<ClosedChat | null> {
  const db = client(tx);
  const chat = withoutTopic(conversation);
  await db.$executeRaw`
    UPDATE "OutboxMessage" SET state = 'failed', error = ${code}
    WHERE state = 'due' AND (conversation = ${chat} OR conversation LIKE ${`${chat.replaceAll(/[\\%_]/g, '\\$&')}:%`})`;
  const rows = await db.$queryRaw<ClosedChat[]>`
    WITH closed AS (
      UPDATE "Chat" SET "closedAt" = now(), "closedWhy" = ${code}
      WHERE conversation = ${chat} AND "closedAt" IS NULL RETURNING *)
    SELECT c.id, c.kind::text AS kind, c.title, c."closedAt", coalesce(c."unitId", m."unitId") AS "unitId",
      m.name AS "memberName"
    FROM closed c LEFT JOIN "Identity" i ON i."dmConversation" = c.conversation
    LEFT JOIN "Member" m ON m.id = i."memberId" AND m."leftAt" IS NULL
    ORDER BY m.id LIMIT 1`;
  return rows[0] ?? null;
}
