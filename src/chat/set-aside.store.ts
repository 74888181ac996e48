import type { Tx } from '../lib/tx.ts';
import { client } from '../storage/index.ts';

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
    UPDATE "InboxMessage" SET state = 'pending', attempts = 0, "dueAt" = now()
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
