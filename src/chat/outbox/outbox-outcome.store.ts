import type { Pool } from '../inbox/inbox.store.ts';

/** A row as one claim took it. */
export interface ClaimedRef {
  id: string;
  token: number;
}

/** A row that has arrived. Receipts that left together share the platform's message. */
export interface Arrival extends ClaimedRef {
  platformMessageId: string | null;
  /** The platform's id of the poll, when it became a native one. */
  platformPollId?: string | undefined;
}

type Queryable = Pick<Pool, 'query'>;

const columns = (refs: readonly ClaimedRef[]) => [refs.map(({ id }) => id), refs.map(({ token }) => token)];

/** All outcomes are fenced: a row that a later claim has, or that was found unanswered meanwhile, is left alone. */
const ours = `FROM unnest($1::bigint[], $2::int[]) AS ref (id, token)
  WHERE o.id = ref.id AND o."leaseToken" = ref.token AND o.state IN ('claimed', 'sending')`;

/** @returns ids of those that were still ours */
export async function markSent(pool: Queryable, arrivals: readonly Arrival[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>({
    name: 'outbox-sent',
    text: `UPDATE "OutboxMessage" o
      SET state = 'sent', "sentAt" = now(), "platformMessageId" = ref.message, "platformPollId" = ref.poll, error = NULL,
        "leaseUntil" = NULL
      FROM unnest($1::bigint[], $2::int[], $3::text[], $4::text[]) AS ref (id, token, message, poll)
      WHERE o.id = ref.id AND o."leaseToken" = ref.token AND o.state = 'sending' RETURNING o.id`,
    values: [
      ...columns(arrivals),
      arrivals.map(({ platformMessageId }) => platformMessageId),
      arrivals.map(({ platformPollId = null }) => platformPollId),
    ],
  });
  return new Set(rows.map(({ id }) => id));
}

/**
 * Definitely not delivered, and worth repeating after `waitMs`. `counts`: the platform had a reason of this message's
 * own; a pause or an absent platform does not count.
 */
export async function markRetry(
  pool: Queryable,
  refs: readonly ClaimedRef[],
  { code, waitMs, counts }: { code: string; waitMs: number; counts: boolean },
): Promise<void> {
  await pool.query(
    `UPDATE "OutboxMessage" o
     SET state = 'due', error = $3, "leaseUntil" = NULL, "mergedIntoId" = NULL,
         refusals = refusals + $5::int, "dueAt" = now() + make_interval(secs => $4) ${ours}`,
    [...columns(refs), code, waitMs / 1000, counts ? 1 : 0],
  );
}

export async function markFailed(pool: Queryable, refs: readonly ClaimedRef[], code: string): Promise<void> {
  await pool.query(`UPDATE "OutboxMessage" o SET state = 'failed', error = $3, "leaseUntil" = NULL ${ours}`, [
    ...columns(refs),
    code,
  ]);
}

/** Minutes after which a must-arrive reminder with unknown outcome is sent once more. */
const resendAfterMinutes = 10;

/** What was lost and must arrive is queued once more, its heading or text begun with a mark, under a natural key of its own. */
const queueAgain = (mark: string, minutes: string) => `
  INSERT INTO "OutboxMessage" (platform, conversation, "naturalKey", subject, body, priority, "dueAt")
  SELECT platform, conversation, 'resend:' || id, subject,
    jsonb_set(body, CASE WHEN body ? 'title' THEN '{title}' ELSE '{text}' END::text[],
      to_jsonb(${mark}::text || coalesce(body->>'title', body->>'text'))), priority, now() + make_interval(mins => ${minutes})
  FROM lost WHERE "mustArrive"
  ON CONFLICT ("naturalKey") DO NOTHING`;

/** The answer never came. The message is not repeated, except a must-arrive reminder: see queueAgain. */
export async function markUnknown(
  pool: Queryable,
  refs: readonly ClaimedRef[],
  { code, resendMark }: { code: string; resendMark: string },
): Promise<void> {
  await pool.query(
    `WITH lost AS (
       UPDATE "OutboxMessage" o SET state = 'unknown', error = $3, "leaseUntil" = NULL ${ours} AND o.state = 'sending'
       RETURNING o.*)
     ${queueAgain('$4', '$5')}`,
    [...columns(refs), code, resendMark, resendAfterMinutes],
  );
}

/**
 * Puts right what a dead or stopped sender left behind, once its lease is over: claimed goes back to due; sending goes
 * back only where sending twice lands once, else its outcome is unknown.
 * @returns how many rows
 */
export async function recoverExpired(
  pool: Queryable,
  platform: string,
  idempotent: boolean,
  resendMark: string,
): Promise<number> {
  const back = await pool.query(
    `UPDATE "OutboxMessage" SET state = 'due', "leaseUntil" = NULL, "mergedIntoId" = NULL
     WHERE platform = $1 AND state IN ('claimed', 'sending') AND "leaseUntil" < now() AND (state = 'claimed' OR $2)`,
    [platform, idempotent],
  );
  const lost = await pool.query<{ count: number }>(
    `WITH lost AS (
       UPDATE "OutboxMessage" SET state = 'unknown', error = 'no_answer', "leaseUntil" = NULL
       WHERE platform = $1 AND state = 'sending' AND "leaseUntil" < now() RETURNING *),
     again AS (${queueAgain('$2', '$3')})
     SELECT count(*)::int AS count FROM lost`,
    [platform, resendMark, resendAfterMinutes],
  );
  return (back.rowCount ?? 0) + (lost.rows[0]?.count ?? 0);
}
