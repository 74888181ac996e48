import { createBatcher } from '../../lib/batcher.ts';
import { AppError, errorCode } from '../../lib/errors.ts';
import { cleanText } from '../../lib/text.ts';
import type { Intake, IntakeUpdate } from '../chat-adapter.ts';
import { withoutTopic } from '../conversation-id.ts';
import type { Pool } from './inbox.store.ts';

/** What JSON.stringify leaves in a text that PostgreSQL does not take, or that is no line end of ours. */
const unclean = /\\u(?:0000|d[89a-f])|\\r/i;

/** JSON that PostgreSQL takes: no NUL and no lone surrogates in any string. */
function toJson(payload: unknown): string {
  const plain = JSON.stringify(payload);
  if (!unclean.test(plain)) return plain;
  return JSON.stringify(payload, (_key, value: unknown) => (typeof value === 'string' ? cleanText(value) : value));
}

/** Wraps what is not the data's own fault as transient, so that nothing is acknowledged and the sender tries again. */
export function storageFailure(error: unknown): unknown {
  const isDataFault = /^(?:22|23|54)/.test(errorCode(error));
  return isDataFault
    ? error
    : new AppError('storage.unavailable', 'the message could not be stored', { cause: error, transient: true });
}

/**
 * One commit for all updates. Chatter is not kept at all, only its keys against doubles - unless somebody may be
 * answering: a question is open in its group, something said earlier there is still to be handled, or the group is
 * unknown where ids change at each login and may turn out to be a unit's.
 */
const insertInbox = `
  WITH kept AS (INSERT INTO "InboxMessage" (platform, account, "updateKey", "messageKey", conversation, album, payload, state, "handledAt")
  SELECT u.platform, u.account, u.update_key, u.message_key, u.conversation, u.album,
    CASE WHEN s.skip THEN NULL ELSE u.payload END,
    CASE WHEN s.skip THEN 'ignored' ELSE 'pending' END::"InboxState",
    CASE WHEN s.skip THEN now() END
  FROM json_to_recordset($1::json) AS u(platform text, account text, update_key text, message_key text,
    conversation text, album text, payload jsonb, chatter bool, talk text)
  CROSS JOIN LATERAL (SELECT u.chatter
    AND NOT EXISTS (SELECT FROM "Question" q WHERE q.conversation = u.talk AND q."closedAt" IS NULL)
    AND NOT EXISTS (SELECT FROM "InboxMessage" e WHERE e.conversation = u.conversation AND e.state = 'pending')
    AND (EXISTS (SELECT FROM "Chat" c WHERE c.conversation = u.talk) OR NOT EXISTS (
      SELECT FROM "Chat" o WHERE o.platform = u.platform AND o.session IS NOT NULL AND o."unitId" IS NOT NULL))) AS s(skip)
  ON CONFLICT DO NOTHING RETURNING state)
  SELECT count(*)::int AS due FROM kept WHERE state = 'pending'`;

/** An update on its way into the inbox of one platform. */
export interface NewInboxRow extends IntakeUpdate {
  platform: string;
  /** See isChatter in chatter.ts; decided before it is stored. */
  chatter: boolean;
}

/**
 * Commits updates; those already there change nothing. @returns how many are to be handled
 * @throws AppError, transient, when they could not be stored
 */
export async function insertUpdates(pool: Pool, rows: readonly NewInboxRow[]): Promise<number> {
  // What follows something that is still to be handled may be an answer to what comes of it.
  const busy = new Set<string>();
  const records = rows.map((row) => {
    if (!row.chatter) busy.add(row.conversation);
    const chatter = row.chatter && !busy.has(row.conversation);
    const { platform, account, updateKey: update_key, messageKey: message_key, conversation, album, payload } = row;
    const talk = withoutTopic(conversation);
    return { platform, account, update_key, message_key, conversation, album, payload, chatter, talk };
  });
  const values = [toJson(records)];
  // Named, so that it is planned once for each connection and not once for each message.
  const statement = { name: 'insert-inbox', text: insertInbox, values };
  const { rows: counts } = await pool.query<{ due: number }>(statement).catch((error: unknown) => {
    throw storageFailure(error);
  });
  return counts[0]?.due ?? 0;
}

export interface IntakeDeps {
  pool: Pool;
  platform: string;
  /** True for a payload that means nothing to the bot as long as nobody was asked anything. Must not throw. */
  isChatter(payload: unknown): boolean;
  /** Called after each commit that brought something to handle. */
  accepted(): void;
}

/** The way into the inbox for one platform: whatever arrives while a commit is under way shares the next one. */
export function createIntake({ pool, platform, isChatter, accepted }: IntakeDeps): Intake {
  const write = createBatcher<readonly IntakeUpdate[], void>({
    batch: 64,
    waiting: 2000,
    async write(groups) {
      const updates = groups.flat();
      const rows = updates.map((update) => ({ ...update, platform, chatter: isChatter(update.payload) }));
      if ((await insertUpdates(pool, rows)) > 0) accepted();
      return groups.map(() => undefined);
    },
  });
  return { accept: (updates) => (updates.length === 0 ? Promise.resolve() : write(updates)) };
}
