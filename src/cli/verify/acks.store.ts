import { z } from 'zod';
import { breach, type Finding, type Source } from './finding.ts';

/**
 * One line of a history kept on the client's side, as Jepsen keeps it: `invoke` before a request leaves, then `ok` when
 * it was acknowledged, `fail` when it surely was not done, `info` when nobody knows.
 */
export const ackSchema = z.object({
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  /** post: a post of the web room; update: an update of a platform; receipt: a number that the bot gave a member. */
  op: z.enum(['post', 'update', 'receipt']),
  /** What makes the operation one and the same: `room/member/key`, `platform/account/update`, `unit/label`. */
  key: z.string(),
  /** SHA-256 of what was said. */
  sha256: z.string().optional(),
});
export type Ack = z.output<typeof ackSchema>;

/** Keys of an operation that were acknowledged. */
const acknowledged = (acks: readonly Ack[], op: Ack['op']) => [
  ...new Map(acks.filter((ack) => ack.op === op && ack.type === 'ok').map((ack) => [ack.key, ack])).values(),
];

const lost = (acks: readonly Ack[], op: string, found: ReadonlySet<string>) =>
  acks
    .filter(({ key }) => !found.has(key))
    .map(({ key }) => breach('I1', `${op} ${key} was acknowledged and is not there`));

/** I1: what a client saw acknowledged is in the database, as it was said. */
export async function checkAcks(db: Source, acks: readonly Ack[]): Promise<Finding[]> {
  return [...(await checkPosts(db, acks)), ...(await checkUpdates(db, acks)), ...(await checkReceipts(db, acks))];
}

async function checkPosts(db: Source, acks: readonly Ack[]): Promise<Finding[]> {
  const posts = acknowledged(acks, 'post');
  const { rows } = await db.query<{ key: string; sha256: string; kept: boolean }>(
    `SELECT substr(m."dedupeKey", 6) AS key, encode(sha256(convert_to(m.text, 'UTF8')), 'hex') AS sha256,
       EXISTS (SELECT 1 FROM "InboxMessage" i WHERE i.platform = 'web' AND i."updateKey" = m.id::text) AS kept
     FROM "RoomMessage" m WHERE m."dedupeKey" = ANY($1)`,
    [posts.map(({ key }) => `post:${key.replaceAll('/', ':')}`)],
  );
  const found = new Map(rows.map((row) => [row.key.replaceAll(':', '/'), row]));
  const changed = posts.filter(({ key, sha256 }) => sha256 && found.has(key) && found.get(key)?.sha256 !== sha256);
  return [
    ...lost(posts, 'the post', new Set(found.keys())),
    ...changed.map(({ key }) => breach('I1', `the post ${key} is there with other words`)),
    ...rows.filter((row) => !row.kept).map(({ key }) => breach('I1', `the post ${key} never reached the inbox`)),
  ];
}

async function checkUpdates(db: Source, acks: readonly Ack[]): Promise<Finding[]> {
  const updates = acknowledged(acks, 'update');
  const { rows } = await db.query<{ key: string }>(
    `SELECT i.platform || '/' || i.account || '/' || i."updateKey" AS key FROM "InboxMessage" i
     JOIN unnest($1::text[]) AS asked(key) ON i.platform = split_part(asked.key, '/', 1)
       AND i.account = split_part(asked.key, '/', 2) AND i."updateKey" = split_part(asked.key, '/', 3)`,
    [updates.map(({ key }) => key)],
  );
  return lost(updates, 'the update', new Set(rows.map(({ key }) => key)));
}

async function checkReceipts(db: Source, acks: readonly Ack[]): Promise<Finding[]> {
  const receipts = acknowledged(acks, 'receipt');
  const { rows } = await db.query<{ key: string; sha256: string }>(
    `SELECT u.key || '/' || s.number AS key, encode(sha256(convert_to(s.text, 'UTF8')), 'hex') AS sha256
     FROM "Submission" s JOIN "Unit" u ON u.id = s."unitId" WHERE u.key || '/' || s.number = ANY($1)`,
    [receipts.map(({ key }) => key)],
  );
  const found = new Map(rows.map((row) => [row.key, row.sha256]));
  const swapped = receipts.filter(({ key, sha256 }) => sha256 && found.has(key) && found.get(key) !== sha256);
  return [
    ...lost(receipts, 'the receipt', new Set(found.keys())),
    ...swapped.map(({ key }) => breach('I1', `the receipt ${key} was given for other words`)),
  ];
}
