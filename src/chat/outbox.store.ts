import type { Tx } from '../lib/tx.ts';
import { client } from '../storage/index.ts';
import { asConversationId, readConversationId, type ConversationId } from './conversation-id.ts';
import type { SendOptions } from './handling-context.ts';
import type { Pool } from './inbox.store.ts';
import type { OutboundBody } from './message.ts';

/** A message that this process has taken to send. `token` fences: a later claim makes it powerless. */
export interface ClaimedMessage {
  id: string;
  token: number;
  platform: string;
  conversation: ConversationId;
  kind: 'send' | 'edit';
  /** For an edit: the platform's id of the message to change; null when that one was never delivered. */
  editsMessageId: string | null;
  body: OutboundBody;
  attempts: number;
  mustArrive: boolean;
}

/** @returns the row's id; null when the natural key was there already */
export async function enqueueSend(
  tx: Tx,
  to: ConversationId,
  body: OutboundBody,
  options: SendOptions = {},
): Promise<bigint | null> {
  const rows = await client(tx).$queryRaw<{ id: bigint }[]>`
    INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "mustArrive")
    VALUES (${readConversationId(to).platform}, ${to}, ${options.naturalKey ?? null}, ${options.subject ?? null},
      ${JSON.stringify(body)}::jsonb, ${options.priority ?? 0}, ${options.mustArrive ?? false})
    ON CONFLICT ("naturalKey") DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

/** An edit not yet sent is replaced by a newer one of the same message: only the last state matters. */
export async function enqueueEdit(tx: Tx, outboxId: bigint, body: OutboundBody): Promise<void> {
  await client(tx).$executeRaw`
    WITH target AS (SELECT * FROM "OutboxMessage" WHERE id = ${outboxId}),
    replaced AS (
      UPDATE "OutboxMessage" SET body = ${JSON.stringify(body)}::jsonb
      WHERE "editsId" = ${outboxId} AND state = 'due' RETURNING id)
    INSERT INTO "OutboxMessage" (platform, conversation, kind, "editsId", subject, body, priority)
    SELECT platform, conversation, 'edit', id, subject, ${JSON.stringify(body)}::jsonb, priority FROM target
    WHERE NOT EXISTS (SELECT 1 FROM replaced)`;
}

/** What a message of the bot is about. */
export async function subjectOf(
  tx: Tx,
  conversation: ConversationId,
  platformMessageId: string,
): Promise<{ subject: string | null } | null> {
  const row = await client(tx).outboxMessage.findFirst({
    // Also an edit that went out as a message of its own: no other edit has a platform message.
    where: { conversation, platformMessageId },
    select: { subject: true },
  });
  return row;
}

interface ClaimedRow {
  id: string;
  leaseToken: number;
  platform: string;
  conversation: string;
  kind: 'send' | 'edit';
  edits_message_id: string | null;
  body: OutboundBody;
  attempts: number;
  mustArrive: boolean;
}

/**
 * Takes the first open message of each conversation on one of the platforms, so that the order within a conversation
 * is kept and conversations do not wait for each other. Leases run by the database's clock.
 */
export async function claimDue(
  pool: Pool,
  platform: string,
  leaseSeconds: number,
  limit: number,
): Promise<ClaimedMessage[]> {
  const { rows } = await pool.query<ClaimedRow>(
    `UPDATE "OutboxMessage" o
     SET state = 'claimed', "leaseToken" = o."leaseToken" + 1, attempts = o.attempts + 1,
         "leaseUntil" = now() + make_interval(secs => $2)
     FROM (
       SELECT c.id FROM "OutboxMessage" c
       WHERE c.platform = $1 AND c.state = 'due' AND c."dueAt" <= now()
         AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" e
           WHERE e.conversation = c.conversation AND e.id < c.id AND e.state IN ('due', 'claimed', 'sending')
             AND (e."dueAt" <= now() OR e.attempts > 0))
       ORDER BY c.priority, c.id LIMIT $3 FOR UPDATE SKIP LOCKED) pick
     WHERE o.id = pick.id
     RETURNING o.id, o."leaseToken", o.platform, o.conversation, o.kind, o.body, o.attempts, o."mustArrive",
       (SELECT t."platformMessageId" FROM "OutboxMessage" t WHERE t.id = o."editsId") AS edits_message_id`,
    [platform, leaseSeconds, limit],
  );
  return rows.map((row) => ({
    id: row.id,
    token: row.leaseToken,
    platform: row.platform,
    conversation: asConversationId(row.conversation),
    kind: row.kind,
    editsMessageId: row.edits_message_id,
    body: row.body,
    attempts: row.attempts,
    mustArrive: row.mustArrive,
  }));
}

/** Commits that the bytes are about to leave. @returns false when the claim has been lost; then nothing may be sent */
export async function markSending(pool: Pool, message: ClaimedMessage, leaseSeconds: number): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE "OutboxMessage" SET state = 'sending', "leaseUntil" = now() + make_interval(secs => $3)
     WHERE id = $1 AND "leaseToken" = $2 AND state = 'claimed' AND "leaseUntil" > now()`,
    [message.id, message.token, leaseSeconds],
  );
  return rowCount === 1;
}

export async function markSent(pool: Pool, message: ClaimedMessage, platformMessageId: string | null): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" SET state = 'sent', "sentAt" = now(), "platformMessageId" = $3, error = NULL, "leaseUntil" = NULL
     WHERE id = $1 AND "leaseToken" = $2 AND state = 'sending'`,
    [message.id, message.token, platformMessageId],
  );
}

/** A definite refusal that is worth repeating after `waitMs`. */
export async function markRetry(pool: Pool, message: ClaimedMessage, code: string, waitMs: number): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" SET state = 'due', error = $3, "leaseUntil" = NULL, "dueAt" = now() + make_interval(secs => $4)
     WHERE id = $1 AND "leaseToken" = $2 AND state IN ('claimed', 'sending')`,
    [message.id, message.token, code, waitMs / 1000],
  );
}

export async function markFailed(pool: Pool, message: ClaimedMessage, code: string): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" SET state = 'failed', error = $3, "leaseUntil" = NULL
     WHERE id = $1 AND "leaseToken" = $2 AND state IN ('claimed', 'sending')`,
    [message.id, message.token, code],
  );
}

/** Minutes after which a must-arrive reminder with unknown outcome is sent once more. */
const resendAfterMinutes = 10;

/**
 * The answer never came. The message is not repeated, except a must-arrive reminder: that one is queued once more,
 * begun with `resendMark`, under a natural key of its own.
 */
export async function markUnknown(
  pool: Pool,
  lost: { id: string; token: number; code: string },
  resendMark: string,
): Promise<void> {
  await pool.query(
    `WITH lost AS (
       UPDATE "OutboxMessage" SET state = 'unknown', error = $3, "leaseUntil" = NULL
       WHERE id = $1 AND "leaseToken" = $2 AND state = 'sending' RETURNING *)
     INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "dueAt")
     SELECT platform, conversation, 'resend:' || id, subject,
       jsonb_set(body, '{text}', to_jsonb($5 || (body->>'text'))), priority, now() + make_interval(mins => $4)
     FROM lost WHERE "mustArrive"
     ON CONFLICT ("naturalKey") DO NOTHING`,
    [lost.id, lost.token, lost.code, resendAfterMinutes, resendMark],
  );
}

/**
 * Puts right what a dead or stopped sender left behind, once its lease is over: claimed goes back to due; sending goes
 * back only where sending twice lands once, else its outcome is unknown.
 */
export async function recoverExpired(
  pool: Pool,
  platform: string,
  idempotent: boolean,
  resendMark: string,
): Promise<number> {
  const { rows } = await pool.query<{ id: string; leaseToken: number }>(
    `UPDATE "OutboxMessage" SET state = 'due', "leaseUntil" = NULL
     WHERE platform = $1 AND "leaseUntil" < now() AND (state = 'claimed' OR (state = 'sending' AND $2)) RETURNING id, "leaseToken"`,
    [platform, idempotent],
  );
  const stuck = await pool.query<{ id: string; leaseToken: number }>(
    `SELECT id, "leaseToken" FROM "OutboxMessage" WHERE platform = $1 AND state = 'sending' AND "leaseUntil" < now()`,
    [platform],
  );
  for (const row of stuck.rows) {
    await markUnknown(pool, { id: row.id, token: row.leaseToken, code: 'no_answer' }, resendMark);
  }
  return rows.length + stuck.rows.length;
}

/** The conversation has a new id on its platform. */
export async function moveConversation(pool: Pool, from: ConversationId, to: ConversationId): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" SET conversation = $2 WHERE conversation = $1 AND state IN ('due', 'claimed', 'sending')`,
    [from, to],
  );
  // The new id may be known already: people spoke to the bot there, or bound it again. The row with a unit stays.
  await pool.query(
    `DELETE FROM "Chat" c USING "Chat" other
     WHERE (c.conversation, other.conversation) IN (($1, $2), ($2, $1))
       AND other.id = (SELECT id FROM "Chat" WHERE conversation IN ($1, $2)
         ORDER BY "unitId" IS NULL, conversation = $1 LIMIT 1)`,
    [from, to],
  );
  await pool.query(`UPDATE "Chat" SET conversation = $2 WHERE conversation = $1`, [from, to]);
  await pool.query(`UPDATE "Question" SET conversation = $2 WHERE conversation = $1 AND "closedAt" IS NULL`, [
    from,
    to,
  ]);
}
