import { randomUUID } from 'node:crypto';
import { createBatcher } from '../lib/batcher.ts';
import type { Clock } from '../lib/clock.ts';
import { AppError } from '../lib/errors.ts';
import { cleanText } from '../lib/text.ts';
import type { Database } from '../storage/index.ts';
import { conversationId } from './conversation-id.ts';
import { insertInbox, storageFailure } from './inbox.store.ts';
import type { Button, OutboundFile } from './message.ts';
import type { Room, RoomEntry, RoomLog, RoomMember, RoomPost } from './room-log.ts';

type Pool = Database['pool'];

/** The platform name of the browser room. */
export const roomPlatform = 'web';

const conversationOf = (room: string) => conversationId({ platform: roomPlatform, chat: room });

/** A post whose sender was found to be in the room. */
interface CheckedPost extends RoomPost {
  fromName: string;
  roomName: string;
  /** One post each: the client's key, or one of our own. */
  dedupeKey: string;
  at: Date;
}

interface EntryRow {
  id: number;
  sender: string;
  text: string;
  replyTo: number | null;
  attachments: OutboundFile[];
  buttons: Button[][];
  editVersion: number;
  at: Date;
}

const entryColumns = 'id, sender, text, "replyTo", attachments, buttons, "editVersion", at';

const toEntry = (row: EntryRow): RoomEntry => ({
  id: row.id,
  from: row.sender,
  text: row.text,
  replyTo: row.replyTo,
  files: row.attachments,
  buttons: row.buttons,
  editVersion: row.editVersion,
  at: row.at,
});

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
    WHEN m.role IN ('secretary', 'leader') THEN m.role::text ELSE 'member' END AS role, r.name AS room_name
  FROM (${roomsQuery}) r JOIN "Unit" u ON u.key = r.unit
  JOIN "Member" m ON m."unitId" = u.id AND m."leftAt" IS NULL
  JOIN "Identity" i ON i."memberId" = m.id AND i.platform = 'web'
  WHERE r.id = $1 AND (r.kind = 'group' OR r.id = 'dm:' || m.key)
  ORDER BY m.id`;

const noRoom = (room: string) =>
  new AppError('room.not_found', `there is no room ${JSON.stringify(room.slice(0, 60))}`);

/** Ids become visible in growing order within a room: whoever writes into it holds this lock until the commit. */
const lockRooms = `SELECT pg_advisory_xact_lock(hashtextextended('room:' || room, 0)) FROM unnest($1::text[]) AS room ORDER BY room`;

/** A pool, or one connection of it with a transaction open. */
type Connection = Pick<Pool, 'query'>;

/** Runs `work` in one transaction on one connection. */
async function inOneCommit<T>(pool: Pool, work: (db: Connection) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  try {
    await connection.query('BEGIN');
    const result = await work(connection);
    await connection.query('COMMIT');
    connection.release();
    return result;
  } catch (error) {
    // A connection whose transaction failed is not used again.
    connection.release(true);
    throw error;
  }
}

/** What the web adapter's parse reads; see its schema there. */
const payloadOf = (post: CheckedPost, id: number) => ({
  id,
  room: post.room,
  roomName: post.roomName,
  from: post.from,
  fromName: post.fromName,
  text: post.text,
  replyTo: post.replyTo ?? null,
  files: post.files,
  action: post.action ?? null,
  at: post.at.toISOString(),
});

interface InboxEntry {
  post: CheckedPost;
  updateKey: string;
  messageKey: string | null;
  payload: object;
}

const insertInboxRows = (db: Connection, entries: readonly InboxEntry[]) =>
  db.query(insertInbox, [
    entries.map(() => roomPlatform),
    entries.map(() => roomPlatform),
    entries.map((entry) => entry.updateKey),
    entries.map((entry) => entry.messageKey),
    entries.map((entry) => conversationOf(entry.post.room)),
    entries.map((entry) => JSON.stringify(entry.payload)),
  ]);

interface Inserted {
  id: number;
  dedupeKey: string;
}

/** Puts posts into their rooms; those whose key was there already are not among the answers. */
async function insertPosts(db: Connection, posts: readonly CheckedPost[]): Promise<Inserted[]> {
  const { rows } = await db.query<Inserted>(
    `INSERT INTO "RoomMessage" (room, sender, text, "replyTo", attachments, "dedupeKey", at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[], $6::text[], $7::timestamptz[])
     ON CONFLICT ("dedupeKey") DO NOTHING RETURNING id, "dedupeKey"`,
    [
      posts.map((post) => post.room),
      posts.map((post) => post.from),
      posts.map((post) => post.text),
      posts.map((post) => post.replyTo ?? null),
      posts.map((post) => JSON.stringify(post.files)),
      posts.map((post) => post.dedupeKey),
      posts.map((post) => post.at),
    ],
  );
  return rows;
}

async function writePosts(pool: Pool, posts: readonly CheckedPost[]): Promise<number[]> {
  return inOneCommit(pool, async (db) => {
    await db.query(lockRooms, [[...new Set(posts.map((post) => post.room))]]);
    const inserted = await insertPosts(db, posts);
    const entries = inserted.flatMap(({ id, dedupeKey }) => {
      const post = posts.find((one) => one.dedupeKey === dedupeKey);
      const messageKey = post && `${conversationOf(post.room)}/${id}/0`;
      return post && messageKey ? [{ post, updateKey: String(id), messageKey, payload: payloadOf(post, id) }] : [];
    });
    await insertInboxRows(db, entries);
    const { rows } = await db.query<{ id: number; dedupeKey: string }>(
      'SELECT id, "dedupeKey" FROM "RoomMessage" WHERE "dedupeKey" = ANY($1)',
      [posts.map((post) => post.dedupeKey)],
    );
    const ids = new Map(rows.map((row) => [row.dedupeKey, row.id]));
    return posts.map((post) => ids.get(post.dedupeKey) ?? 0);
  });
}

/** A pressed button is no message of the room: only the inbox learns of it. */
async function writePress(pool: Pool, post: CheckedPost): Promise<number> {
  const id = post.replyTo ?? 0;
  await insertInboxRows(pool, [
    { post, updateKey: `press:${post.dedupeKey}`, messageKey: null, payload: payloadOf(post, id) },
  ]);
  return id;
}

async function checkPost(pool: Pool, post: RoomPost, at: Date): Promise<CheckedPost> {
  const { rows } = await pool.query<{ key: string; name: string; room_name: string }>(membersQuery, [post.room]);
  const speaker = rows.find((row) => row.key === post.from);
  if (rows.length === 0) throw noRoom(post.room);
  if (!speaker) throw new AppError('member.not_in_room', 'the speaker is not a member of this room');
  if (post.replyTo !== undefined) {
    const quoted = await pool.query('SELECT 1 FROM "RoomMessage" WHERE id = $1 AND room = $2', [
      post.replyTo,
      post.room,
    ]);
    if (quoted.rowCount === 0) throw new AppError('message.not_found', 'the quoted message is not in this room');
  }
  const dedupeKey = post.key === undefined ? `post:${randomUUID()}` : `post:${post.room}:${post.from}:${post.key}`;
  return { ...post, text: cleanText(post.text), fromName: speaker.name, roomName: speaker.room_name, dedupeKey, at };
}

/** Looks for changes by other processes this often while somebody watches. */
const lookEveryMs = 700;

export interface RoomLogDeps {
  pool: Pool;
  clock: Clock;
  /** Called after a post has been committed. */
  accepted(): void;
}

export function createRoomLog({ pool, clock, accepted }: RoomLogDeps): RoomLog {
  const watchers = new Set<() => void>();
  const tell = () => watchers.forEach((wake) => wake());
  const write = createBatcher<CheckedPost, number>({
    batch: 64,
    waiting: 2000,
    write: (posts) =>
      writePosts(pool, posts).catch((error: unknown) => {
        throw storageFailure(error);
      }),
  });
  const requireRoom = async (room: string) => {
    const { rowCount } = await pool.query(`SELECT 1 FROM (${roomsQuery}) r WHERE r.id = $1`, [room]);
    if (rowCount === 0) throw noRoom(room);
  };

  return {
    async rooms() {
      const { rows } =
        await pool.query<Room>(`SELECT id, name, kind, unit, coalesce((SELECT max(m.id) FROM "RoomMessage" m WHERE m.room = r.id), 0)::int AS "lastId"
         FROM (${roomsQuery}) r ORDER BY place`);
      return rows;
    },
    async members(room) {
      const { rows } = await pool.query<RoomMember & { room_name: string }>(membersQuery, [room]);
      if (rows.length === 0) throw noRoom(room);
      return rows.map(({ key, name, role }) => ({ key, name, role }));
    },
    async post(post) {
      const checked = await checkPost(pool, post, clock.now()).catch((error: unknown) => {
        throw error instanceof AppError ? error : storageFailure(error);
      });
      const id = post.action === undefined ? await write(checked) : await writePress(pool, checked);
      accepted();
      tell();
      return { id };
    },
    async append(entry) {
      await requireRoom(entry.room);
      const id = await inOneCommit(pool, async (db) => {
        await db.query(lockRooms, [[entry.room]]);
        const { rows } = await db.query<{ id: number }>(
          `WITH added AS (
             INSERT INTO "RoomMessage" (room, sender, text, "replyTo", attachments, buttons, "dedupeKey", at)
             VALUES ($1, 'bot', $2, $3, $4::jsonb, $5::jsonb, $6, $7) ON CONFLICT ("dedupeKey") DO NOTHING RETURNING id)
           SELECT id FROM added UNION ALL SELECT id FROM "RoomMessage" WHERE "dedupeKey" = $6`,
          [
            entry.room,
            cleanText(entry.text),
            entry.replyTo ?? null,
            JSON.stringify(entry.files),
            JSON.stringify(entry.buttons),
            `bot:${entry.key}`,
            clock.now(),
          ],
        );
        return rows[0]?.id ?? 0;
      });
      tell();
      return { id };
    },
    async edit(id, change) {
      await pool.query(
        `UPDATE "RoomMessage" SET text = $2, buttons = $3::jsonb, "editVersion" = "editVersion" + 1, "editedAt" = now()
         WHERE id = $1 AND sender = 'bot' AND (text, buttons) IS DISTINCT FROM ($2, $3::jsonb)`,
        [id, cleanText(change.text), JSON.stringify(change.buttons)],
      );
      tell();
    },
    async list(room, after, limit) {
      await requireRoom(room);
      const { rows } = await pool.query<EntryRow>(
        `SELECT ${entryColumns} FROM "RoomMessage" WHERE room = $1 AND id > $2 ORDER BY id LIMIT $3`,
        [room, after, limit],
      );
      return rows.map(toEntry);
    },
    async edited(room, since, upTo) {
      const { rows } = await pool.query<EntryRow>(
        `SELECT ${entryColumns} FROM "RoomMessage" WHERE room = $1 AND "editedAt" > $2 AND id <= $3 ORDER BY id`,
        [room, since, upTo],
      );
      return rows.map(toEntry);
    },
    watch(wake) {
      watchers.add(wake);
      const timer = setInterval(wake, lookEveryMs);
      return () => {
        watchers.delete(wake);
        clearInterval(timer);
      };
    },
    async hasFile(room, sha256) {
      const { rowCount } = await pool.query(
        'SELECT 1 FROM "RoomMessage" WHERE room = $1 AND attachments @> $2::jsonb LIMIT 1',
        [room, JSON.stringify([{ sha256 }])],
      );
      return rowCount !== 0;
    },
  };
}
