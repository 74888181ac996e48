import { AppError } from '../../lib/errors.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import type { Room, RoomMember } from './room-log.ts';

/** Every room: the groups, and one private talk for each member who is in a room. */
const roomsQuery = `
  SELECT substr(c.conversation, 5) AS id, c.title AS name, 'group' AS kind, u.key AS unit, c.id AS place
  FROM "Chat" c JOIN "Unit" u ON u.id = c."unitId" WHERE c.platform = 'web' AND c.kind = 'group'
  UNION ALL
  SELECT 'dm:' || m.key, m.name, 'dm', u.key, 1000000 + m.id
  FROM "Member" m JOIN "Identity" i ON i."memberId" = m.id AND i.platform = 'web' JOIN "Unit" u ON u.id = m."unitId"
  WHERE m."leftAt" IS NULL`;

/** Members of a room: those of the group's unit, or the one person of a private talk. */
const membersQuery = `
  SELECT m.key, m.name, CASE WHEN m.standing = 'candidate' THEN 'candidate'
    WHEN m.role IN ('secretary', 'leader') THEN m.role::text ELSE 'member' END AS role, r.name AS "roomName"
  FROM (${roomsQuery}) r JOIN "Unit" u ON u.key = r.unit
  JOIN "Member" m ON m."unitId" = u.id AND m."leftAt" IS NULL
  JOIN "Identity" i ON i."memberId" = m.id AND i.platform = 'web'
  WHERE r.id = $1 AND (r.kind = 'group' OR r.id = 'dm:' || m.key)
  ORDER BY m.id`;

const noRoom = (room: string) =>
  new AppError('room.not_found', `there is no room ${JSON.stringify(room.slice(0, 60))}`);

/** A member of a room, with the room's name. */
export interface RoomPerson extends RoomMember {
  roomName: string;
}

export async function listRooms(pool: Pool): Promise<readonly Room[]> {
  const { rows } = await pool.query<Room>(
    `SELECT id, name, kind, unit,
       coalesce((SELECT max(m.id) FROM "RoomMessage" m WHERE m.room = r.id), 0)::int AS "lastId"
     FROM (${roomsQuery}) r ORDER BY place`,
  );
  return rows;
}

/** @throws AppError `room.not_found` */
export async function requireRoom(pool: Pool, room: string): Promise<void> {
  const { rowCount } = await pool.query(`SELECT 1 FROM (${roomsQuery}) r WHERE r.id = $1`, [room]);
  if (rowCount === 0) throw noRoom(room);
}

/** Nobody where the unit still waits for its first member. @throws AppError `room.not_found` */
export async function peopleOf(pool: Pool, room: string): Promise<readonly RoomPerson[]> {
  const { rows } = await pool.query<RoomPerson>(membersQuery, [room]);
  if (rows.length === 0) await requireRoom(pool, room);
  return rows;
}

/**
 * Who wants to speak, looked up by key; only a refusal asks for the whole room.
 * @returns undefined when nobody of that key is in the room @throws AppError `room.not_found`
 */
export async function speakerOf(
  pool: Pool,
  room: string,
  conversation: string,
  key: string,
): Promise<{ name: string; roomName: string } | undefined> {
  const { rows } = await pool.query<{ name: string; roomName: string }>(
    `SELECT m.name, coalesce(c.title, m.name) AS "roomName" FROM "Member" m
     JOIN "Identity" i ON i."memberId" = m.id AND i.platform = 'web'
     LEFT JOIN "Chat" c ON c.conversation = $2 AND c.kind = 'group' AND c."unitId" = m."unitId"
     WHERE m.key = $3 AND m."leftAt" IS NULL AND (c.id IS NOT NULL OR $1 = 'dm:' || m.key)`,
    [room, conversation, key],
  );
  if (rows.length === 0) await requireRoom(pool, room);
  return rows[0];
}
