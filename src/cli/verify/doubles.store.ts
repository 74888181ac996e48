import { breach, type Finding, type Source } from './finding.ts';

/** Each query finds keys that stand more than once. The database forbids most of these; that is checked as well. */
const doubles: Readonly<Record<string, string>> = {
  'inbox, by update': `SELECT platform || '/' || account || '/' || "updateKey" AS key, count(*)::int AS times
    FROM "InboxMessage" GROUP BY 1 HAVING count(*) > 1`,
  'inbox, by message and version': `SELECT platform || '/' || "messageKey" AS key, count(*)::int AS times
    FROM "InboxMessage" WHERE "messageKey" IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  'submissions, by message': `SELECT "inboxId"::text AS key, count(*)::int AS times
    FROM "Submission" GROUP BY 1 HAVING count(*) > 1`,
  'submissions, by number': `SELECT "unitId" || '/' || number AS key, count(*)::int AS times
    FROM "Submission" GROUP BY 1 HAVING count(*) > 1`,
  'activities, by message': `SELECT "inboxId"::text AS key, count(*)::int AS times
    FROM "Activity" GROUP BY 1 HAVING count(*) > 1`,
  'drafts, by message': `SELECT "inboxId"::text AS key, count(*)::int AS times
    FROM "Draft" GROUP BY 1 HAVING count(*) > 1`,
  'outbox, by natural key': `SELECT "naturalKey" AS key, count(*)::int AS times
    FROM "OutboxMessage" WHERE "naturalKey" IS NOT NULL GROUP BY 1 HAVING count(*) > 1`,
  'ledger, by natural key': `SELECT "naturalKey" AS key, count(*)::int AS times
    FROM "PointEntry" GROUP BY 1 HAVING count(*) > 1`,
  // One message, answered twice in the same words. Each version of an edited message may have its own answer.
  'answers to one message': `SELECT said.key, said.times FROM (
      SELECT conversation || '/' || (body->>'replyTo') AS key, body->>'text' AS text, count(*)::int AS times
      FROM "OutboxMessage" WHERE kind = 'send' AND body->>'replyTo' IS NOT NULL AND body->>'text' <> ''
      GROUP BY 1, 2 HAVING count(*) > 1) said
    WHERE said.times > (SELECT count(*) FROM "InboxMessage" i
      WHERE starts_with(i."messageKey", said.key || '/'))
      AND EXISTS (SELECT 1 FROM "InboxMessage" i WHERE starts_with(i."messageKey", said.key || '/'))`,
};

/** I2: every effect happened once. */
export async function checkDoubles(db: Source): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [where, query] of Object.entries(doubles)) {
    const { rows } = await db.query<{ key: string; times: number }>(query);
    findings.push(...rows.map(({ key, times }) => breach('I2', `${where}: ${key} stands ${times} times`)));
  }
  return findings;
}
