import type { RoleName } from '../chat/directory.ts';
import { asConversationId, type ConversationId } from '../chat/conversation-id.ts';
import type { Database } from '../storage/index.ts';

/** A private talk with somebody who may do more than members do. */
export interface RoleTalk {
  platform: string;
  conversation: ConversationId;
  role: RoleName;
}

/** All of them that are open to the bot, in the order of their accounts. */
export async function listRoleTalks(pool: Database['pool']): Promise<RoleTalk[]> {
  const { rows } = await pool.query<{ platform: string; conversation: string; role: RoleName }>(
    `SELECT i.platform, i."dmConversation" AS conversation, m.role::text AS role
     FROM "Identity" i JOIN "Member" m ON m.id = i."memberId"
     WHERE m."leftAt" IS NULL AND m.role <> 'member' AND i."dmConversation" IS NOT NULL AND NOT EXISTS (
       SELECT FROM "Chat" c WHERE c.conversation = i."dmConversation" AND c."closedAt" IS NOT NULL)
     ORDER BY i.id`,
  );
  return rows.map(({ conversation, ...rest }) => ({ ...rest, conversation: asConversationId(conversation) }));
}
