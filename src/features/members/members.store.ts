import type { ConversationId } from '../../chat/conversation-id.ts';
import type { RoleName, UnitRef } from '../../chat/directory.ts';
import type { Tx } from '../../lib/tx.ts';
import { client, type PrismaClient } from '../../storage/index.ts';

/** Makes a member, with key `m<id>` and a place in the room in the browser. */
export async function createMember(
  tx: Tx,
  member: { unitId: number; name: string; role?: RoleName; standing?: 'full' | 'candidate' },
): Promise<{ id: number }> {
  const { unitId, name, role = 'member', standing = 'full' } = member;
  const rows = await client(tx).$queryRaw<{ id: number }[]>`
    WITH next AS (SELECT nextval(pg_get_serial_sequence('"Member"', 'id')) AS id),
    made AS (
      INSERT INTO "Member" (id, key, "unitId", name, role, standing)
      SELECT id, 'm' || id, ${unitId}, ${name}, ${role}::"Role", ${standing}::"Standing" FROM next
      RETURNING id, key, name),
    in_room AS (
      INSERT INTO "Identity" (platform, "externalId", "displayName", "memberId")
      SELECT 'web', key, name, id FROM made ON CONFLICT (platform, "externalId") DO NOTHING)
    SELECT id FROM made`;
  return { id: rows[0]?.id ?? 0 };
}

export async function setRole(tx: Tx, memberId: number, role: RoleName): Promise<void> {
  await client(tx).member.update({ where: { id: memberId }, data: { role } });
}

/** Of these members, those who have no account on the platform yet; where ids change at each login, none of this one. */
export async function withoutAccount(
  tx: Tx,
  memberIds: readonly number[],
  { platform, session }: { platform: string; session: string | null },
): Promise<Set<number>> {
  const linked = await client(tx).identity.findMany({
    where: { memberId: { in: [...memberIds] }, platform, session },
    select: { memberId: true },
  });
  const taken = new Set(linked.map((identity) => identity.memberId));
  return new Set(memberIds.filter((id) => !taken.has(id)));
}

export async function bindChat(tx: Tx, conversation: ConversationId, unitId: number): Promise<void> {
  await client(tx).chat.update({ where: { conversation }, data: { unitId } });
}

/** @returns false when the group was told before */
export async function noteNotice(tx: Tx, conversation: ConversationId, at: Date): Promise<boolean> {
  const { count } = await client(tx).chat.updateMany({
    where: { conversation, noticedAt: null },
    data: { noticedAt: at },
  });
  return count === 1;
}

/** Uses up a claim code. Null = no such code (any more). A unit without a name takes `title`. */
export async function useClaimCode(tx: Tx, code: string, title: string): Promise<UnitRef | null> {
  const rows = await client(tx).$queryRaw<UnitRef[]>`
    UPDATE "Unit" SET "claimCode" = NULL, name = CASE WHEN name = '' THEN ${title} ELSE name END
    WHERE "claimCode" = ${code} RETURNING id, key, name`;
  return rows[0] ?? null;
}

/** The only unit that people could mean; null when there are several. */
export async function onlyUnit(tx: Tx): Promise<UnitRef | null> {
  const units = await client(tx).unit.findMany({ take: 2, select: { id: true, key: true, name: true } });
  return units.length === 1 ? (units[0] ?? null) : null;
}

export async function identityOf(tx: Tx, identityId: number) {
  return client(tx).identity.findUniqueOrThrow({
    where: { id: identityId },
    select: { id: true, platform: true, displayName: true, memberId: true, dmConversation: true },
  });
}

/** Where members of the unit are: platforms of its groups and of their accounts. */
export async function unitPlatforms(tx: Tx, unitId: number): Promise<string[]> {
  const rows = await client(tx).$queryRaw<{ platform: string }[]>`
    SELECT platform FROM "Chat" WHERE "unitId" = ${unitId}
    UNION SELECT i.platform FROM "Identity" i JOIN "Member" m ON m.id = i."memberId" WHERE m."unitId" = ${unitId}
    ORDER BY platform`;
  return rows.map(({ platform }) => platform);
}

/** What the tables hold about a member, in figures. */
export async function countOwnData(tx: Tx, memberId: number) {
  const db = client(tx);
  const identities = await db.identity.findMany({
    where: { memberId },
    select: { platform: true, displayName: true, nickname: true },
  });
  const submissions = await db.submission.count({ where: { authorId: memberId } });
  const answers = await db.rollEntry.count({ where: { memberId } });
  const reflections = await db.reflection.count({ where: { memberId } });
  const points = await db.pointEntry.count({ where: { memberId } });
  return { identities, submissions, answers, reflections, points };
}

export async function findUnit(tx: Tx, id: number): Promise<UnitRef> {
  return client(tx).unit.findUniqueOrThrow({ where: { id }, select: { id: true, key: true, name: true } });
}

/** For readers outside a transaction. */
export async function findUnitByKey(prisma: PrismaClient, key: string): Promise<UnitRef | null> {
  return prisma.unit.findUnique({ where: { key }, select: { id: true, key: true, name: true } });
}
