import { createBatcher } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import { AppError } from '../../lib/errors.ts';
import { cleanText } from '../../lib/text.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import { storageFailure } from '../inbox/intake.store.ts';
import type { Button, OutboundFile } from '../message.ts';
import type { RoomEntry, RoomLog } from './room-log.ts';
import { listRooms, peopleOf, requireRoom } from './room-people.store.ts';
import { checkPost, inOneCommit, lockRooms, writePosts, writePress, type CheckedPost } from './room-post.store.ts';

interface EntryRow {
  id: number;
  sender: string;
  text: string;
  title: string | null;
  replyTo: number | null;
  attachments: OutboundFile[];
  buttons: Button[][];
  editVersion: number;
  at: Date;
}

const entryColumns = 'id, sender, text, title, "replyTo", attachments, buttons, "editVersion", at';

const toEntry = (row: EntryRow): RoomEntry => ({
  id: row.id,
  from: row.sender,
  text: row.text,
  title: row.title,
  replyTo: row.replyTo,
  files: row.attachments,
  buttons: row.buttons,
  editVersion: row.editVersion,
  at: row.at,
});

async function entriesOf(pool: Pool, which: string, values: unknown[]): Promise<RoomEntry[]> {
  const { rows } = await pool.query<EntryRow>(`SELECT ${entryColumns} FROM "RoomMessage" WHERE ${which}`, values);
  return rows.map(toEntry);
}

/** The bot's words; a repeat with the same key finds those said before. */
async function insertAnswer(pool: Pool, entry: Parameters<RoomLog['append']>[0], at: Date): Promise<number> {
  return inOneCommit(pool, async (db) => {
    await db.query(lockRooms, [[entry.room]]);
    const { rows } = await db.query<{ id: number }>(
      `WITH added AS (
         INSERT INTO "RoomMessage" (room, sender, text, "replyTo", attachments, buttons, "dedupeKey", at, title)
         VALUES ($1, 'bot', $2, $3, $4::jsonb, $5::jsonb, $6, $7, $8) ON CONFLICT ("dedupeKey") DO NOTHING RETURNING id)
       SELECT id FROM added UNION ALL SELECT id FROM "RoomMessage" WHERE "dedupeKey" = $6`,
      [
        entry.room,
        cleanText(entry.text),
        entry.replyTo ?? null,
        JSON.stringify(entry.files),
        JSON.stringify(entry.buttons),
        `bot:${entry.key}`,
        at,
        entry.title === undefined ? null : cleanText(entry.title),
      ],
    );
    return rows[0]?.id ?? 0;
  });
}

/** Nothing happens when it is so already. */
async function changeAnswer(pool: Pool, id: number, change: Parameters<RoomLog['edit']>[1]): Promise<void> {
  await pool.query(
    `UPDATE "RoomMessage" SET text = $2, buttons = $3::jsonb, title = $4, "editVersion" = "editVersion" + 1, "editedAt" = now()
     WHERE id = $1 AND sender = 'bot' AND (text, buttons, title) IS DISTINCT FROM ($2, $3::jsonb, $4)`,
    [
      id,
      cleanText(change.text),
      JSON.stringify(change.buttons),
      change.title === undefined ? null : cleanText(change.title),
    ],
  );
}

/** Looks for changes by other processes this often while somebody watches. */
const lookEveryMs = 700;

export interface RoomLogDeps {
  pool: Pool;
  clock: Clock;
  /** Called after a post has been committed. */
  accepted(): void;
}

/** Posts that arrive together share a commit. */
const createPostWriter = (pool: Pool) =>
  createBatcher<CheckedPost, number>({
    batch: 64,
    waiting: 2000,
    write: (posts) =>
      writePosts(pool, posts).catch((error: unknown) => {
        throw storageFailure(error);
      }),
  });

export function createRoomLog({ pool, clock, accepted }: RoomLogDeps): RoomLog {
  const watchers = new Set<() => void>();
  const tell = () => watchers.forEach((wake) => wake());
  const write = createPostWriter(pool);

  return {
    rooms: () => listRooms(pool),
    async members(room) {
      return (await peopleOf(pool, room)).map(({ key, name, role }) => ({ key, name, role }));
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
      await requireRoom(pool, entry.room);
      const id = await insertAnswer(pool, entry, clock.now());
      tell();
      return { id };
    },
    async edit(id, change) {
      await changeAnswer(pool, id, change);
      tell();
    },
    async list(room, after, limit) {
      await requireRoom(pool, room);
      return entriesOf(pool, 'room = $1 AND id > $2 ORDER BY id LIMIT $3', [room, after, limit]);
    },
    edited: (room, since, upTo) =>
      entriesOf(pool, 'room = $1 AND "editedAt" > $2 AND id <= $3 ORDER BY id', [room, since, upTo]),
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
