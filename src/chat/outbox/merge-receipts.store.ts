import type { Pool } from '../inbox/inbox.store.ts';
import type { ClaimedMessage, ClaimOptions } from './outbox-claim.store.ts';

/** Receipts in one message. With the longest line (see outbox.store.ts) it stays below every platform's limit. */
const mostTogether = 20;

/**
 * Adds to each claimed receipt the ones that stand right behind it in its conversation: while the chat was not free
 * they have piled up, and as one message they cost one slot. Nothing else is passed over, so the order is kept. Runs
 * in the transaction that claimed them.
 */
const joinFollowers = `
  UPDATE "OutboxMessage" o
  SET state = 'sending', "leaseToken" = o."leaseToken" + 1, attempts = o.attempts + 1, "mergedIntoId" = f.head,
      "leaseOwner" = $3, "leaseUntil" = clock_timestamp() + make_interval(secs => $2)
  FROM (
    SELECT h.id AS head, follower.id
    FROM "OutboxMessage" h CROSS JOIN LATERAL (
      SELECT f.id FROM "OutboxMessage" f
      WHERE f.conversation = h.conversation AND f.priority = h.priority AND f.id > h.id AND f.state = 'due'
        AND f."dueAt" <= now() AND f."mergeLine" IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM "OutboxMessage" b
          WHERE b.conversation = h.conversation AND b.priority = h.priority AND b.state = 'due'
            AND b.id > h.id AND b.id < f.id
            AND (b."mergeLine" IS NULL OR b."dueAt" > now()))
      ORDER BY f.id LIMIT ${mostTogether - 1} FOR UPDATE SKIP LOCKED) follower
    WHERE h.id = ANY($1::bigint[])) f
  WHERE o.id = f.id
  RETURNING o.id, o."leaseToken", o."mergeLine", f.head`;

interface FollowerRow {
  id: string;
  leaseToken: number;
  mergeLine: string;
  head: string;
}

export async function mergeReceipts(
  connection: Pick<Pool, 'query'>,
  claimed: readonly ClaimedMessage[],
  { leaseSeconds, owner }: Pick<ClaimOptions, 'leaseSeconds' | 'owner'>,
): Promise<readonly ClaimedMessage[]> {
  const heads = claimed.filter(({ mergeLine }) => mergeLine !== null).map(({ id }) => id);
  if (heads.length === 0) return claimed;
  const { rows } = await connection.query<FollowerRow>(joinFollowers, [heads, leaseSeconds, owner]);
  if (rows.length === 0) return claimed;
  await connection.query(`UPDATE "OutboxMessage" SET "mergedIntoId" = id WHERE id = ANY($1::bigint[])`, [
    [...new Set(rows.map(({ head }) => head))],
  ]);
  const followers = rows.toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  return claimed.map((message) => {
    const own = followers.filter(({ head }) => head === message.id);
    const merged = own.map(({ id, leaseToken, mergeLine }) => ({ id, token: leaseToken, line: mergeLine }));
    const lines = [message.mergeLine, ...merged.map(({ line }) => line)].filter((line) => line !== null);
    return merged.length === 0 ? message : { ...message, merged, body: { text: lines.join('\n') } };
  });
}
