import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { OutboundBody } from '../message.ts';

/** A notice that nobody has been told yet. */
export interface UntoldNotice {
  id: bigint;
  subject: string | null;
  body: OutboundBody;
  hintedAt: Date | null;
}

/** @returns its id; null when the matter was noted for this secretary before */
export async function addNotice(
  tx: Tx,
  notice: { unitId: number; memberId: number | null; naturalKey: string; subject: string | null; body: OutboundBody },
): Promise<bigint | null> {
  const { unitId, memberId, naturalKey, subject, body } = notice;
  const rows = await client(tx).$queryRaw<{ id: bigint }[]>`
    INSERT INTO "Notice" ("unitId", "memberId", "naturalKey", subject, body)
    VALUES (${unitId}, ${memberId}, ${naturalKey}, ${subject}, ${JSON.stringify(body)}::jsonb)
    ON CONFLICT ("naturalKey") DO NOTHING RETURNING id`;
  return rows[0]?.id ?? null;
}

/** What waits for a secretary, oldest first: their own, and what nobody who is a secretary now would ever be told. */
export async function untoldNotices(
  tx: Tx,
  secretary: { id: number; unitId: number },
  limit: number,
): Promise<UntoldNotice[]> {
  return client(tx).$queryRaw<UntoldNotice[]>`
    SELECT id, subject, body, "hintedAt" FROM "Notice" n
    WHERE "unitId" = ${secretary.unitId} AND "toldAt" IS NULL AND ("memberId" = ${secretary.id} OR NOT EXISTS (
      SELECT 1 FROM "Member" m
      WHERE m.id = n."memberId" AND m.role = 'secretary' AND m."leftAt" IS NULL AND m."unitId" = n."unitId"))
    ORDER BY id LIMIT ${limit} FOR UPDATE OF n`;
}

/** It is in the outbox now, which keeps the words. */
export async function markTold(tx: Tx, id: bigint): Promise<void> {
  await client(tx).$executeRaw`UPDATE "Notice" SET "toldAt" = now(), body = '{"text":""}' WHERE id = ${id}`;
}

export async function markHinted(tx: Tx, ids: readonly bigint[], at: Date): Promise<void> {
  await client(tx).notice.updateMany({ where: { id: { in: [...ids] } }, data: { hintedAt: at } });
}
