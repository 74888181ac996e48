import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { Pool } from './inbox.store.ts';

/** An update that failed three times. */
export interface SetAsideRow {
  id: bigint;
  platform: string;
  payload: unknown;
  /** Code of the last failure. */
  error: string | null;
  receivedAt: Date;
}

/** The unit's updates that were set aside, oldest first. A conversation's topic does not matter. */
export async function setAsideOf(tx: Tx, unitId: number, limit: number): Promise<SetAsideRow[]> {
  return client(tx).$queryRaw<SetAsideRow[]>`
    SELECT m.id, m.platform, m.payload, m.error, m."receivedAt"
    FROM "InboxMessage" m, split_part(m.conversation, ':', 1) platform, split_part(m.conversation, ':', 2) chat
    WHERE m.state = 'set_aside' AND (
      EXISTS (SELECT 1 FROM "Chat" c WHERE c.conversation = platform || ':' || chat AND c."unitId" = ${unitId})
      OR EXISTS (SELECT 1 FROM "Identity" i JOIN "Member" p ON p.id = i."memberId"
        WHERE i."dmConversation" = platform || ':' || chat AND p."unitId" = ${unitId}))
    ORDER BY m.id LIMIT ${limit}`;
}

/**
 * Puts updates back in the queue with a clean record; those that are no longer set aside are left as they are.
 * @returns ids of those put back
 */
export async function retrySetAside(tx: Tx, ids: readonly bigint[]): Promise<bigint[]> {
  const rows = await client(tx).$queryRaw<{ id: bigint }[]>`
    UPDATE "InboxMessage" SET state = 'pending', attempts = 0, begun = 0, "dueAt" = now()
    WHERE id = ANY(${[...ids]}::bigint[]) AND state = 'set_aside' RETURNING id`;
  return rows.map(({ id }) => id);
}

/** Nobody wants them handled any more: what was said is erased. @returns ids of those dropped */
export async function dropSetAside(tx: Tx, ids: readonly bigint[]): Promise<bigint[]> {
  const rows = await client(tx).$queryRaw<{ id: bigint }[]>`
    UPDATE "InboxMessage" SET state = 'ignored', payload = NULL, "handledAt" = now()
    WHERE id = ANY(${[...ids]}::bigint[]) AND state = 'set_aside' RETURNING id`;
  return rows.map(({ id }) => id);
}

/** A set-aside update as an operator sees it, of any unit. */
export interface SetAsideFact extends SetAsideRow {
  conversation: string;
  /** Key of the unit it belongs to; null when that cannot be told. */
  unit: string | null;
}

/** Every set-aside update, oldest first; of one unit when `unitKey` is given. */
export async function listSetAside(pool: Pool, unitKey: string | null): Promise<SetAsideFact[]> {
  const { rows } = await pool.query<Omit<SetAsideFact, 'id'> & { id: string }>(
    `SELECT * FROM (
       SELECT m.id, m.platform, m.conversation, m.payload, m.error, m."receivedAt", coalesce(
         (SELECT u.key FROM "Chat" c JOIN "Unit" u ON u.id = c."unitId" WHERE c.conversation = platform || ':' || chat),
         (SELECT u.key FROM "Identity" i JOIN "Member" p ON p.id = i."memberId" JOIN "Unit" u ON u.id = p."unitId"
          WHERE i."dmConversation" = platform || ':' || chat LIMIT 1)) AS unit
       FROM "InboxMessage" m, split_part(m.conversation, ':', 2) chat
       WHERE m.state = 'set_aside') found
     WHERE $1::text IS NULL OR unit = $1 ORDER BY id`,
    [unitKey],
  );
  return rows.map((row) => ({ ...row, id: BigInt(row.id) }));
}
