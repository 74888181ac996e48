import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

export interface JoinRequestRow {
  id: number;
  unitId: number;
  identityId: number;
  name: string;
  identity: { platform: string; displayName: string; dmConversation: string | null; session: string | null };
}

const fields = {
  id: true,
  unitId: true,
  identityId: true,
  name: true,
  identity: { select: { platform: true, displayName: true, dmConversation: true, session: true } },
} as const;

/**
 * One waiting request for each account: saying another name replaces the first.
 * @param memberId who it is, where the account itself and no secretary has to agree
 */
export async function openJoinRequest(
  tx: Tx,
  { memberId = null, ...said }: { unitId: number; identityId: number; name: string; memberId?: number | null },
): Promise<number> {
  const db = client(tx);
  const { identityId } = said;
  const waiting = await db.joinRequest.findFirst({ where: { identityId, state: 'waiting' }, select: { id: true } });
  const data = { ...said, memberId };
  const row = waiting
    ? await db.joinRequest.update({ where: { id: waiting.id }, data, select: { id: true } })
    : await db.joinRequest.create({ data, select: { id: true } });
  return row.id;
}

/** What the secretaries have to decide. */
export async function waitingRequests(tx: Tx, unitId: number): Promise<JoinRequestRow[]> {
  return client(tx).joinRequest.findMany({
    where: { unitId, state: 'waiting', memberId: null },
    orderBy: { id: 'asc' },
    select: fields,
  });
}

/** @returns false when somebody had decided it before */
export async function decideRequest(
  tx: Tx,
  id: number,
  decision: { state: 'agreed' | 'refused'; decidedById: number; decidedAt: Date },
): Promise<boolean> {
  const { count } = await client(tx).joinRequest.updateMany({ where: { id, state: 'waiting' }, data: decision });
  return count === 1;
}

/** The account belongs to a member now, by other ways: what it asked for is settled, and nobody has to decide it. */
export async function settleRequests(tx: Tx, identityId: number, memberId: number): Promise<void> {
  await client(tx).$executeRaw`
    WITH settled AS (
      UPDATE "JoinRequest" SET state = 'agreed', "decidedById" = ${memberId}, "decidedAt" = now()
      WHERE "identityId" = ${identityId} AND state = 'waiting' RETURNING id)
    UPDATE "Question" q SET "closedAt" = now() FROM settled
    WHERE q.subject = 'join:' || settled.id AND q."closedAt" IS NULL`;
}

/**
 * The member whom an account was asked about, see JoinRequest.memberId; null = it was not asked, or the member has come
 * back with another account under this login meanwhile.
 */
export async function askedMember(tx: Tx, identityId: number, session: string): Promise<number | null> {
  const rows = await client(tx).$queryRaw<{ memberId: number }[]>`
    SELECT r."memberId" FROM "JoinRequest" r JOIN "Identity" i ON i.id = r."identityId"
    WHERE r."identityId" = ${identityId} AND r.state = 'waiting' AND r."memberId" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "Identity" o
      WHERE o."memberId" = r."memberId" AND o.platform = i.platform AND o.session = ${session})`;
  return rows[0]?.memberId ?? null;
}
