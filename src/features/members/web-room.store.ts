import type { Locale } from '../../chat/locale.ts';
import type { Database } from '../../storage/index.ts';
import { texts } from './texts.ts';

/** Why the chats of the browser are closed while the room is off; they open again with it. */
const roomOff = 'web_room.off';

/**
 * Gives every unit a room in the browser: for pasting in what a platform did not deliver, and for those who have none.
 * While the room is off nothing is sent there: nobody would ever take it.
 */
export async function ensureWebRooms(pool: Database['pool'], isOpen: boolean, locale: Locale): Promise<void> {
  if (!isOpen) {
    const close = `UPDATE "Chat" SET "closedAt" = now(), "closedWhy" = $1 WHERE platform = 'web' AND "closedAt" IS NULL`;
    await pool.query(close, [roomOff]);
    return;
  }
  await pool.query(
    `WITH opened AS (
       UPDATE "Chat" SET "closedAt" = NULL, "closedWhy" = NULL WHERE platform = 'web' AND "closedWhy" = $1),
     rooms AS (
       INSERT INTO "Chat" (conversation, platform, kind, title, "unitId", "noticedAt")
       SELECT 'web:' || u.key, 'web', 'group', $2, u.id, now() FROM "Unit" u
       WHERE NOT EXISTS (SELECT FROM "Chat" c WHERE c."unitId" = u.id AND c.platform = 'web' AND c.kind = 'group')
       ON CONFLICT (conversation) DO NOTHING)
     INSERT INTO "Identity" (platform, "externalId", "displayName", "memberId")
     SELECT 'web', m.key, m.name, m.id FROM "Member" m
     WHERE m."leftAt" IS NULL AND NOT EXISTS (SELECT FROM "Identity" i WHERE i."memberId" = m.id AND i.platform = 'web')
     ON CONFLICT (platform, "externalId") DO NOTHING`,
    [roomOff, texts(locale)('web_room.title')],
  );
}
