import { z } from 'zod';
import type { RunSql } from '../../storage/index.ts';

/** What a restore did not take up again, for the operator. */
export interface Settled {
  /** Messages that were about to leave when the backup was made: nobody knows whether they did. */
  unknownSends: number;
  /** Reminders that fell due since: sent by the program that was lost, or by nobody. */
  missedReminders: number;
}

const counted = z.tuple([z.object({ count: z.coerce.number() })]);

/**
 * A restored database believes that no time has passed. What was to leave may have left after the backup was made, so
 * it is not sent again: messages become unknown, and reminders that have fallen due become missed, which the secretary
 * is told. A platform whose own log is in this database (`ownLogs`) was taken back with it and knows best: there the
 * messages are sent, and land once. Messages not handled yet stay in the inbox and are handled.
 */
export async function settleRestored(run: RunSql, ownLogs: readonly string[], madeAt: Date): Promise<Settled> {
  const sends = await run(
    `WITH changed AS (
       UPDATE "OutboxMessage" SET "leaseUntil" = NULL, "leaseToken" = "leaseToken" + 1,
         state = (CASE WHEN platform = ANY($1) THEN 'due' ELSE 'unknown' END)::"OutboxState",
         error = CASE WHEN platform = ANY($1) THEN error ELSE 'restored' END
       WHERE state IN ('due', 'claimed', 'sending') RETURNING state)
     SELECT count(*) FILTER (WHERE state = 'unknown') AS count FROM changed`,
    [ownLogs],
  );
  const reminders = await run(
    `WITH changed AS (
       UPDATE "ReminderStep" SET state = 'missed', "doneAt" = now(), error = 'restored', untold = true
       WHERE state = 'due' AND "dueAt" <= now() RETURNING 1)
     SELECT count(*) AS count FROM changed`,
  );
  await run(`INSERT INTO "AuditEvent" (action, subject) VALUES ('database.restored', 'backup:' || $1)`, [
    madeAt.toISOString(),
  ]);
  return { unknownSends: counted.parse(sends)[0].count, missedReminders: counted.parse(reminders)[0].count };
}

/** Each secretary hears of it at the next private contact, in these words. */
export async function noteForSecretaries(run: RunSql, text: string, madeAt: Date): Promise<void> {
  await run(
    `INSERT INTO "Notice" ("unitId", "memberId", "naturalKey", body)
     SELECT u.id, m.id, 'restored:' || $1 || ':' || u.id || coalesce(':' || m.id, ''), jsonb_build_object('text', $2::text)
     FROM "Unit" u LEFT JOIN "Member" m ON m."unitId" = u.id AND m.role = 'secretary' AND m."leftAt" IS NULL
     ON CONFLICT ("naturalKey") DO NOTHING`,
    [madeAt.toISOString(), text],
  );
}
