import { withoutTopic } from '../../chat/conversation-id.ts';
import type { Directory, Perhaps, Person, Who } from '../../chat/directory.ts';
import type { InboundMessage, Sender } from '../../chat/message.ts';
import type { Tx } from '../../lib/tx.ts';
import { client } from '../../storage/index.ts';
import { accountByFormerId, noteLogin, openTalk } from './accounts/account.store.ts';
import { askWhoItIs } from './after-login/ask-who-it-is.ts';
import { askedMember } from './join-request.store.ts';
import { meetAgain } from './after-login/meet-again.ts';
import { findPerson, groupConversations, peopleWithRole, privateConversation } from './people.store.ts';
import { recogniseAccount } from './after-login/recognise-account.ts';

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

const unknown: Who = { unit: null, person: null, elsewhere: false, perhaps: null, identityId: null };

async function identify(tx: Tx, message: InboundMessage): Promise<Who> {
  const row = await readWho(tx, message);
  if (!row) return unknown;
  const { session, sender } = message;
  const isNewId = row.id === null && session !== undefined && sender !== null;
  return isNewId ? identifyAnew(tx, message, { row, session, sender }) : whoOf(row, message);
}

function whoOf(row: WhoRow, message: InboundMessage): Who {
  const identityId = row.identity_id;
  const group = row.group_id === null ? null : { id: row.group_id, key: row.group_key, name: row.group_name };
  if (row.id === null) return { ...unknown, unit: group, identityId };
  const { id, key, name, role, standing, unit_id: unitId } = row;
  const person = { id, key, name, role, standing, unitId };
  const own = { id: unitId, key: row.unit_key, name: row.unit_name };
  if (message.kind === 'dm') return { ...unknown, unit: own, person, identityId };
  if (group && group.id !== unitId) return { ...unknown, unit: group, elsewhere: true, identityId };
  return { ...unknown, unit: group, person, identityId };
}

/** An id that nobody has now, on a platform where ids change: perhaps that of a member since the last login, or before. */
async function identifyAnew(
  tx: Tx,
  message: InboundMessage,
  { row, session, sender }: { row: WhoRow; session: string; sender: Sender },
): Promise<Who> {
  const { platform } = message;
  const former = await accountByFormerId(tx, platform, sender.id);
  const match = former ? null : await recogniseAccount(tx, { platform, session, sender, unitId: row.group_id });
  // Looked at again in any case: another message of the same person may have been recognised at this very moment.
  const there = former ? { ...message, sender: { ...sender, id: former.externalId } } : message;
  const now = await readWho(tx, there);
  if (now && now.id !== null) return whoOf(now, message);
  const asked = row.identity_id === null ? null : await askedMember(tx, row.identity_id, session);
  const memberId = asked ?? match?.account.memberId ?? null;
  const person = memberId === null ? null : await findPerson(tx, memberId);
  const perhaps: Perhaps | null = person && { person, asked: asked !== null };
  return { ...whoOf(row, message), perhaps };
}

/**
 * Notes chat and account. A group's title and a person's shown name follow the platform. A chat that was closed to the
 * bot is open again: somebody speaks to it there. What is handled late, from an older login, does not set a chat back.
 */
async function remember(tx: Tx, message: InboundMessage): Promise<number | null> {
  const { platform, session } = message;
  const isPresent = session !== undefined && (await noteLogin(tx, platform, session));
  await rememberChat(tx, message, isPresent ? session : null);
  if (!message.sender) return null;
  const former = session === undefined ? null : await accountByFormerId(tx, platform, message.sender.id);
  return former?.id ?? rememberAccount(tx, message, message.sender);
}

async function rememberChat(tx: Tx, message: InboundMessage, session: string | null): Promise<void> {
  const conversation = withoutTopic(message.conversation);
  const { platform, kind, chatTitle: title } = message;
  await client(tx).$executeRaw`
    INSERT INTO "Chat" (conversation, platform, kind, title, session)
    VALUES (${conversation}, ${platform}, ${kind}::"ChatKind", ${title}, ${session})
    ON CONFLICT (conversation) DO UPDATE SET title = EXCLUDED.title, "closedAt" = NULL, "closedWhy" = NULL,
      session = coalesce(EXCLUDED.session, "Chat".session)
    WHERE "Chat".title <> EXCLUDED.title OR "Chat"."closedAt" IS NOT NULL
      OR "Chat".session IS DISTINCT FROM coalesce(EXCLUDED.session, "Chat".session)`;
}

async function rememberAccount(tx: Tx, message: InboundMessage, sender: Sender): Promise<number | null> {
  const { platform, kind, session = null } = message;
  const { id: externalId, name: displayName, remark = null, nickname = null } = sender;
  const talk = kind === 'dm' ? withoutTopic(message.conversation) : null;
  const dmConversation = session === null ? talk : null;
  const rows = await client(tx).$queryRaw<{ id: number }[]>`
    INSERT INTO "Identity" (platform, "externalId", "displayName", "dmConversation", session, remark, nickname)
    VALUES (${platform}, ${externalId}, ${displayName}, ${dmConversation}, ${session}, ${remark}, ${nickname})
    ON CONFLICT (platform, "externalId") DO UPDATE SET "displayName" = EXCLUDED."displayName",
      "dmConversation" = coalesce(EXCLUDED."dmConversation", "Identity"."dmConversation"),
      session = coalesce(EXCLUDED.session, "Identity".session),
      remark = coalesce(EXCLUDED.remark, "Identity".remark), nickname = coalesce(EXCLUDED.nickname, "Identity".nickname)
    RETURNING id`;
  const id = rows[0]?.id ?? null;
  if (id !== null && session !== null && talk !== null) await openTalk(tx, id, talk);
  return id;
}

/** Who speaks and where people can be reached, from our tables. */
export const directory: Directory = {
  identify,
  remember,
  privateConversation,
  groupConversations,
  peopleWithRole,
  meetAgain,
  askWhoItIs,
};
