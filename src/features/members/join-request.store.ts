import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

export interface JoinRequestRow {
  id: number;
  unitId: number;
  identityId: number;
  name: string;
  identity: { platform: string; displayName: string; dmConversation: string | null };
}

const fields = {
  id: true,
  unitId: true,
  identityId: true,
  name: true,
  identity: { select: { platform: true, displayName: true, dmConversation: true } },
} as const;

/** One waiting request for each account: saying another name replaces the first. */
export async function openJoinRequest(tx: Tx, unitId: number, identityId: number, name: string): Promise<number> {
  const db = client(tx);
  const waiting = await db.joinRequest.findFirst({ where: { identityId, state: 'waiting' }, select: { id: true } });
  const data = { unitId, identityId, name };
  const row = waiting
    ? await db.joinRequest.update({ where: { id: waiting.id }, data, select: { id: true } })
    : await db.joinRequest.create({ data, select: { id: true } });
  return row.id;
}

export async function waitingRequests(tx: Tx, unitId: number): Promise<JoinRequestRow[]> {
  return client(tx).joinRequest.findMany({
    where: { unitId, state: 'waiting' },
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
