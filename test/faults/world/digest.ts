import type { Client } from 'pg';

/**
 * The end state in words of the unit: who said what under which number, who comes, who got which points for what, what
 * was said to whom. Without times, ids and whatever else depends on how often something was tried.
 */
const queries: Record<string, string> = {
  submissions: `SELECT s.number, m.key, s.kind, s.text, s.state FROM "Submission" s JOIN "Member" m ON m.id = s."authorId"`,
  events: `SELECT s.number, e.kind, e.text FROM "SubmissionEvent" e JOIN "Submission" s ON s.id = e."submissionId"`,
  adoptions: `SELECT s.number, a.level, a.adopter FROM "Adoption" a JOIN "Submission" s ON s.id = a."submissionId"`,
  attachments: `SELECT s.number, a.name, a.sha256, a.error FROM "Attachment" a JOIN "Submission" s ON s.id = a."submissionId"`,
  activities: `SELECT number, kind, title, place, state, "startsAt" FROM "Activity"`,
  roll: `SELECT a.number, m.key, r.state, r.guests, r.note FROM "RollEntry" r JOIN "Activity" a ON a.id = r."activityId"
    JOIN "Member" m ON m.id = r."memberId"`,
  changes: `SELECT m.key, c.state, c.guests, c.note FROM "RollChange" c JOIN "RollEntry" r ON r.id = c."rollEntryId"
    JOIN "Member" m ON m.id = r."memberId"`,
  steps: `SELECT a.number, s.kind, s.conversation, s.state FROM "ReminderStep" s JOIN "Activity" a ON a.id = s."activityId"`,
  reflections: `SELECT m.key, r.text FROM "Reflection" r JOIN "Member" m ON m.id = r."memberId"`,
  points: `SELECT m.key, p.item, p.counted, p.reason, p."reversesId" IS NOT NULL AS reversal
    FROM "PointEntry" p JOIN "Member" m ON m.id = p."memberId"`,
  drafts: `SELECT number, query, state, (SELECT count(*)::int FROM "Attachment" a WHERE a."draftId" = d.id) AS files FROM "Draft" d`,
  joins: `SELECT name, state FROM "JoinRequest"`,
  identities: `SELECT i.platform, i."externalId", m.key FROM "Identity" i LEFT JOIN "Member" m ON m.id = i."memberId"`,
  inbox: `SELECT platform, conversation, state FROM "InboxMessage"`,
  questions: `SELECT kind, conversation, "closedAt" IS NULL AS open FROM "Question"`,
  audit: `SELECT action FROM "AuditEvent"`,
  // A draft's words depend on whether the model could be reached, so they are left out.
  outbox: `SELECT conversation, CASE WHEN subject LIKE 'draft:%' THEN subject ELSE body->>'text' END AS text
    FROM "OutboxMessage" WHERE kind = 'send' AND state IN ('sent', 'unknown') AND coalesce("naturalKey", '') NOT LIKE 'resend:%'`,
};

export type Digest = Readonly<Record<string, readonly string[]>>;

export async function digestOf(admin: Client): Promise<Digest> {
  const digest: Record<string, string[]> = {};
  for (const [name, sql] of Object.entries(queries)) {
    const { rows } = await admin.query(sql);
    digest[name] = rows.map((row) => JSON.stringify(row)).toSorted();
  }
  return digest;
}

/** What one end state has and the other has not. */
export function differences(expected: Digest, found: Digest): string[] {
  return Object.keys(expected).flatMap((name) => {
    const [before, after] = [expected[name] ?? [], found[name] ?? []];
    const lost = without(before, after).map((row) => `${name} lost ${row}`);
    return [...lost, ...without(after, before).map((row) => `${name} too much ${row}`)];
  });
}

/** As lists in which a thing may stand several times. */
function without(these: readonly string[], those: readonly string[]): string[] {
  const left = [...those];
  return these.filter((row) => {
    const at = left.indexOf(row);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
