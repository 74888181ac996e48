import { randomUUID } from 'node:crypto';
import { AppError } from '../../lib/errors.ts';
import { cleanText } from '../../lib/text.ts';
import { conversationId } from '../conversation-id.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import { insertUpdates } from '../inbox/intake.store.ts';
import type { RoomPost } from './room-log.ts';
import { speakerOf } from './room-people.store.ts';

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

/**
 * One commit in one round trip: lock the rooms, put the posts into them, and each post that was not there before into
 * the inbox under the id it was given.
 */
const insertPosts = `
  WITH input AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[], $6::text[], $7::timestamptz[], $8::text[], $9::jsonb[])
      WITH ORDINALITY AS p(room, sender, text, reply_to, files, dedupe_key, at, conversation, payload, place)),
  locked AS MATERIALIZED (
    SELECT count(pg_advisory_xact_lock(hashtextextended('room:' || room, 0))) AS rooms
    FROM (SELECT DISTINCT room FROM input ORDER BY room) r),
  said AS (
    INSERT INTO "RoomMessage" (room, sender, text, "replyTo", attachments, "dedupeKey", at)
    SELECT room, sender, text, reply_to, files, dedupe_key, at FROM input, locked WHERE locked.rooms > 0 ORDER BY place
    ON CONFLICT ("dedupeKey") DO NOTHING RETURNING id, "dedupeKey"),
  kept AS (
    INSERT INTO "InboxMessage" (platform, account, "updateKey", "messageKey", conversation, payload)
    SELECT DISTINCT ON (said.id) '${roomPlatform}', '${roomPlatform}', said.id::text, p.conversation || '/' || said.id || '/0',
      p.conversation, p.payload || jsonb_build_object('id', said.id)
    FROM said JOIN input p ON p.dedupe_key = said."dedupeKey" ORDER BY said.id, p.place
    ON CONFLICT DO NOTHING)
  SELECT id, "dedupeKey" FROM said`;

/** @returns the id of each post in its room, in order; that of the first one for a repeated key */
export async function writePosts(pool: Pool, posts: readonly CheckedPost[]): Promise<number[]> {
  const { rows } = await pool.query<{ id: number; dedupeKey: string }>(insertPosts, [
    posts.map((post) => post.room),
    posts.map((post) => post.from),
    posts.map((post) => post.text),
    posts.map((post) => post.replyTo ?? null),
    posts.map((post) => JSON.stringify(post.files)),
    posts.map((post) => post.dedupeKey),
    posts.map((post) => post.at),
    posts.map((post) => conversationOf(post.room)),
    posts.map((post) => JSON.stringify(payloadOf(post, 0))),
  ]);
  const ids = new Map(rows.map((row) => [row.dedupeKey, row.id]));
  const repeated = posts.map((post) => post.dedupeKey).filter((key) => !ids.has(key));
  if (repeated.length > 0) {
    const earlier = await pool.query<{ id: number; dedupeKey: string }>(
      'SELECT id, "dedupeKey" FROM "RoomMessage" WHERE "dedupeKey" = ANY($1)',
      [repeated],
    );
    for (const row of earlier.rows) ids.set(row.dedupeKey, row.id);
  }
  return posts.map((post) => ids.get(post.dedupeKey) ?? 0);
}

/** A pressed button is no message of the room: only the inbox learns of it. */
export async function writePress(pool: Pool, post: CheckedPost): Promise<number> {
  const id = post.replyTo ?? 0;
  await insertUpdates(pool, [
    {
      platform: roomPlatform,
      account: roomPlatform,
      updateKey: `press:${post.dedupeKey}`,
      messageKey: null,
      conversation: conversationOf(post.room),
      payload: payloadOf(post, id),
      chatter: false,
    },
  ]);
  return id;
}

/**
 * Finds out who speaks, and that what is quoted is in the room.
 * @throws AppError `room.not_found`, `member.not_in_room`, `message.not_found`
 */
export async function checkPost(pool: Pool, post: RoomPost, at: Date): Promise<CheckedPost> {
  const speaker = await speakerOf(pool, post.room, conversationOf(post.room), post.from);
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
