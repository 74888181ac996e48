import { createBatcher } from '../lib/batcher.ts';
import { AppError, errorCode } from '../lib/errors.ts';
import { cleanText } from '../lib/text.ts';
import type { Intake, IntakeUpdate } from './chat-adapter.ts';
import { withoutTopic } from './conversation-id.ts';
import type { Pool } from './inbox.store.ts';

/** JSON that PostgreSQL takes: no NUL and no lone surrogates in any string. */
const toJson = (payload: unknown) =>
  JSON.stringify(payload, (_key, value: unknown) => (typeof value === 'string' ? cleanText(value) : value));

/** Wraps what is not the data's own fault as transient, so that nothing is acknowledged and the sender tries again. */
export function storageFailure(error: unknown): unknown {
  const isDataFault = /^(?:22|23|54)/.test(errorCode(error));
  return isDataFault
    ? error
    : new AppError('storage.unavailable', 'the message could not be stored', { cause: error, transient: true });
}

/**
 * One commit for all updates. Chatter is not kept at all, only its keys against doubles - unless somebody may be
 * answering: a question is open in its group, or something said earlier there is still to be handled.
 */
const insertInbox = `
  INSERT INTO "InboxMessage" (platform, account, "updateKey", "messageKey", conversation, payload, state, "handledAt")
  SELECT u.platform, u.account, u.update_key, u.message_key, u.conversation,
    CASE WHEN s.skip THEN NULL ELSE u.payload END,
    CASE WHEN s.skip THEN 'ignored' ELSE 'pending' END::"InboxState",
    CASE WHEN s.skip THEN now() END
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bool[], $8::text[])
    AS u(platform, account, update_key, message_key, conversation, payload, chatter, talk)
  CROSS JOIN LATERAL (SELECT u.chatter
    AND NOT EXISTS (SELECT FROM "Question" q WHERE q.conversation = u.talk AND q."closedAt" IS NULL)
    AND NOT EXISTS (SELECT FROM "InboxMessage" e WHERE e.conversation = u.conversation AND e.state = 'pending')) AS s(skip)
  ON CONFLICT DO NOTHING`;

/** An update on its way into the inbox of one platform. */
export interface NewInboxRow extends IntakeUpdate {
  platform: string;
  /** See isChatter in chatter.ts; decided before it is stored. */
  chatter: boolean;
}

/** Commits updates; those already there change nothing. @throws AppError, transient, when they could not be stored */
export async function insertUpdates(pool: Pool, rows: readonly NewInboxRow[]): Promise<void> {
  // What follows something that is still to be handled may be an answer to what comes of it.
  const busy = new Set<string>();
  const chatter = rows.map((row) => {
    if (!row.chatter) busy.add(row.conversation);
    return row.chatter && !busy.has(row.conversation);
  });
  const columns = [
    rows.map((row) => row.platform),
    rows.map((row) => row.account),
    rows.map((row) => row.updateKey),
    rows.map((row) => row.messageKey),
    rows.map((row) => row.conversation),
    rows.map((row) => toJson(row.payload)),
    chatter,
    rows.map((row) => withoutTopic(row.conversation)),
  ];
  await pool.query(insertInbox, columns).catch((error: unknown) => {
    throw storageFailure(error);
  });
}

export interface IntakeDeps {
  pool: Pool;
  platform: string;
  /** True for a payload that means nothing to the bot as long as nobody was asked anything. Must not throw. */
  isChatter(payload: unknown): boolean;
  /** Called after each commit. */
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
      await insertUpdates(pool, rows);
      accepted();
      return groups.map(() => undefined);
    },
  });
  return { accept: (updates) => (updates.length === 0 ? Promise.resolve() : write(updates)) };
}
