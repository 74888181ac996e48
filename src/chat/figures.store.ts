import type { Database } from '../storage/index.ts';

/** How the bot's work stands in the database, for operators: the same from whichever process it is read. */
export interface Figures {
  /** Rows by state; set_aside = failed three times. */
  inbox: Readonly<Record<string, number>>;
  /** Seconds the oldest message that may be handled has been waiting; 0 when none is. */
  inboxAgeSeconds: number;
  outbox: readonly { state: string; priority: number; count: number }[];
  /** Seconds the oldest message of each priority that may leave has been waiting. */
  outboxAgeSeconds: readonly { priority: number; age: number }[];
  /** Seconds the most overdue reminder is late; 0 when none is. */
  reminderLatenessSeconds: number;
  /** Reminders delivered in the last hour: how many were late by at most so many seconds. */
  remindersInTime: readonly { within: number; count: number }[];
  /** Requests to the model since ever, by outcome, with the tokens that its server counted. */
  model: readonly { outcome: string; calls: number; promptTokens: number; completionTokens: number }[];
  /** Notices that wait for a secretary's private talk. */
  untoldNotices: number;
}

interface FiguresRow extends Omit<Figures, 'inbox' | 'remindersInTime'> {
  inbox: Record<string, number> | null;
  lateness: number[] | null;
}

/** Everything but what is done with; the indexes on open rows serve it. */
const query = `SELECT
  (SELECT json_object_agg(state, n) FROM (SELECT state::text, count(*) AS n FROM "InboxMessage"
     WHERE state IN ('pending', 'waiting', 'set_aside') GROUP BY 1) i) AS inbox,
  coalesce(extract(epoch FROM now() - (SELECT min("dueAt") FROM "InboxMessage"
     WHERE state = 'pending' AND "dueAt" <= now())), 0)::float8 AS "inboxAgeSeconds",
  (SELECT coalesce(json_agg(o), '[]') FROM (SELECT state::text, priority, count(*)::int AS count FROM "OutboxMessage"
     WHERE state IN ('due', 'claimed', 'sending', 'failed', 'unknown') GROUP BY 1, 2) o) AS outbox,
  (SELECT coalesce(json_agg(o), '[]') FROM (SELECT priority, extract(epoch FROM now() - min("dueAt"))::float8 AS age
     FROM "OutboxMessage" WHERE state = 'due' AND "dueAt" <= now() GROUP BY 1) o) AS "outboxAgeSeconds",
  coalesce(extract(epoch FROM now() - (SELECT min("dueAt") FROM "ReminderStep"
     WHERE state = 'due' AND "dueAt" <= now())), 0)::float8 AS "reminderLatenessSeconds",
  (SELECT json_agg(extract(epoch FROM o."sentAt" - s."dueAt")::float8) FROM "ReminderStep" s JOIN "OutboxMessage" o
     ON o."naturalKey" = 'activity:' || s."activityId" || ':' || s.kind::text || ':' || s.conversation
     WHERE s."doneAt" > now() - interval '1 hour' AND s.state = 'done' AND o."sentAt" IS NOT NULL) AS lateness,
  (SELECT coalesce(json_agg(m), '[]') FROM (SELECT coalesce(error, state::text) AS outcome, count(*)::int AS calls,
     coalesce(sum("promptTokens"), 0)::int AS "promptTokens", coalesce(sum("completionTokens"), 0)::int AS "completionTokens"
     FROM "LlmCall" GROUP BY 1) m) AS model,
  (SELECT count(*)::int FROM "Notice" WHERE "toldAt" IS NULL) AS "untoldNotices"`;

const steps = [1, 5, 15, 60, 300, Number.POSITIVE_INFINITY];

export async function readFigures(pool: Database['pool']): Promise<Figures> {
  const { rows } = await pool.query<FiguresRow>(query);
  const [row] = rows;
  const late = row?.lateness ?? [];
  return {
    inbox: row?.inbox ?? {},
    inboxAgeSeconds: row?.inboxAgeSeconds ?? 0,
    outbox: row?.outbox ?? [],
    outboxAgeSeconds: row?.outboxAgeSeconds ?? [],
    reminderLatenessSeconds: row?.reminderLatenessSeconds ?? 0,
    remindersInTime: steps.map((within) => ({ within, count: late.filter((one) => one <= within).length })),
    model: row?.model ?? [],
    untoldNotices: row?.untoldNotices ?? 0,
  };
}
