import { AppError } from '../../lib/errors.ts';
import type { Tx } from '../../lib/tx.ts';
import { client, isCollision, type Database } from '../../storage/index.ts';

/** The connections that the conversation's stores use; nothing else looks into it. */
export type Pool = Database['pool'];

/** An update that is being handled. */
export interface InboxRow {
  id: bigint;
  platform: string;
  conversation: string;
  payload: unknown;
  attempts: number;
  /** Key of the album it is a part of; null = it stands alone. */
  album: string | null;
  /** How often it was left for later, see leaveForLater. */
  looks: number;
}

/** The same message may go through later, however often it failed so. */
export const isPassing = (error: unknown) => (error instanceof AppError ? error.transient : isCollision(error));

/** Gives up the transaction, which has failed. @returns whether its connection was there still to be told so */
export async function giveUp(tx: Tx): Promise<boolean> {
  try {
    // Whoever opened the transaction rolls back as well, which does no harm: PostgreSQL only remarks on it.
    await client(tx).$executeRaw`ROLLBACK`;
    return true;
  } catch {
    // Whatever it was: the failure behind it is the one that is told.
    return false;
  }
}

/** Conversations on these platforms that have something due, oldest first. `except` are left out. */
export async function dueConversations(
  pool: Pool,
  platforms: readonly string[],
  limit: number,
  except: readonly string[] = [],
): Promise<string[]> {
  const { rows } = await pool.query<{ conversation: string }>(
    `SELECT conversation FROM "InboxMessage"
     WHERE state = 'pending' AND "dueAt" <= now() AND platform = ANY($1) AND conversation <> ALL($3)
     GROUP BY conversation ORDER BY min(id) LIMIT $2`,
    [platforms, limit, except],
  );
  return rows.map((row) => row.conversation);
}

/**
 * Takes the oldest due update of a conversation for this transaction. Null when there is none, or when another
 * process is at work on the conversation: one at a time keeps the order.
 */
export async function claimNext(tx: Tx, conversation: string): Promise<InboxRow | null> {
  const db = client(tx);
  const [lock] = await db.$queryRaw<{ free: boolean }[]>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${`inbox:${conversation}`}, 0)) AS free`;
  if (!lock?.free) return null;
  // One that waits for its own mistake to be forgiven, or for the words of its album, is overtaken; one that met a
  // passing fault keeps its place.
  const [row] = await db.$queryRaw<(InboxRow & { due: boolean })[]>`
    SELECT id, platform, conversation, payload, attempts, album, looks, "dueAt" <= now() AS due FROM "InboxMessage"
    WHERE conversation = ${conversation} AND state = 'pending' AND ("dueAt" <= now() OR (attempts = 0 AND looks = 0))
    ORDER BY id LIMIT 1`;
  return row?.due ? row : null;
}

/** Handled: addressed to the bot. The payload stays as evidence until the retention sweep. */
export async function markDone(tx: Tx, id: bigint): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'done', error = NULL, "handledAt" = now() WHERE id = ${id}`;
}

/** Not addressed to the bot: the content goes, the keys stay against doubles. */
export async function erase(tx: Tx, id: bigint): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'ignored', payload = NULL, error = NULL, "handledAt" = now() WHERE id = ${id}`;
}

/** Said by an account that belongs to nobody yet: kept until a secretary has decided who it is. */
export async function keepWaiting(tx: Tx, id: bigint, identityId: number): Promise<void> {
  await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'waiting', "identityId" = ${identityId} WHERE id = ${id}`;
}

/** The account is a member now: what it said meanwhile is handled. */
export async function releaseWaiting(tx: Tx, identityId: number): Promise<number> {
  return client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'pending', "dueAt" = now() WHERE state = 'waiting' AND "identityId" = ${identityId}`;
}

/** The account was refused: what it said is erased. */
export async function dropWaiting(tx: Tx, identityId: number): Promise<number> {
  return client(tx).$executeRaw`
    UPDATE "InboxMessage" SET state = 'ignored', payload = NULL, "handledAt" = now()
    WHERE state = 'waiting' AND "identityId" = ${identityId}`;
}

export async function countWaiting(tx: Tx, identityId: number): Promise<number> {
  return client(tx).inboxMessage.count({ where: { state: 'waiting', identityId } });
}

/** How often an update is tried before it is set aside, and the wait after each failure in seconds. */
const backoffSeconds = [2, 15];

/** Notes a failure. `counts` is false for passing faults of the machine, which never set a message aside. */
export async function noteFailure(
  tx: Tx,
  row: InboxRow,
  failure: { code: string; counts: boolean },
): Promise<'retried' | 'set_aside'> {
  const attempts = row.attempts + (failure.counts ? 1 : 0);
  const wait = backoffSeconds[attempts - 1] ?? 2;
  const aside = attempts > backoffSeconds.length;
  const noted = await client(tx).$executeRaw`
    UPDATE "InboxMessage" SET attempts = ${attempts}, begun = 0, error = ${failure.code},
      state = ${aside ? 'set_aside' : 'pending'}::"InboxState", "dueAt" = now() + make_interval(secs => ${wait})
    WHERE id = ${row.id} AND state = 'pending'`;
  // Somebody else may have handled it meanwhile: then there is nothing to tell.
  return aside && noted === 1 ? 'set_aside' : 'retried';
}

/** Erases payloads of handled messages older than `days`, and gives up accounts that nobody recognised for a week. */
export async function forgetOldPayloads(tx: Tx, days: number): Promise<number> {
  const db = client(tx);
  const handled = await db.$executeRaw`
    UPDATE "InboxMessage" SET payload = NULL
    WHERE state = 'done' AND payload IS NOT NULL AND "handledAt" < now() - make_interval(days => ${days}::int)`;
  const unknown = await db.$executeRaw`
    UPDATE "InboxMessage" SET state = 'ignored', payload = NULL, "handledAt" = now()
    WHERE state = 'waiting' AND "receivedAt" < now() - interval '7 days'`;
  return handled + unknown;
}
