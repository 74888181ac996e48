import type { ConversationId } from '../../chat/conversation-id.ts';
import { asConversationId, withoutTopic } from '../../chat/conversation-id.ts';
import type { Directory, Person, Who } from '../../chat/directory.ts';
import type { InboundMessage } from '../../chat/message.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

const personFields = { id: true, key: true, name: true, role: true, standing: true, unitId: true } as const;
const unitFields = { id: true, key: true, name: true } as const;

async function unitOfGroup(tx: Tx, message: InboundMessage) {
  if (message.kind !== 'group') return null;
  const chat = await client(tx).chat.findUnique({
    where: { conversation: withoutTopic(message.conversation) },
    select: { unit: { select: unitFields } },
  });
  return chat?.unit ?? null;
}

async function findAccount(tx: Tx, message: InboundMessage) {
  if (!message.sender) return null;
  return client(tx).identity.findUnique({
    where: { platform_externalId: { platform: message.platform, externalId: message.sender.id } },
    select: { id: true, member: { select: { ...personFields, leftAt: true, unit: { select: unitFields } } } },
  });
}

async function identify(tx: Tx, message: InboundMessage): Promise<Who> {
  const group = await unitOfGroup(tx, message);
  const account = await findAccount(tx, message);
  const identityId = account?.id ?? null;
  const member = account?.member && account.member.leftAt === null ? account.member : null;
  if (!member) return { unit: group, person: null, elsewhere: false, identityId };
  const { unit, leftAt: _, ...person } = member;
  if (message.kind === 'dm') return { unit, person, elsewhere: false, identityId };
  if (group && group.id !== unit.id) return { unit: group, person: null, elsewhere: true, identityId };
  return { unit: group, person, elsewhere: false, identityId };
}

/** Notes chat and account. A group's title and a person's shown name follow the platform. */
async function remember(tx: Tx, message: InboundMessage): Promise<number | null> {
  const db = client(tx);
  const conversation = withoutTopic(message.conversation);
  const { platform, kind, chatTitle: title } = message;
  await db.$executeRaw`
    INSERT INTO "Chat" (conversation, platform, kind, title) VALUES (${conversation}, ${platform}, ${kind}::"ChatKind", ${title})
    ON CONFLICT (conversation) DO UPDATE SET title = EXCLUDED.title WHERE "Chat".title <> EXCLUDED.title`;
  if (!message.sender) return null;
  const { id: externalId, name: displayName } = message.sender;
  const dmConversation = kind === 'dm' ? conversation : null;
  const rows = await db.$queryRaw<{ id: number }[]>`
    INSERT INTO "Identity" (platform, "externalId", "displayName", "dmConversation")
    VALUES (${platform}, ${externalId}, ${displayName}, ${dmConversation})
    ON CONFLICT (platform, "externalId") DO UPDATE SET "displayName" = EXCLUDED."displayName",
      "dmConversation" = coalesce(EXCLUDED."dmConversation", "Identity"."dmConversation")
    RETURNING id`;
  return rows[0]?.id ?? null;
}

async function privateConversation(tx: Tx, memberId: number, platform: string): Promise<ConversationId | null> {
  const accounts = await client(tx).identity.findMany({
    where: { memberId, dmConversation: { not: null } },
    orderBy: { id: 'asc' },
    select: { platform: true, dmConversation: true },
  });
  const best = accounts.find((account) => account.platform === platform) ?? accounts[0];
  return best?.dmConversation ? asConversationId(best.dmConversation) : null;
}

async function groupConversations(tx: Tx, unitId: number): Promise<readonly ConversationId[]> {
  const chats = await client(tx).chat.findMany({ where: { unitId, kind: 'group' }, orderBy: { id: 'asc' } });
  return chats.map((chat) => asConversationId(chat.conversation));
}

async function peopleWithRole(tx: Tx, unitId: number, roles: readonly Person['role'][]): Promise<readonly Person[]> {
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

/** Who speaks and where people can be reached, from our tables. */
export const directory: Directory = { identify, remember, privateConversation, groupConversations, peopleWithRole };
