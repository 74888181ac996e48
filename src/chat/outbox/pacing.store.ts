import { AppError } from '../../lib/errors.ts';
import type { OutboundBody } from '../message.ts';
import { withoutTopic, type ConversationId } from '../conversation-id.ts';
import type { Pool } from '../inbox/inbox.store.ts';
import { mergeReceipts } from './merge-receipts.store.ts';
import { claimFreeChats, nextDueIn, type ClaimedMessage, type ClaimOptions } from './outbox-claim.store.ts';
import { budgetOf, leadMs, pauseAfter, restAfter, spend, spendInChat, type AccountState, type Pace } from './pacing.ts';

type Connection = Pick<Pool, 'query'>;

/** Messages to send now, and how long nothing else can be due. */
export interface PacedClaim {
  messages: readonly ClaimedMessage[];
  /** Milliseconds until another look is worth it; null = until somebody says so. */
  waitMs: number | null;
}

interface AccountRow {
  now: number;
  nextAt: number | null;
  pausedUntil: number | null;
  recent: number[];
}

const accountColumns = `
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS now, extract(epoch FROM "nextAt")::float8 * 1000 AS "nextAt",
  extract(epoch FROM "pausedUntil")::float8 * 1000 AS "pausedUntil", recent`;

const readAccount = `SELECT ${accountColumns} FROM "OutboxAccount" WHERE account = $1 FOR UPDATE`;

/** Without a lock: whether the trouble of a claim is worth it. */
const glance = `
  SELECT ${accountColumns}, EXISTS (
    SELECT 1 FROM "OutboxMessage" WHERE platform = $2 AND state = 'due' AND "dueAt" <= now()) AS "isDue"
  FROM "OutboxAccount" WHERE account = $1`;

/**
 * Takes what may leave now: the account's slots are taken in the transaction that claims the messages, under one lock,
 * by the database's clock; so the pace holds over restarts and in any number of processes.
 */
export async function claimPaced(pool: Pool, pace: Pace, options: ClaimOptions): Promise<PacedClaim> {
  const { rows } = await pool.query<AccountRow & { isDue: boolean }>({
    name: 'pace-glance',
    text: glance,
    values: [pace.account, options.platform],
  });
  const [seen] = rows;
  if (seen && !seen.isDue) return { messages: [], waitMs: await nextDueIn(pool, options.platform) };
  const budget = seen && budgetOf(pace.all, stateOf(seen), seen.now, options.limit);
  if (budget?.free === 0) return { messages: [], waitMs: budget.waitMs };
  const claim = await inOneTransaction(pool, (connection) => claimUnderLock(connection, pace, options));
  if (claim.messages.length > 0 || claim.waitMs !== null) return claim;
  return { messages: [], waitMs: await nextDueIn(pool, options.platform) };
}

async function claimUnderLock(connection: Connection, pace: Pace, options: ClaimOptions): Promise<PacedClaim> {
  const locked = await lockAccount(connection, pace.account);
  const { now } = locked;
  const lockedAt = performance.now();
  const state = stateOf(locked);
  const { free, waitMs } = budgetOf(pace.all, state, now, options.limit);
  if (free === 0) return { messages: [], waitMs };
  const claimed = await claimFreeChats(connection, { ...options, limit: free, now });
  if (claimed.length === 0) return { messages: [], waitMs: null };
  const merged = await mergeReceipts(connection, claimed, options);
  const calls = merged.reduce((sum, { body }) => sum + callsOf(pace, body), 0);
  const after = spend(pace.all, state, now, calls);
  const slots = calls === 0 ? [] : after.recent.slice(-calls);
  let taken = 0;
  const messages = merged.map((message) => {
    // What costs nothing leaves with the next that does.
    const leaveAt = lockedAt + (slots[taken] ?? now) - now;
    taken += callsOf(pace, message.body);
    return { ...message, leaveAt };
  });
  await save(connection, pace, { messages, account: after, now });
  // More may be due: whether it is, the next look shows, at the next slot.
  return { messages, waitMs: budgetOf(pace.all, after, now, options.limit).waitMs };
}

/** Slots that a message takes; none for what is no message to the platform. */
export const callsOf = (pace: Pace, body: OutboundBody) => pace.calls?.(body) ?? 1;

const stateOf = ({ nextAt, pausedUntil, recent }: AccountRow): AccountState => ({
  nextAt: nextAt ?? 0,
  pausedUntil: pausedUntil ?? 0,
  recent,
});

async function lockAccount(connection: Connection, name: string): Promise<AccountRow> {
  const lock = () => connection.query<AccountRow>({ name: 'pace-lock', text: readAccount, values: [name] });
  const [row] = (await lock()).rows;
  if (row) return row;
  await connection.query(`INSERT INTO "OutboxAccount" (account) VALUES ($1) ON CONFLICT DO NOTHING`, [name]);
  const [made] = (await lock()).rows;
  if (!made) throw new AppError('outbox.no_account', 'the row of the account is gone again', { transient: true });
  return made;
}

interface Spent {
  messages: readonly ClaimedMessage[];
  account: AccountState;
  now: number;
}

async function save(connection: Connection, pace: Pace, { messages, account: state, now }: Spent): Promise<void> {
  const places = messages.map(({ conversation, body, recent }) => {
    const chat = withoutTopic(conversation);
    return { chat, ...spendInChat(pace.chat(chat), recent, now + leadMs, callsOf(pace, body)) };
  });
  await connection.query({
    name: 'pace-save',
    text: `WITH spent AS (
        UPDATE "OutboxAccount" SET "nextAt" = to_timestamp($3::float8 / 1000), recent = $4 WHERE account = $2)
      INSERT INTO "OutboxPlace" (chat, account, "freeAt", recent)
      SELECT chat, $2, to_timestamp("freeAt" / 1000), recent
      FROM jsonb_to_recordset($1::jsonb) AS place (chat text, "freeAt" float8, recent float8[]) ORDER BY chat
      ON CONFLICT (chat) DO UPDATE SET account = EXCLUDED.account, "freeAt" = EXCLUDED."freeAt", recent = EXCLUDED.recent`,
    values: [JSON.stringify(places), pace.account, state.nextAt, state.recent],
  });
}

/** The messages have arrived: their chats rest from now, and the platform is there. */
export async function noteArrivals(pool: Pool, pace: Pace, conversations: readonly ConversationId[]): Promise<void> {
  const chats = [...new Set(conversations.map(withoutTopic))].toSorted();
  await pool.query({
    name: 'pace-arrivals',
    text: `WITH well AS (UPDATE "OutboxAccount" SET pauses = 0 WHERE account = $1 AND pauses > 0)
      UPDATE "OutboxPlace" p
      SET "freeAt" = greatest(p."freeAt", clock_timestamp() + make_interval(secs => rest.seconds))
      FROM unnest($2::text[], $3::float8[]) AS rest (chat, seconds) WHERE p.chat = rest.chat`,
    values: [pace.account, chats, chats.map((chat) => restAfter(pace.chat(chat)) / 1000)],
  });
}

/** So many chats refused within so short a time mean the whole account. */
const broadly = { chats: 3, withinSeconds: 3 };

/**
 * The platform asked to wait: that chat waits. When it asks so in several chats at once it means all of them, and the
 * whole account waits as long.
 */
export async function pauseChat(pool: Pool, pace: Pace, conversation: ConversationId, waitMs: number): Promise<void> {
  const seconds = waitMs / 1000;
  await pool.query(
    `INSERT INTO "OutboxPlace" (chat, account, "freeAt", "refusedAt")
     VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3), clock_timestamp())
     ON CONFLICT (chat) DO UPDATE
       SET "freeAt" = greatest("OutboxPlace"."freeAt", EXCLUDED."freeAt"), "refusedAt" = EXCLUDED."refusedAt"`,
    [withoutTopic(conversation), pace.account, seconds],
  );
  // On its own, after the commit: of refusals that come in together, the last to look sees all.
  await pool.query(
    `UPDATE "OutboxAccount" SET "pausedUntil" = greatest("pausedUntil", clock_timestamp() + make_interval(secs => $2))
     WHERE account = $1 AND (SELECT count(*) FROM "OutboxPlace" p
       WHERE p.account = $1 AND p."refusedAt" > clock_timestamp() - make_interval(secs => $4)) >= $3`,
    [pace.account, seconds, broadly.chats, broadly.withinSeconds],
  );
}

/** The platform is away or does not know us: the whole account waits, longer each time until a message arrives. */
export async function pauseAccount(pool: Pool, { account }: Pace): Promise<void> {
  const { rows } = await pool.query<{ pauses: number }>('SELECT pauses FROM "OutboxAccount" WHERE account = $1', [
    account,
  ]);
  await pool.query(
    // What was under way together fails together: that is one failure.
    `UPDATE "OutboxAccount" SET pauses = pauses + 1, "pausedUntil" = clock_timestamp() + make_interval(secs => $2)
     WHERE account = $1 AND ("pausedUntil" IS NULL OR "pausedUntil" < clock_timestamp())`,
    [account, pauseAfter(rows[0]?.pauses ?? 0) / 1000],
  );
}

/** The platform asked the whole account to wait so long: kept here, and so over restarts. */
export async function pauseAccountFor(pool: Pool, { account }: Pace, waitMs: number): Promise<void> {
  await pool.query(
    `UPDATE "OutboxAccount"
     SET "pausedUntil" = greatest("pausedUntil", clock_timestamp() + make_interval(secs => $2)) WHERE account = $1`,
    [account, waitMs / 1000],
  );
}

async function inOneTransaction<T>(pool: Pool, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await pool.connect();
  let fault: unknown;
  try {
    await connection.query('BEGIN');
    const result = await work(connection);
    await connection.query('COMMIT');
    return result;
  } catch (error) {
    fault = error;
    throw error;
  } finally {
    // A connection with a transaction of unknown state is closed; the server rolls back.
    connection.release(fault !== undefined);
  }
}
