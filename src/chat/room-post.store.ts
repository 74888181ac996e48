import { randomUUID } from 'node:crypto';
import { AppError } from '../lib/errors.ts';
import { cleanText } from '../lib/text.ts';
import { conversationId } from './conversation-id.ts';
import { insertInbox, type Pool } from './inbox.store.ts';
import type { RoomPost } from './room-log.ts';
import { peopleOf } from './room-people.store.ts';

/** The platform name of the browser room. */
const roomPlatform = 'web';

const conversationOf = (room: string) => conversationId({ platform: roomPlatform, chat: room });

/** A post whose sender was found to be in the room. */
export interface CheckedPost extends RoomPost {
  fromName: string;
  roomName: string;
  /** One post each: the client's key, or one of our own. */
  dedupeKey: string;
  at: Date;
}

/** Ids become visible in growing order within a room: whoever writes into it holds this lock until the commit. */
export const lockRooms = `SELECT pg_advisory_xact_lock(hashtextextended('room:' || room, 0)) FROM unnest($1::text[]) AS room ORDER BY room`;

/** A pool, or one connection of it with a transaction open. */
type Connection = Pick<Pool, 'query'>;

/** Runs `work` in one transaction on one connection. */
export async function inOneCommit<T>(pool: Pool, work: (db: Connection) => Promise<T>): Promise<T> {
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

export async function writePosts(pool: Pool, posts: readonly CheckedPost[]): Promise<number[]> {
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
export async function writePress(pool: Pool, post: CheckedPost): Promise<number> {
  const id = post.replyTo ?? 0;
  await insertInboxRows(pool, [
    { post, updateKey: `press:${post.dedupeKey}`, messageKey: null, payload: payloadOf(post, id) },
  ]);
  return id;
}

/**
 * Finds out who speaks, and that what is quoted is in the room.
 * @throws AppError `room.not_found`, `member.not_in_room`, `message.not_found`
 */
export async function checkPost(pool: Pool, post: RoomPost, at: Date): Promise<CheckedPost> {
  const speaker = (await peopleOf(pool, post.room)).find((person) => person.key === post.from);
  if (!speaker) throw new AppError('member.not_in_room', 'the speaker is not a member of this room');
  if (post.replyTo !== undefined) {
    const quoted = await pool.query('SELECT 1 FROM "RoomMessage" WHERE id = $1 AND room = $2', [
      post.replyTo,
      post.room,
    ]);
    if (quoted.rowCount === 0) throw new AppError('message.not_found', 'the quoted message is not in this room');
  }
  const dedupeKey = post.key === undefined ? `post:${randomUUID()}` : `post:${post.room}:${post.from}:${post.key}`;
  return { ...post, text: cleanText(post.text), fromName: speaker.name, roomName: speaker.roomName, dedupeKey, at };
}
