import { withoutTopic, type ConversationId } from '../../../chat/conversation-id.ts';
import type { Tx } from '../../../lib/tx.ts';
import { client } from '../../../storage/index.ts';

/** Newest messages looked through for quoted words. */
const mostLookedAt = 200;

/** What is kept of what was said in a chat, newest first; with a message id, only that message. */
export async function keptWords(
  tx: Tx,
  conversation: ConversationId,
  messageId?: string,
): Promise<{ platform: string; payload: unknown }[]> {
  const chat = withoutTopic(conversation);
  const key = messageId === undefined ? null : `${messageId}/`;
  return client(tx).$queryRaw`
    SELECT platform, payload FROM "InboxMessage"
    WHERE conversation = ${chat} AND payload IS NOT NULL AND state IN ('waiting', 'done')
      AND (${key}::text IS NULL OR starts_with("messageKey", ${chat} || '/' || ${key})
        OR starts_with("messageKey", ${conversation} || '/' || ${key}))
    ORDER BY id DESC LIMIT ${mostLookedAt}`;
}
