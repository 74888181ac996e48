import type { ConversationId } from '../../chat/conversation-id.ts';
import { asConversationId, withoutTopic } from '../../chat/conversation-id.ts';
import type { Directory, Person, Who } from '../../chat/directory.ts';
import type { InboundMessage } from '../../chat/message.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';

const personFields = { id: true, key: true, name: true, role: true, standing: true, unitId: true } as const;

interface WhoRow {
  identity_id: number | null;
  group_id: number | null;
  group_key: string;
  group_name: string;
  id: number | null;
  key: string;
  name: string;
  role: Person['role'];
  standing: Person['standing'];
  unit_id: number;
  unit_key: string;
  unit_name: string;
}

/** One look for every message: the group's unit, the account, the member behind it and that member's unit. */
async function readWho(tx: Tx, message: InboundMessage): Promise<WhoRow | undefined> {
  const group = message.kind === 'group' ? withoutTopic(message.conversation) : null;
  const rows = await client(tx).$queryRaw<WhoRow[]>`
    SELECT i.id AS identity_id, g.id AS group_id, g.key AS group_key, g.name AS group_name,
      m.id, m.key, m.name, m.role::text, m.standing::text, u.id AS unit_id, u.key AS unit_key, u.name AS unit_name
    FROM (SELECT ${group}::text AS conversation, ${message.platform}::text AS platform, ${message.sender?.id ?? null}::text AS account) said
    LEFT JOIN "Chat" c ON c.conversation = said.conversation
    LEFT JOIN "Unit" g ON g.id = c."unitId"
    LEFT JOIN "Identity" i ON i.platform = said.platform AND i."externalId" = said.account
    LEFT JOIN "Member" m ON m.id = i."memberId" AND m."leftAt" IS NULL
    LEFT JOIN "Unit" u ON u.id = m."unitId"`;
  return rows[0];
}

async function identify(tx: Tx, message: InboundMessage): Promise<Who> {
  const row = await readWho(tx, message);
  if (!row) return { unit: null, person: null, elsewhere: false, identityId: null };
  const identityId = row.identity_id;
  const group = row.group_id === null ? null : { id: row.group_id, key: row.group_key, name: row.group_name };
  if (row.id === null) return { unit: group, person: null, elsewhere: false, identityId };
  const { id, key, name, role, standing, unit_id: unitId } = row;
  const person = { id, key, name, role, standing, unitId };
  const own = { id: unitId, key: row.unit_key, name: row.unit_name };
  if (message.kind === 'dm') return { unit: own, person, elsewhere: false, identityId };
  if (group && group.id !== unitId) return { unit: group, person: null, elsewhere: true, identityId };
  return { unit: group, person, elsewhere: false, identityId };
}

/**
 * Notes chat and account. A group's title and a person's shown name follow the platform. A chat that was closed to the
 * bot is open again: somebody speaks to it there.
 */
async function remember(tx: Tx, message: InboundMessage): Promise<number | null> {
  const db = client(tx);
  const conversation = withoutTopic(message.conversation);
  const { platform, kind, chatTitle: title } = message;
  await db.$executeRaw`
    INSERT INTO "Chat" (conversation, platform, kind, title) VALUES (${conversation}, ${platform}, ${kind}::"ChatKind", ${title})
    ON CONFLICT (conversation) DO UPDATE SET title = EXCLUDED.title, "closedAt" = NULL, "closedWhy" = NULL
    WHERE "Chat".title <> EXCLUDED.title OR "Chat"."closedAt" IS NOT NULL`;
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
  // Not one that the person has closed to the bot.
  const accounts = await client(tx).$queryRaw<{ platform: string; dmConversation: string | null }[]>`
    SELECT i.platform, i."dmConversation" FROM "Identity" i
    WHERE i."memberId" = ${memberId} AND i."dmConversation" IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM "Chat" c WHERE c.conversation = i."dmConversation" AND c."closedAt" IS NOT NULL)
    ORDER BY i.id`;
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
