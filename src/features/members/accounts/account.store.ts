import { asConversationId } from '../../../chat/conversation-id.ts';
import { moveConversation } from '../../../chat/chat-changes/chat-move.store.ts';
import type { Tx } from '../../../lib/tx.ts';
import { client } from '../../../storage/index.ts';
import type { AccountNames, KnownAccount } from '../after-login/match-account.ts';

/** An account on a platform. */
export interface Account extends AccountNames {
  id: number;
  platform: string;
  externalId: string;
  session: string | null;
  memberId: number | null;
  dmConversation: string | null;
}

export interface MemberAccount extends KnownAccount {
  externalId: string;
  session: string | null;
  unitId: number;
}

const fields = {
  id: true,
  platform: true,
  externalId: true,
  session: true,
  memberId: true,
  dmConversation: true,
  displayName: true,
  remark: true,
  nickname: true,
} as const;

export async function findAccount(tx: Tx, id: number): Promise<Account> {
  return client(tx).identity.findUniqueOrThrow({ where: { id }, select: fields });
}

export async function findAccountByExternalId(tx: Tx, platform: string, externalId: string): Promise<Account | null> {
  return client(tx).identity.findUnique({
    where: { platform_externalId: { platform, externalId } },
    select: fields,
  });
}

/** The account that had this id at an earlier login. */
export async function accountByFormerId(tx: Tx, platform: string, formerId: string): Promise<Account | null> {
  return client(tx).identity.findFirst({
    where: { platform, formerIds: { has: formerId }, memberId: { not: null } },
    select: fields,
  });
}

export async function accountsOf(tx: Tx, memberId: number): Promise<Account[]> {
  return client(tx).identity.findMany({ where: { memberId }, orderBy: { id: 'asc' }, select: fields });
}

/** The login that a platform is in: the newest that anything came under; null where ids stay the same. */
async function presentSession(tx: Tx, platform: string): Promise<string | null> {
  const login = await client(tx).login.findFirst({ where: { platform }, orderBy: { id: 'desc' } });
  return login?.session ?? null;
}

/** Notes under which login something came. @returns whether it is the present one: what is handled late may be of an older */
export async function noteLogin(tx: Tx, platform: string, session: string): Promise<boolean> {
  await client(tx).$executeRaw`
    INSERT INTO "Login" (platform, session) SELECT ${platform}, ${session}
    WHERE NOT EXISTS (SELECT 1 FROM "Login" WHERE platform = ${platform} AND session = ${session})
    ON CONFLICT DO NOTHING`;
  return (await presentSession(tx, platform)) === session;
}

/** Members' accounts under ids that are not of this login; of one unit, or of all. */
export async function accountsOfOtherLogins(
  tx: Tx,
  { platform, session, unitId }: { platform: string; session: string | null; unitId: number | null },
): Promise<MemberAccount[]> {
  return client(tx).$queryRaw<MemberAccount[]>`
    SELECT i.id, i."externalId", i.session, i."memberId", m."unitId", m.name AS "memberName", i."displayName", i.nickname, i.remark
    FROM "Identity" i JOIN "Member" m ON m.id = i."memberId" AND m."leftAt" IS NULL
    WHERE i.platform = ${platform} AND i.session IS DISTINCT FROM ${session}
      AND (${unitId}::int IS NULL OR m."unitId" = ${unitId})
    ORDER BY i.id`;
}

/** What everybody else is called who was seen under ids of this login. */
export async function namesPresent(
  tx: Tx,
  { platform, session, except }: { platform: string; session: string; except: string },
): Promise<AccountNames[]> {
  return client(tx).$queryRaw<AccountNames[]>`
    SELECT i."displayName", i.nickname, i.remark, m.name AS "memberName"
    FROM "Identity" i LEFT JOIN "Member" m ON m.id = i."memberId"
    WHERE i.platform = ${platform} AND i.session = ${session} AND i."externalId" <> ${except}`;
}

/**
 * The account goes on under another id of its platform; whoever's it is stays. What was noted under the new id before
 * it was recognised (waiting words, requests, the private talk) becomes this account's. The old id stays known.
 */
export async function renewAccount(
  tx: Tx,
  id: number,
  next: { externalId: string; session: string | null },
): Promise<void> {
  const db = client(tx);
  const old = await findAccount(tx, id);
  const stray = await findAccountByExternalId(tx, old.platform, next.externalId);
  if (stray && stray.id !== id) {
    await db.joinRequest.updateMany({ where: { identityId: stray.id }, data: { identityId: id } });
    await db.inboxMessage.updateMany({ where: { identityId: stray.id }, data: { identityId: id } });
    await db.identity.delete({ where: { id: stray.id } });
  }
  await db.$executeRaw`
    UPDATE "Identity" SET "formerIds" = ("formerIds" || "externalId")[greatest(1, cardinality("formerIds") - 3):],
      "externalId" = ${next.externalId}, session = ${next.session}
    WHERE id = ${id} AND "externalId" <> ${next.externalId}`;
  if (stray?.dmConversation) await openTalk(tx, id, stray.dmConversation);
}

/** The private talk of an account is there now: what waits for the one of an older login goes there. */
export async function openTalk(tx: Tx, id: number, conversation: string): Promise<void> {
  const { dmConversation, session } = await findAccount(tx, id);
  if (dmConversation === conversation) return;
  if (dmConversation && session !== null) {
    await moveConversation(tx, asConversationId(dmConversation), asConversationId(conversation));
  }
  await client(tx).identity.update({ where: { id }, data: { dmConversation: conversation } });
}

/** The account belongs to the member (null: to nobody) from now on. */
export async function setOwner(tx: Tx, id: number, memberId: number | null): Promise<void> {
  await client(tx).identity.update({ where: { id }, data: { memberId } });
}

/** The names under which an account was last seen; what is not said stays. */
export async function noteNames(
  tx: Tx,
  id: number,
  { name, remark, nickname }: { name: string; remark?: string | undefined; nickname?: string | undefined },
): Promise<void> {
  await client(tx).identity.update({
    where: { id },
    data: {
      displayName: name,
      ...(remark ? { remark } : {}),
      ...(nickname ? { nickname } : {}),
    },
  });
}
