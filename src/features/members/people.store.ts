import { asConversationId, type ConversationId } from '../../chat/conversation-id.ts';
import type { Person } from '../../chat/directory.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

const personFields = { id: true, key: true, name: true, role: true, standing: true, unitId: true } as const;

/** A member by row; null for one who has left. */
export async function findPerson(tx: Tx, id: number): Promise<Person | null> {
  return client(tx).member.findFirst({ where: { id, leftAt: null }, select: personFields });
}

/** See Directory. */
export async function privateConversation(
  tx: Tx,
  memberId: number,
  platform: string,
  avoid = '',
): Promise<ConversationId | null> {
  // Not one that the person has closed to the bot, nor one whose id ended with an older login.
  const accounts = await client(tx).$queryRaw<{ platform: string; dmConversation: string | null }[]>`
    SELECT i.platform, i."dmConversation" FROM "Identity" i
    WHERE i."memberId" = ${memberId} AND i."dmConversation" IS NOT NULL AND i.platform <> ${avoid} AND NOT EXISTS (
      SELECT 1 FROM "Chat" c WHERE c.conversation = i."dmConversation" AND (c."closedAt" IS NOT NULL OR c.session <> (
        SELECT l.session FROM "Login" l WHERE l.platform = c.platform ORDER BY l.id DESC LIMIT 1)))
    ORDER BY i.id`;
  const best = accounts.find((account) => account.platform === platform) ?? accounts[0];
  return best?.dmConversation ? asConversationId(best.dmConversation) : null;
}

/** See Directory. */
/** Titles of those of the groups in which the bot may write, oldest first. */
export async function openGroupTitles(tx: Tx, groups: readonly ConversationId[]): Promise<string[]> {
  const chats = await client(tx).chat.findMany({
    where: { conversation: { in: [...groups] }, closedAt: null, title: { not: '' } },
    orderBy: { id: 'asc' },
    select: { title: true },
  });
  return chats.map(({ title }) => title);
}

export async function groupConversations(tx: Tx, unitId: number): Promise<readonly ConversationId[]> {
  const chats = await client(tx).chat.findMany({ where: { unitId, kind: 'group' }, orderBy: { id: 'asc' } });
  return chats.map((chat) => asConversationId(chat.conversation));
}

/** See Directory. */
export async function peopleWithRole(
  tx: Tx,
  unitId: number,
  roles: readonly Person['role'][],
): Promise<readonly Person[]> {
  return client(tx).member.findMany({
    where: { unitId, leftAt: null, role: { in: [...roles] } },
    orderBy: { id: 'asc' },
    select: personFields,
  });
}

/** Members of the unit with exactly this name, ignoring spaces inside it. */
export async function findMembersByName(tx: Tx, unitId: number, name: string): Promise<Person[]> {
  const members = await client(tx).member.findMany({
    where: { unitId, leftAt: null },
    orderBy: { id: 'asc' },
    select: personFields,
  });
  const wanted = name.normalize('NFKC').replace(/\s/g, '');
  return members.filter((member) => member.name.normalize('NFKC').replace(/\s/g, '') === wanted);
}

/** Every member of the unit, in the order they were entered. */
export async function listMembers(tx: Tx, unitId: number): Promise<Person[]> {
  return client(tx).member.findMany({ where: { unitId, leftAt: null }, orderBy: { id: 'asc' }, select: personFields });
}
