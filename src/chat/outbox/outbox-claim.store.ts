import { asConversationId, type ConversationId } from '../conversation-id.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import type { OutboundBody } from '../message.ts';

/** A message that this process sends now. `token` fences: once its lease is over a later claim makes it powerless. */
export interface ClaimedMessage {
  id: string;
  token: number;
  platform: string;
  conversation: ConversationId;
  kind: 'send' | 'edit';
  /** For an edit: the platform's id of the message to change; null when there is none that could be changed. */
  editsMessageId: string | null;
  body: OutboundBody;
  /** Refusals so far. */
  refusals: number;
  /** The line that says it among others; null = it leaves alone. */
  mergeLine: string | null;
  /** Receipts that leave with it, in order. */
  merged: readonly MergedMessage[];
  /** Where a pace is set: when the chat had its last messages, see pacing.ts. */
  recent: readonly number[];
  /** Where a pace is set: the moment to let the bytes leave, by performance.now(). */
  leaveAt: number;
}

export interface MergedMessage {
  id: string;
  token: number;
  line: string;
}

interface ClaimedRow {
  id: string;
  leaseToken: number;
  platform: string;
  conversation: string;
  kind: 'send' | 'edit';
  edits_message_id: string | null;
  body: OutboundBody;
  refusals: number;
  mergeLine: string | null;
  recent?: readonly number[] | null;
}

export interface ClaimOptions {
  platform: string;
  leaseSeconds: number;
  limit: number;
  /** Names the sender, see giveBack. */
  owner: string;
}

/** The chat of a conversation, its topic left out; see conversation-id.ts. */
const chatOf = (conversation: string) =>
  `split_part(${conversation}, ':', 1) || ':' || split_part(${conversation}, ':', 2)`;

/**
 * The first due message of each conversation in which nothing is under way, so that the order within a conversation is
 * kept and conversations do not wait for each other. Answers go before reminders before digests; among equals the
 * older first; one that waits for its repeat holds back its equals; an edit waits for its message.
 */
const heads = (also: string) => `
  SELECT c.id, c.priority, ${chatOf('c.conversation')} AS chat FROM "OutboxMessage" c
  WHERE c.platform = $1 AND c.state = 'due' AND c."dueAt" <= now() ${also}
    AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" w
      WHERE w.conversation = c.conversation AND w.state IN ('claimed', 'sending'))
    AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" e
      WHERE e.conversation = c.conversation AND e.state = 'due' AND (e.priority, e.id) < (c.priority, c.id)
        AND (e."dueAt" <= now() OR e.attempts > 0))
    AND (c.kind = 'send' OR NOT EXISTS (SELECT 1 FROM "OutboxMessage" t
      WHERE t.id = c."editsId" AND t.state IN ('due', 'claimed', 'sending')))
  ORDER BY c.priority, c.id LIMIT $3 FOR UPDATE OF c SKIP LOCKED`;

/** `sending` is committed with the claim: whoever gets a row lets its bytes leave at once. */
const take = (pick: string, also = '') => `
  UPDATE "OutboxMessage" o
  SET state = 'sending', "leaseToken" = o."leaseToken" + 1, attempts = o.attempts + 1, "mergedIntoId" = NULL,
      "leaseOwner" = $4, "leaseUntil" = clock_timestamp() + make_interval(secs => $2)
  FROM (${pick}) pick WHERE o.id = pick.id
  RETURNING o.id, o."leaseToken", o.platform, o.conversation, o.kind, o.body, o.refusals, o."mergeLine",
    (SELECT t."platformMessageId" FROM "OutboxMessage" t
     WHERE t.id = o."editsId" AND t.conversation = o.conversation AND t."mergedIntoId" IS NULL) AS edits_message_id ${also}`;

/** Takes what is due on a platform that sets no pace. Leases run by the database's clock. */
const claimAny = take(heads(''));

/** As above, one message of each chat that is free at $5 (milliseconds since 1970). */
const claimFree = `WITH heads AS (${heads(`
    AND NOT EXISTS (SELECT 1 FROM "OutboxPlace" p
      WHERE p.chat = ${chatOf('c.conversation')} AND p."freeAt" > to_timestamp($5::float8 / 1000))`)})
  ${take(
    'SELECT DISTINCT ON (chat) id, chat FROM heads ORDER BY chat, priority, id',
    ', (SELECT p.recent FROM "OutboxPlace" p WHERE p.chat = pick.chat) AS recent',
  )}`;

const fromRow = (row: ClaimedRow): ClaimedMessage => ({
  id: row.id,
  token: row.leaseToken,
  platform: row.platform,
  conversation: asConversationId(row.conversation),
  kind: row.kind,
  editsMessageId: row.edits_message_id,
  body: row.body,
  refusals: row.refusals,
  mergeLine: row.mergeLine,
  merged: [],
  recent: row.recent ?? [],
  leaveAt: 0,
});

/** @returns the messages to send now, committed as `sending` */
export async function claimDue(
  pool: Pick<Pool, 'query'>,
  { platform, leaseSeconds, limit, owner }: ClaimOptions,
): Promise<ClaimedMessage[]> {
  const { rows } = await pool.query<ClaimedRow>({
    name: 'outbox-claim',
    text: claimAny,
    values: [platform, leaseSeconds, limit, owner],
  });
  return inOrder(rows);
}

/** As claimDue, of chats that may get a message at `now` (milliseconds since 1970). */
export async function claimFreeChats(
  pool: Pick<Pool, 'query'>,
  { platform, leaseSeconds, limit, owner, now }: ClaimOptions & { now: number },
): Promise<ClaimedMessage[]> {
  const { rows } = await pool.query<ClaimedRow>({
    name: 'outbox-claim-free',
    text: claimFree,
    values: [platform, leaseSeconds, limit, owner, now],
  });
  return inOrder(rows);
}

/**
 * After a claim whose answer was lost: what this sender took and never heard of is due again. Nothing of it has left,
 * since only rows that it was told of (`known`) are sent.
 */
export async function giveBack(
  pool: Pick<Pool, 'query'>,
  platform: string,
  owner: string,
  known: readonly string[],
): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" SET state = 'due', "leaseUntil" = NULL, "mergedIntoId" = NULL
     WHERE platform = $1 AND state = 'sending' AND "leaseOwner" = $2 AND id <> ALL($3::bigint[])`,
    [platform, owner, known],
  );
}

const inOrder = (rows: readonly ClaimedRow[]) =>
  rows.map(fromRow).toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));

/** Milliseconds until something that waits may become due; null when nothing waits for its time. */
export async function nextDueIn(pool: Pick<Pool, 'query'>, platform: string): Promise<number | null> {
  const { rows } = await pool.query<{ wait: number | null }>({
    name: 'outbox-next-due',
    text: `SELECT extract(epoch FROM min(at) - clock_timestamp())::float8 * 1000 AS wait
      FROM (SELECT greatest(c."dueAt", p."freeAt") AS at FROM "OutboxMessage" c
        LEFT JOIN "OutboxPlace" p ON p.chat = ${chatOf('c.conversation')}
        WHERE c.platform = $1 AND c.state = 'due') waiting
      WHERE at > clock_timestamp()`,
    values: [platform],
  });
  return rows[0]?.wait ?? null;
}
