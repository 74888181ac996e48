import type { Tx } from '../lib/tx.ts';
import { client } from '../storage/index.ts';
import { readConversationId, type ConversationId } from './conversation-id.ts';
import type { OutboundBody } from './message.ts';

/** One of many reminders that leave together. */
export interface ReminderSend {
  to: ConversationId;
  body: OutboundBody;
  /** Makes the effect happen once however often it is asked for. */
  naturalKey: string;
  /** What a reply to it is about. */
  subject: string;
}

/**
 * Queues reminders (priority 1, must arrive) in one statement, thousands at a time. One whose natural key is there
 * already is passed over.
 */
export async function enqueueReminders(tx: Tx, sends: readonly ReminderSend[]): Promise<void> {
  if (sends.length === 0) return;
  const platforms = sends.map(({ to }) => readConversationId(to).platform);
  const conversations = sends.map(({ to }): string => to);
  const keys = sends.map(({ naturalKey }) => naturalKey);
  const subjects = sends.map(({ subject }) => subject);
  const bodies = sends.map(({ body }) => JSON.stringify(body));
  await client(tx).$executeRaw`
    INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive")
    SELECT platform, conversation, key, subject, body::jsonb, 1, true
    FROM unnest(${platforms}::text[], ${conversations}::text[], ${keys}::text[], ${subjects}::text[], ${bodies}::text[])
      AS send(platform, conversation, key, subject, body)
    ON CONFLICT ("naturalKey") DO NOTHING`;
}
