import { withoutTopic, type ConversationId } from '../../chat/conversation-id.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import type { MemberAccount } from './accounts/account.store.ts';

/** A group that the bot was in. */
export interface Room {
  conversation: ConversationId;
  title: string;
  unitId: number;
}

/** @returns the unit that a group is bound to; undefined when nothing is known of the group */
export async function unitOfRoom(tx: Tx, conversation: ConversationId): Promise<number | null | undefined> {
  const row = await client(tx).chat.findUnique({
    where: { conversation: withoutTopic(conversation) },
    select: { unitId: true },
  });
  return row?.unitId;
}

/** Groups of units that were last seen under ids of another login of the platform. */
export async function roomsOfOtherLogins(
  tx: Tx,
  { platform, session, unitId = null }: { platform: string; session: string; unitId?: number | null },
): Promise<Room[]> {
  return client(tx).$queryRaw<Room[]>`
    SELECT conversation, title, "unitId" FROM "Chat"
    WHERE platform = ${platform} AND kind = 'group' AND session IS DISTINCT FROM ${session}
      AND "unitId" IS NOT NULL AND "closedAt" IS NULL AND (${unitId}::int IS NULL OR "unitId" = ${unitId})
    ORDER BY id`;
}

/** The group is there under this login. */
export async function noteRoom(
  tx: Tx,
  conversation: ConversationId,
  { session, title }: { session: string; title: string },
): Promise<void> {
  await client(tx).chat.updateMany({ where: { conversation: withoutTopic(conversation) }, data: { session, title } });
}

/** Every account that the members of a unit have on a platform, of whatever login. */
export async function accountsInUnit(tx: Tx, platform: string, unitId: number): Promise<MemberAccount[]> {
  return client(tx).$queryRaw<MemberAccount[]>`
    SELECT i.id, i."externalId", i.session, i."memberId", m."unitId", m.name AS "memberName", i."displayName", i.nickname, i.remark
    FROM "Identity" i JOIN "Member" m ON m.id = i."memberId" AND m."leftAt" IS NULL
    WHERE i.platform = ${platform} AND m."unitId" = ${unitId} ORDER BY i.id`;
}

/** The group belongs to no unit any more; what was asked in it is closed. */
export async function unbindRoom(tx: Tx, conversation: ConversationId, now: Date): Promise<void> {
  const db = client(tx);
  await db.chat.update({ where: { conversation }, data: { unitId: null, noticedAt: null } });
  await db.question.updateMany({ where: { conversation, closedAt: null }, data: { closedAt: now } });
}

/** Whether the platform shows the bot all that is said in the group; null = not known. */
export async function hearsAll(tx: Tx, conversation: ConversationId): Promise<boolean | null> {
  const row = await client(tx).chat.findUnique({
    where: { conversation: withoutTopic(conversation) },
    select: { hearsAll: true },
  });
  return row?.hearsAll ?? null;
}

export async function noteHearing(tx: Tx, conversation: ConversationId, hears: boolean): Promise<void> {
  await client(tx).chat.updateMany({
    where: { conversation: withoutTopic(conversation) },
    data: { hearsAll: hears },
  });
}
