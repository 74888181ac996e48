import { z } from 'zod';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { ConversationId } from '../conversation-id.ts';

/** The buttons of a message of the bot, in the order in which they are numbered where there is nothing to press. */
export interface Menu {
  /** null when its arrival was never confirmed. */
  messageId: string | null;
  /** Data of each button, see Button.action. */
  actions: readonly string[];
}

interface MenuRow {
  messageId: string | null;
  buttons: unknown;
}

const rows = z.array(z.array(z.object({ action: z.string() })));

const asMenu = (row: MenuRow | undefined): Menu | null => {
  const read = rows.safeParse(row?.buttons);
  const actions = read.success ? read.data.flat().map(({ action }) => action) : [];
  return row && actions.length > 0 ? { messageId: row.messageId, actions } : null;
};

/** A message is seen before its sending has ended, and somebody may be quick. */
const quickest = '3 seconds';

/**
 * The last message with buttons that was to be seen in the conversation when the inbox row came in, no longer than seven
 * days before, unless it was changed since; also from before the chat moved. null = none. All moments are the database's.
 */
export async function lastMenu(tx: Tx, conversation: ConversationId, inboxId: bigint): Promise<Menu | null> {
  // What arrived is named by what it is not, for by its state alone nearly every message would be looked at.
  const [row] = await client(tx).$queryRaw<MenuRow[]>`
    SELECT o."platformMessageId" AS "messageId", o.body->'buttons' AS buttons
    FROM "OutboxMessage" o, (SELECT "receivedAt" AS at FROM "InboxMessage" WHERE id = ${inboxId}) said
    WHERE o.conversation = ANY(ARRAY(SELECT ${conversation}::text UNION ALL SELECT "from" FROM "ChatMove" WHERE "to" = ${conversation}))
      AND o.body ? 'buttons' AND o.state NOT IN ('due', 'claimed', 'failed')
      AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" e WHERE e."editsId" = o.id)
      AND o."createdAt" <= said.at
      AND CASE WHEN o.state = 'sending' THEN now() ELSE coalesce(o."sentAt", o."createdAt") END
        BETWEEN said.at - interval '7 days' AND said.at + ${quickest}::interval
    ORDER BY o.id DESC LIMIT 1`;
  return asMenu(row);
}

/** The buttons of one message; null when it has none, or is a person's. */
export async function menuOf(tx: Tx, conversation: ConversationId, messageId: string): Promise<Menu | null> {
  const [row] = await client(tx).$queryRaw<MenuRow[]>`
    SELECT "platformMessageId" AS "messageId", body->'buttons' AS buttons FROM "OutboxMessage"
    WHERE conversation = ${conversation} AND "platformMessageId" = ${messageId} AND body ? 'buttons'
    ORDER BY id DESC LIMIT 1`;
  return asMenu(row);
}
