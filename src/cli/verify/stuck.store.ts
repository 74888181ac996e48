import { breach, type Finding, type Source } from './finding.ts';

/** Each query finds rows that nobody will take up any more, or should have long ago. Times by the database's clock. */
const stuck: Readonly<Record<string, string>> = {
  'a message of the outbox beyond its lease': `SELECT id::text, state::text FROM "OutboxMessage"
    WHERE state IN ('claimed', 'sending') AND ("leaseUntil" IS NULL OR "leaseUntil" < now() - interval '15 seconds')`,
  'a message of the outbox that nobody sends': `SELECT id::text, state::text FROM "OutboxMessage"
    WHERE state = 'due' AND "dueAt" < now() - interval '15 minutes'`,
  'a message of the inbox that nobody handles': `SELECT id::text, state::text FROM "InboxMessage"
    WHERE state = 'pending' AND "dueAt" < now() - interval '1 minute'`,
  'a draft that nobody writes': `SELECT id::text, state::text FROM "Draft"
    WHERE state IN ('queued', 'drafting') AND "createdAt" < now() - interval '30 minutes'`,
};

/** I6: nothing waits for somebody who will not come. */
export async function checkStuck(db: Source): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [what, query] of Object.entries(stuck)) {
    const { rows } = await db.query<{ id: string; state: string }>(query);
    findings.push(...rows.map(({ id, state }) => breach('I6', `${what}: ${id} (${state})`)));
  }
  return findings;
}

/** How much is under way at this moment; all zero = at rest. */
export async function countUnderWay(
  db: Source,
): Promise<{ inbox: number; outbox: number; drafts: number; steps: number }> {
  const { rows } = await db.query<{ inbox: number; outbox: number; drafts: number; steps: number }>(
    `SELECT (SELECT count(*)::int FROM "InboxMessage" WHERE state = 'pending') AS inbox,
       (SELECT count(*)::int FROM "OutboxMessage"
        WHERE state IN ('claimed', 'sending') OR (state = 'due' AND "dueAt" < now() + interval '1 minute')) AS outbox,
       (SELECT count(*)::int FROM "Draft" WHERE state IN ('queued', 'drafting')) AS drafts,
       (SELECT count(*)::int FROM "ReminderStep" WHERE state = 'due' AND "dueAt" <= now()) AS steps`,
  );
  return rows[0] ?? { inbox: 0, outbox: 0, drafts: 0, steps: 0 };
}
